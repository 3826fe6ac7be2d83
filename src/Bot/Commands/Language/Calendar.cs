using System.Globalization;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Names of months and weekdays, and days from year, month and day.</summary>
internal static class Calendar
{
    /// <summary>Before it there are no runs, and arithmetic with dates gets odd.</summary>
    public const int FirstYear = 1970;

    /// <summary>The last year that is read.</summary>
    public const int LastYear = 2200;

    private static readonly Dictionary<string, int> Months = new(StringComparer.Ordinal)
    {
        ["january"] = 1, ["jan"] = 1, ["february"] = 2, ["feb"] = 2, ["march"] = 3, ["mar"] = 3, ["april"] = 4, ["apr"] = 4, ["may"] = 5,
        ["june"] = 6, ["jun"] = 6, ["july"] = 7, ["jul"] = 7, ["august"] = 8, ["aug"] = 8, ["september"] = 9, ["sep"] = 9, ["sept"] = 9,
        ["october"] = 10, ["oct"] = 10, ["november"] = 11, ["nov"] = 11, ["december"] = 12, ["dec"] = 12,
    };

    private static readonly Dictionary<string, DayOfWeek> Weekdays = new(StringComparer.Ordinal)
    {
        ["monday"] = DayOfWeek.Monday, ["mon"] = DayOfWeek.Monday, ["tuesday"] = DayOfWeek.Tuesday, ["tue"] = DayOfWeek.Tuesday,
        ["tues"] = DayOfWeek.Tuesday, ["wednesday"] = DayOfWeek.Wednesday, ["wed"] = DayOfWeek.Wednesday,
        ["thursday"] = DayOfWeek.Thursday, ["thu"] = DayOfWeek.Thursday, ["thur"] = DayOfWeek.Thursday, ["thurs"] = DayOfWeek.Thursday,
        ["friday"] = DayOfWeek.Friday, ["fri"] = DayOfWeek.Friday, ["saturday"] = DayOfWeek.Saturday, ["sat"] = DayOfWeek.Saturday,
        ["sunday"] = DayOfWeek.Sunday, ["sun"] = DayOfWeek.Sunday,
    };

    /// <summary>Words for days, for "did you mean".</summary>
    public static IEnumerable<string> DayWords =>
        ["today", "yesterday", .. Weekdays.Keys.Where(word => word.Length > 4), .. Months.Keys.Where(word => word.Length > 4)];

    /// <summary>Reads the name of a month; 0 for none.</summary>
    public static int Month(string word) => Months.GetValueOrDefault(word);

    /// <summary>Reads the name of a weekday.</summary>
    public static DayOfWeek? Weekday(string word) => Weekdays.TryGetValue(word, out var day) ? day : null;

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
