using System.Globalization;

namespace ChatRuns.Bot.Cards;

/// <summary>Numbers, spans of time and plurals as people read them.</summary>
internal static class Words
{
    /// <summary>"1 action", "3 actions", "1,204 runs".</summary>
    public static string Count(long number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many ?? one + "s")}");

    /// <summary>"832 ms", "2.4 s", "41 min", "3 h 5 min", "2 d 4 h".</summary>
    public static string Took(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 1000 } => Invariant($"{Math.Max(0, Math.Floor(span.TotalMilliseconds)):0} ms"),
        { TotalSeconds: < 10 } => Invariant($"{Math.Floor(span.TotalSeconds * 10) / 10:0.#} s"),
        { TotalSeconds: < 60 } => Invariant($"{Math.Floor(span.TotalSeconds):0} s"),
        { TotalMinutes: < 60 } => Two(span.Minutes, "min", span.TotalMinutes < 10 ? span.Seconds : 0, "s"),
        { TotalHours: < 24 } => Two((int)span.TotalHours, "h", span.Minutes, "min"),
        _ => Two((int)span.TotalDays, "d", span.Hours, "h"),
    };

    /// <summary>"84 %", "–" for none.</summary>
    public static string Percent(double? part) => part is { } p ? Invariant($"{Math.Round(p * 100):0} %") : "–";

    private static string Two(int big, string bigUnit, int small, string smallUnit) =>
        small == 0 ? $"{big} {bigUnit}" : $"{big} {bigUnit} {small} {smallUnit}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
