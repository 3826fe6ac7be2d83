using System.Collections.Concurrent;

namespace ChatRuns.Bot.Channels;

/// <summary>
/// How often messages of one place (a workspace, a conversation) are redrawn in a minute. Only decisions may use all of it, so that none is
/// ever kept waiting by progress.
/// </summary>
/// <param name="perMinute">Redraws a minute in one place.</param>
/// <param name="forDecisions">How many of them are kept for decisions.</param>
/// <param name="time">The clock.</param>
internal sealed class RedrawBudget(int perMinute, int forDecisions, TimeProvider time)
{
    private const int MostPlaces = 10_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _used = new();

    /// <summary>Takes one redraw; otherwise how long to wait for it.</summary>
    public TimeSpan? Take(string place, Urgency urgency)
    {
        if (_used.Count > MostPlaces) Forget();
        var used = _used.GetOrAdd(place, _ => new());
        lock (used)
        {
            var now = time.GetUtcNow();
            while (used.TryPeek(out var oldest) && now - oldest >= Minute) used.Dequeue();
            var most = urgency == Urgency.Decision ? perMinute : perMinute - forDecisions;
            if (used.Count >= most) return used.ElementAt(used.Count - most) + Minute - now;
            used.Enqueue(now);
            return null;
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (place, used) in _used)
        {
            lock (used)
                if (used.All(at => now - at >= Minute)) _used.TryRemove(place, out _);
        }
    }
}
