using Quartz;

namespace ChatRuns.Planning;

/// <summary>
/// A five-field cron expression in a time zone. Quartz reads the expression and counts on the zone's wall as if its clocks never
/// changed; what happens when they do is decided here, by the rule that people know from classic cron (docs/schedules.md).
/// </summary>
internal sealed class CronSchedule : Schedule
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly CronExpression _wall;
    private readonly Lazy<long> _perDay;

    private CronSchedule(string cron, CronExpression wall, TimeZoneInfo zone)
    {
        _wall = wall;
        Plan = $"{cron} {zone.Id}";
        Zone = zone;
        Changes = ZoneChanges.Of(zone);
        FollowsTheClock = CronText.StarsMinuteOrHour(cron);
        _perDay = new(CountOneDay);
    }

    public override string Plan { get; }

    public override TimeZoneInfo Zone { get; }

    /// <summary>When the zone's clocks change.</summary>
    public ZoneChanges Changes { get; }

    /// <summary>
    /// True for "every so often" (minute or hour begins with a star): it fires whenever the wall shows a matching time. False for
    /// named times of day: each fires exactly once, whatever the clocks do.
    /// </summary>
    public bool FollowsTheClock { get; }

    public static (Schedule? Schedule, string? Problem) Read(string cron, string zone)
    {
        var text = CronText.Tidy(cron);
        if (CronText.Problem(text) is { } problem) return (null, problem);
        if (CronText.ZoneProblem(zone, out var found) is { } zoneProblem) return (null, zoneProblem);
        return (new CronSchedule(text, CronText.Parse(text), found!), null);
    }

    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        after = after.ToUniversalTime();
        var (offset, floor, earliest) = (Zone.GetUtcOffset(after), Floor(after), after);
        while (NextOnWall(floor) is { } local)
        {
            var planned = new DateTimeOffset(local - offset, TimeSpan.Zero);
            if (planned < earliest) planned = earliest;
            if (Changes.First(after, planned) is not { } change) return planned;

            // Named times go on where the wall stood before the change: those in a gap fire at its end, those that
            // come a second time do not fire again. The others go on from what the wall shows after the change.
            (after, earliest, offset) = (change.At, change.At, change.After);
            floor = change.At.UtcDateTime + (FollowsTheClock ? change.After : change.Before) - Second;
        }

        return null;
    }

    /// <summary>The next matching time on a wall whose clock never changes.</summary>
    public DateTime? NextOnWall(DateTime after) => _wall.GetNextValidTimeAfter(new(after, TimeSpan.Zero))?.DateTime;

    protected override long Count(DateTimeOffset after, DateTimeOffset upTo)
    {
        var count = 0L;
        while (Next(after) is { } planned && planned <= upTo)
        {
            var wholeDay = WholeDay(after, planned, upTo);
            count += wholeDay is null ? 1 : _perDay.Value;
            after = wholeDay ?? planned;
        }

        return count;
    }

    /// <summary>The wall's time from which to look on, exclusive.</summary>
    private DateTime Floor(DateTimeOffset after)
    {
        var floor = after.UtcDateTime + Zone.GetUtcOffset(after);
        if (FollowsTheClock || Changes.First(after - Day, after) is not { IsGap: false } change) return floor;
        return floor < change.To ? change.To - Second : floor;
    }

    /// <summary>
    /// The last second of the local day of a planned time, when the day lies whole in (after, upTo] and no clocks change near it:
    /// all such days have the same number of planned times, so that years are counted by days.
    /// </summary>
    private DateTimeOffset? WholeDay(DateTimeOffset after, DateTimeOffset planned, DateTimeOffset upTo)
    {
        var local = planned.ToOffset(Zone.GetUtcOffset(planned));
        var start = planned - local.TimeOfDay;
        var end = start + Day - Second;
        return after < start && end <= upTo && Changes.First(start - Day, end + Day) is null ? end : null;
    }

    private long CountOneDay()
    {
        var first = NextOnWall(CronText.Reference)!.Value;
        var count = 0L;
        for (DateTime? at = first; at is { } planned && planned < first.Date + Day; at = NextOnWall(planned)) count++;
        return count;
    }
}
