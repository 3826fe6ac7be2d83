using System.Collections.Concurrent;

namespace ChatRuns.Bot.Channels.Slack;

/// <summary>
/// How often messages of one workspace are redrawn: 40 a minute (Slack allows about 50), of which progress may use three quarters, so
/// that a decision is never kept waiting by it.
/// </summary>
internal sealed class RedrawBudget(TimeProvider time)
{
    /// <summary>Redraws a minute in one workspace.</summary>
    public const int PerMinute = 40;

    private const int ForDecisions = 10;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _used = new();

    /// <summary>Takes one redraw; otherwise how long to wait for it.</summary>
    public TimeSpan? Take(string team, Urgency urgency)
    {
        var used = _used.GetOrAdd(team, _ => new());
        lock (used)
        {
            var now = time.GetUtcNow();
            while (used.TryPeek(out var oldest) && now - oldest >= Minute) used.Dequeue();
            var most = urgency == Urgency.Decision ? PerMinute : PerMinute - ForDecisions;
            if (used.Count >= most) return used.ElementAt(used.Count - most) + Minute - now;
            used.Enqueue(now);
            return null;
        }
    }
}
