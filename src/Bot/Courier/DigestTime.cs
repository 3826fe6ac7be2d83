using System.Globalization;

namespace ChatRuns.Bot.Courier;

/// <summary>A time of each day, or of one day of each week, by the clock of a zone. Pure.</summary>
/// <param name="At">The time of day.</param>
/// <param name="Zone">The zone's id; one that this machine does not know counts as UTC.</param>
/// <param name="On">The day of the week; null for each day.</param>
internal sealed record DigestTime(TimeOnly At, string Zone, DayOfWeek? On = null)
{
    /// <summary>The last such time at or before a moment.</summary>
    public DateTimeOffset LastUpTo(DateTimeOffset now)
    {
        var day = Day(now).AddDays(1);
        while (!Falls(day) || Moment(day) > now) day = day.AddDays(-1);
        return Moment(day);
    }

    /// <summary>The first such time after a moment.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset now)
    {
        var day = Day(now).AddDays(-1);
        while (!Falls(day) || Moment(day) <= now) day = day.AddDays(1);
        return Moment(day);
    }

    /// <summary>"09:00 Europe/Berlin", "Monday 09:00 UTC": what its periods are kept under.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(On is { } day ? $"{day} " : "")}{At:HH:mm} {Zone}");

    private TimeZoneInfo Clock => TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : TimeZoneInfo.Utc;

    private bool Falls(DateOnly day) => On is null || day.DayOfWeek == On;

    private DateOnly Day(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Clock).DateTime);

    // The clock may be put forward over that very minute.
    private DateTimeOffset Moment(DateOnly day)
    {
        var local = day.ToDateTime(At);
        while (Clock.IsInvalidTime(local)) local = local.AddMinutes(1);
        return new(local, Clock.GetUtcOffset(local));
    }
}
