using System.Collections.Concurrent;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>Which of a conversation's limits a call counts under.</summary>
internal enum PaceKind
{
    /// <summary>Messages and conversations that are made or changed.</summary>
    Write,

    /// <summary>Who is there.</summary>
    Roster,
}

/// <summary>
/// Teams' limits of one bot in one conversation, kept before Teams has to say them: 7 messages in a second, 8 in two, 60 in thirty, 1,800 in an
/// hour; reads of the roster twice as many.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Optimize bot with rate limiting in Teams".</remarks>
internal sealed class ConversationPace(TimeProvider time)
{
    private const int MostKept = 5000;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly (int Most, TimeSpan Within)[] s_limits =
        [(7, TimeSpan.FromSeconds(1)), (8, TimeSpan.FromSeconds(2)), (60, TimeSpan.FromSeconds(30)), (1800, Longest)];

    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(PaceKind Kind, string Conversation), Used> _used = new();
    private long _forgotAt = time.GetTimestamp();

    /// <summary>Takes one call; otherwise how long to wait before asking again.</summary>
    public TimeSpan? Take(PaceKind kind, string conversation)
    {
        if (_used.Count > MostKept) Forget(time.GetTimestamp());
        var used = _used.GetOrAdd((kind, conversation), _ => new());
        lock (used)
        {
            var now = time.GetTimestamp();
            used.At.RemoveAll(at => time.GetElapsedTime(at, now) >= Longest);
            var wait = Wait(used, kind == PaceKind.Roster ? 2 : 1, now);
            if (wait > TimeSpan.Zero) return wait;
            used.At.Add(now);
            return null;
        }
    }

    /// <summary>Teams itself asked to wait.</summary>
    public void Hold(PaceKind kind, string conversation, TimeSpan wait)
    {
        var used = _used.GetOrAdd((kind, conversation), _ => new());
        lock (used) (used.HeldAt, used.Held) = (time.GetTimestamp(), wait);
    }

    private TimeSpan Wait(Used used, int times, long now)
    {
        var held = used.Held - time.GetElapsedTime(used.HeldAt, now);
        foreach (var (most, within) in s_limits)
        {
            if (used.At.Count < most * times) continue;
            var free = within - time.GetElapsedTime(used.At[^(most * times)], now);
            if (free > held) held = free;
        }

        return held;
    }

    // All of them may still count, so it is not looked through at each call.
    private void Forget(long now)
    {
        var before = Volatile.Read(ref _forgotAt);
        if (time.GetElapsedTime(before, now) < BetweenForgetting || Interlocked.CompareExchange(ref _forgotAt, now, before) != before) return;
        foreach (var (key, used) in _used)
        {
            lock (used)
            {
                if (used.Held <= time.GetElapsedTime(used.HeldAt, now) && (used.At.Count == 0 || time.GetElapsedTime(used.At[^1], now) >= Longest)) _used.TryRemove(key, out _);
            }
        }
    }

    private sealed class Used
    {
        public List<long> At { get; } = [];

        public long HeldAt { get; set; }

        public TimeSpan Held { get; set; }
    }
}
