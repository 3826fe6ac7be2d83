using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatRuns.Steps;

/// <summary>Reads what a wait step says about time. Pure: the present is handed in.</summary>
internal static partial class WaitTime
{
    /// <summary>A duration such as "90s", "15m", "1h30m", "7d"; null when it is none.</summary>
    public static TimeSpan? ReadDuration(string text)
    {
        if (Parts().Match(text.Trim()) is not { Success: true } match) return null;
        var (numbers, units) = (match.Groups["number"].Captures, match.Groups["unit"].Captures);
        var seconds = 0.0;
        for (var i = 0; i < numbers.Count; i++)
            seconds += double.Parse(numbers[i].ValueSpan, CultureInfo.InvariantCulture) * SecondsOf(units[i].Value);
        return seconds <= TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    /// <summary>
    /// A time such as "09:30" (the next one in the zone) or "2026-11-01T09:30" (in the zone where it names none); null when it is
    /// none. A clock time that the zone leaps over is the end of the leap, one that it has twice is the first.
    /// </summary>
    public static DateTimeOffset? ReadUntil(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        text = text.Trim();
        var invariant = CultureInfo.InvariantCulture;
        var isClock = TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss"], invariant, DateTimeStyles.None, out var clock);
        if (isClock) return Next(clock, now, zone);
        if (!Iso().IsMatch(text)) return null;
        if (HasOffset().IsMatch(text)) return DateTimeOffset.TryParse(text, invariant, DateTimeStyles.None, out var at) ? at : null;
        return DateTime.TryParse(text, invariant, DateTimeStyles.None, out var local) ? InZone(local, zone) : null;
    }

    private static DateTimeOffset Next(TimeOnly clock, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var at = InZone(today.ToDateTime(clock), zone);
        return at >= now ? at : InZone(today.AddDays(1).ToDateTime(clock), zone);
    }

    private static DateTimeOffset InZone(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
            while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        }

        // The first of two has the larger offset: it comes before the clocks go back.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new(local, offset);
    }

    private static double SecondsOf(string unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => 604_800,
    };

    [GeneratedRegex(@"\A(?:(?<number>[0-9]{1,12}(?:\.[0-9]{1,9})?) ?(?<unit>ms|s|m|h|d|w) ?)+\z")]
    private static partial Regex Parts();

    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}" +
        @"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,7})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?\z")]
    private static partial Regex Iso();

    [GeneratedRegex(@"(?:Z|:[0-9.]+[+-][0-9]{2}:?[0-9]{2})\z")]
    private static partial Regex HasOffset();
}
