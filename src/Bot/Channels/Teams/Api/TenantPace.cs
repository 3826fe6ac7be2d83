using System.Collections.Concurrent;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>
/// Teams' limit of one app in one tenant, 50 calls in any second, kept before Teams has to say it. Each call gets the next free turn, in the
/// order in which they ask. Twenty turns of a second are for calls that somebody waits for (answers, what was decided), which take the others too
/// where those come sooner; redraws that nobody waits for cannot keep them waiting. It keeps as many tenants as the settings allow. Not promised:
/// that a turn whose owner gave up is used by another.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Optimize bot with rate limiting in Teams" (the global limit for an app and a tenant).</remarks>
internal sealed class TenantPace(TimeProvider time)
{
    private const int ForWhoWaits = 20;
    private const int ForAll = 30;
    private static readonly Func<string, Turns> s_new = _ => new();
    private readonly ConcurrentDictionary<string, Turns> _tenants = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a turn.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="mayWait">Whether nobody waits for the call.</param>
    /// <param name="longest">With a longer wait no turn is taken, so that there are never more turns given than that takes.</param>
    /// <returns>How long until the turn comes; more than <paramref name="longest"/> when none was taken.</returns>
    public TimeSpan Take(string tenant, bool mayWait, TimeSpan longest)
    {
        var turns = _tenants.GetOrAdd(tenant, s_new);
        lock (turns)
        {
            var now = time.GetTimestamp();
            var lane = mayWait || turns.All.Next(now, time) < turns.WhoWaits.Next(now, time) ? turns.All : turns.WhoWaits;
            var at = lane.Next(now, time);
            var wait = at > now ? time.GetElapsedTime(now, at) : TimeSpan.Zero;
            if (wait <= longest) lane.Take(at);
            return wait;
        }
    }

    private sealed class Turns
    {
        public Lane WhoWaits { get; } = new(ForWhoWaits);

        public Lane All { get; } = new(ForAll);
    }

    /// <summary>The last turns that were given, in a ring: the next is free a second after the one that was given so many turns ago.</summary>
    private sealed class Lane
    {
        private readonly long[] _given;
        private int _oldest;

        public Lane(int perSecond) => Array.Fill(_given = new long[perSecond], long.MinValue / 2);

        public long Next(long now, TimeProvider time) => Math.Max(now, _given[_oldest] + time.TimestampFrequency);

        public void Take(long at)
        {
            _given[_oldest] = at;
            _oldest = (_oldest + 1) % _given.Length;
        }
    }
}
