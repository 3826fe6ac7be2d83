using System.Globalization;

namespace ChatRuns.Planning;

/// <summary>How a change of clocks touches a planned time.</summary>
public enum ClockMark
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Its local time does not exist that day: it fires when the gap ends.</summary>
    Moved,

    /// <summary>A matching local time right before it does not exist that day and is left out.</summary>
    LeftOut,

    /// <summary>Its local time comes twice: it fires the first time only.</summary>
    FirstOnly,

    /// <summary>Its local time comes twice: it fires both times.</summary>
    Twice,
}

/// <summary>One planned time as people are shown it.</summary>
/// <param name="At">The instant, UTC.</param>
/// <param name="Local">The same in the schedule's zone.</param>
/// <param name="Mark">Whether clocks change there.</param>
/// <param name="Note">What will be done about that, in words; empty without mark.</param>
public sealed record PlannedTime(DateTimeOffset At, DateTimeOffset Local, ClockMark Mark, string Note);

/// <summary>The next firings of a schedule, with those marked that fall in a skipped or doubled hour (T10).</summary>
public static class SchedulePreview
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(400);

    /// <summary>
    /// The next planned times after an instant, at most <paramref name="most"/>; fewer when there are no more. With
    /// <paramref name="withNextChange"/> also those beyond that the next change of clocks which touches the schedule marks, if one is known within 400 days.
    /// </summary>
    public static IReadOnlyList<PlannedTime> Of(Schedule schedule, DateTimeOffset after, int most, bool withNextChange = false)
    {
        var times = Explained(schedule, after.ToUniversalTime(), schedule.Between(after.ToUniversalTime(), DateTimeOffset.MaxValue).Take(most));
        if (!withNextChange || schedule is not CronSchedule cron || times.Count < most || times.Any(time => time.Mark != ClockMark.None)) return times;
        return [.. times, .. NextMarked(cron, times[^1].At)];
    }

    private static List<PlannedTime> NextMarked(CronSchedule cron, DateTimeOffset after)
    {
        var (from, horizon) = (after, after + Horizon);
        while (cron.Changes.First(from, horizon) is { } change)
        {
            var start = change.At - Day > after ? change.At - Day : after;
            var marked = Explained(cron, start, cron.Between(start, change.At + Day)).Where(time => time.Mark != ClockMark.None).Take(2).ToList();
            if (marked.Count > 0) return marked;
            from = change.At;
        }

        return [];
    }

    private static List<PlannedTime> Explained(Schedule schedule, DateTimeOffset previous, IEnumerable<DateTimeOffset> planned)
    {
        var times = new List<PlannedTime>();
        foreach (var at in planned)
        {
            var (mark, note) = schedule is CronSchedule cron ? Explain(cron, previous, at) : (ClockMark.None, "");
            times.Add(new(at, TimeZoneInfo.ConvertTime(at, schedule.Zone), mark, note));
            previous = at;
        }

        return times;
    }

    private static (ClockMark Mark, string Note) Explain(CronSchedule cron, DateTimeOffset previous, DateTimeOffset at)
    {
        if (cron.Changes.First(at - Day, at + Day) is not { } change) return (ClockMark.None, "");
        var local = at.UtcDateTime + cron.Zone.GetUtcOffset(at);
        if (!change.IsGap) return change.Covers(local) ? Doubled(cron, change, at, local) : (ClockMark.None, "");

        var isFirstAfter = at >= change.At && previous < change.At;
        var next = isFirstAfter ? cron.NextOnWall(change.From.AddSeconds(-1)) : null;
        if (next is not { } lost || !change.Covers(lost)) return (ClockMark.None, "");
        var says = $"{Clock(lost)} does not exist on {Date(lost)}: the clocks go from {Clock(change.From)} to {Clock(change.To)}.";
        return cron.FollowsTheClock
            ? (ClockMark.LeftOut, $"{says} It is left out.")
            : (ClockMark.Moved, $"{says} It fires at {Clock(change.To)} instead, once.");
    }

    private static (ClockMark Mark, string Note) Doubled(CronSchedule cron, ZoneChange change, DateTimeOffset at, DateTime local)
    {
        var says = $"{Clock(local)} comes twice on {Date(local)}: the clocks go back from {Clock(change.To)} to {Clock(change.From)}.";
        return cron.FollowsTheClock
            ? (ClockMark.Twice, $"{says} It fires both times; this is the {(at < change.At ? "first" : "second")}.")
            : (ClockMark.FirstOnly, $"{says} It fires the first time only.");
    }

    private static string Clock(DateTime local) => local.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Date(DateTime local) => local.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
