using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// Wants digests and weekly reviews when their time has come (N1). Up to when a clock is told is kept with what it wants, so a period is told once,
/// and one that passed while the bot was down is told with the next. Of an empty period nothing is posted: its card cannot be drawn.
/// </summary>
internal sealed class DigestClock(DigestGroups groups, CourierMemory memory, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);
    private DateTimeOffset _lookedAt;
    private DateTimeOffset? _nextAt;

    /// <summary>Wants what is due; returns when the next is, null for never.</summary>
    public async Task<DateTimeOffset?> TellAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (now < (_nextAt ?? DateTimeOffset.MaxValue) && now >= _lookedAt && now - _lookedAt < LookAgain) return _nextAt;
        _nextAt = null;
        foreach (var clock in groups.Times())
        {
            await TellAsync(clock, now, cancel);
            var next = clock.NextAfter(now);
            if (_nextAt is null || next < _nextAt) _nextAt = next;
        }

        _lookedAt = now;
        return _nextAt;
    }

    // A clock that is new has nothing to tell of the time before.
    private async Task TellAsync(DigestTime clock, DateTimeOffset now, CancellationToken cancel)
    {
        var (name, until) = (clock.ToString(), clock.LastUpTo(now));
        DateTimeOffset? told = _told.TryGetValue(name, out var known) ? known : await memory.FindToldAsync(name, cancel);
        if (told is null || told < until)
        {
            var cards = told is { } from ? groups.PlacesOf(clock).Select(to => Wanted(clock, from, until, to)).ToList() : [];
            await memory.TellPeriodAsync(name, until, cards, cancel);
        }

        _told[name] = until > told ? until : told ?? until;
    }

    private static WantedCard Wanted(DigestTime clock, DateTimeOffset from, DateTimeOffset until, Address to)
    {
        var subject = new Subject.Digest(clock.On is not null, from.ToUnixTimeSeconds(), until.ToUnixTimeSeconds(), clock.ToString(), DigestGroups.NameOf(to));
        return new(to, subject.ToString(), (int)Urgency.Step, 1) { IsOnce = true };
    }
}
