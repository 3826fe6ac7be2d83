namespace ChatRuns.Bot.Commands.Language;

/// <summary>A unit that people count time in.</summary>
internal enum TimeUnit
{
    /// <summary>Second.</summary>
    Second,

    /// <summary>Minute.</summary>
    Minute,

    /// <summary>Hour.</summary>
    Hour,

    /// <summary>Day of the calendar: 23, 24 or 25 hours.</summary>
    Day,

    /// <summary>Seven days.</summary>
    Week,

    /// <summary>Month of the calendar.</summary>
    Month,

    /// <summary>Year of the calendar.</summary>
    Year,
}

/// <summary>From the reader's clock to moments, right across daylight-saving changes.</summary>
internal static class LocalTime
{
    /// <summary>The first moment at which the clock shows this time; where it is jumped over, the first moment after the jump.</summary>
    public static DateTimeOffset First(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local)) return AfterGap(local, zone);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new(local, offset);
    }

    /// <summary>The last moment at which the clock shows this time: the second one where it is set back.</summary>
    public static DateTimeOffset Last(DateTime local, TimeZoneInfo zone) =>
        zone.IsAmbiguousTime(local) ? new(local, zone.GetAmbiguousTimeOffsets(local).Min()) : First(local, zone);

    /// <summary>So many units before now: hours are exact, days and longer go by the calendar.</summary>
    public static DateTimeOffset Back(Reading reading, int count, TimeUnit unit) => unit switch
    {
        TimeUnit.Second => reading.Now.AddSeconds(-count),
        TimeUnit.Minute => reading.Now.AddMinutes(-count),
        TimeUnit.Hour => reading.Now.AddHours(-count),
        TimeUnit.Day => First(reading.LocalNow.AddDays(-count), reading.Zone),
        TimeUnit.Week => First(reading.LocalNow.AddDays(-7 * count), reading.Zone),
        TimeUnit.Month => First(reading.LocalNow.AddMonths(-count), reading.Zone),
        _ => First(reading.LocalNow.AddYears(-count), reading.Zone),
    };

    /// <summary>Monday of the week of a day.</summary>
    public static DateTime Monday(DateTime day) => day.Date.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    // Some zones have skipped a whole day, so the jump is looked for within 26 hours on either side.
    private static DateTimeOffset AfterGap(DateTime local, TimeZoneInfo zone)
    {
        var middle = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var (before, after) = (middle.AddHours(-26), middle.AddHours(26));
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var half = before + ((after - before) / 2);
            if (TimeZoneInfo.ConvertTimeFromUtc(half, zone) < local) before = half;
            else after = half;
        }

        var second = new DateTime(after.Ticks - (after.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        return TimeZoneInfo.ConvertTime(new DateTimeOffset(second, TimeSpan.Zero), zone);
    }
}
