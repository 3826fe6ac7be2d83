using System.Globalization;

namespace ChatRuns.Planning;

/// <summary>Every so often: multiples of the interval since the Unix epoch, so that neither restarts nor clock changes shift it.</summary>
internal sealed class IntervalSchedule : Schedule
{
    private const string Prefix = "every ";
    private readonly long _every;

    private IntervalSchedule(TimeSpan every) => _every = every.Ticks;

    public override string Plan => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_every / TimeSpan.TicksPerSecond}s");

    public override TimeZoneInfo Zone => TimeZoneInfo.Utc;

    public static (Schedule? Schedule, string? Problem) Read(TimeSpan every)
    {
        if (every < TimeSpan.FromSeconds(1)) return (null, "every: the interval is shorter than a second. Write at least \"1s\".");
        if (every.Ticks % TimeSpan.TicksPerSecond != 0)
            return (null, "every: the interval has a fraction of a second. Write whole seconds.");
        return (new IntervalSchedule(every), null);
    }

    public static new IntervalSchedule? FromPlan(string plan) =>
        plan.StartsWith(Prefix, StringComparison.Ordinal) && plan.EndsWith('s')
        && long.TryParse(plan.AsSpan(Prefix.Length..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and <= long.MaxValue / TimeSpan.TicksPerSecond
            ? new(TimeSpan.FromSeconds(seconds))
            : null;

    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var turns = Turns(after) + 1;
        return turns > (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / _every
            ? null
            : DateTimeOffset.UnixEpoch.AddTicks(turns * _every);
    }

    protected override long Count(DateTimeOffset after, DateTimeOffset upTo) => Turns(upTo) - Turns(after);

    private long Turns(DateTimeOffset at)
    {
        var (turns, rest) = Math.DivRem((at - DateTimeOffset.UnixEpoch).Ticks, _every);
        return rest < 0 ? turns - 1 : turns;
    }
}
