using System.Globalization;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Names of months and weekdays, and days from year, month and day.</summary>
internal static class Calendar
{
    /// <summary>Before it there are no runs, and arithmetic with dates gets odd.</summary>
    public const int FirstYear = 1970;

    /// <summary>The last year that is read.</summary>
    public const int LastYear = 2200;

    /// <summary>Words for days, for "did you mean".</summary>
    public static IReadOnlyList<string> DayWords { get; } =
    [
        "today", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
        "april", "june", "july", "august", "september", "october", "november", "december",
    ];

    /// <summary>Reads the name of a month; 0 for none.</summary>
    public static int Month(string word) => word switch
    {
        "january" or "jan" => 1,
        "february" or "feb" => 2,
        "march" or "mar" => 3,
        "april" or "apr" => 4,
        "may" => 5,
        "june" or "jun" => 6,
        "july" or "jul" => 7,
        "august" or "aug" => 8,
        "september" or "sep" or "sept" => 9,
        "october" or "oct" => 10,
        "november" or "nov" => 11,
        "december" or "dec" => 12,
        _ => 0,
    };

    /// <summary>Reads the name of a weekday.</summary>
    public static DayOfWeek? Weekday(string word) => word switch
    {
        "monday" or "mon" => DayOfWeek.Monday,
        "tuesday" or "tue" or "tues" => DayOfWeek.Tuesday,
        "wednesday" or "wed" => DayOfWeek.Wednesday,
        "thursday" or "thu" or "thur" or "thurs" => DayOfWeek.Thursday,
        "friday" or "fri" => DayOfWeek.Friday,
        "saturday" or "sat" => DayOfWeek.Saturday,
        "sunday" or "sun" => DayOfWeek.Sunday,
        _ => null,
    };

    /// <summary>A day for people.</summary>
    public static string Describe(DateTime day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A day as a line writes it.</summary>
    public static string ToLine(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The name of a month.</summary>
    public static string MonthName(int month) => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);

    /// <summary>One day, as days.</summary>
    public static Days Day(DateTime day) => new(day, day.AddDays(1), Describe(day), "on");

    /// <summary>One month, as days.</summary>
    public static Days WholeMonth(int year, int month)
    {
        var first = new DateTime(year, month, 1);
        return new(first, first.AddMonths(1), first.ToString("MMM yyyy", CultureInfo.InvariantCulture), "in");
    }
}
