using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Lengths of time: <c>7d</c>, <c>90 minutes</c>, <c>1h30m</c>.</summary>
internal static partial class Lengths
{
    private const int MostDigits = 6;

    private static readonly string[] Numbers =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The words for units, for "did you mean".</summary>
    public static IReadOnlyList<string> UnitWords { get; } =
    [
        "days", "hours", "weeks", "minutes", "months", "years", "seconds", "day", "hour", "week", "minute", "month", "year", "second",
    ];

    /// <summary>Reads a unit.</summary>
    public static bool TryUnit(string word, out TimeUnit unit)
    {
        var found = Unit(word);
        unit = found.GetValueOrDefault();
        return found is not null;
    }

    /// <summary>Reads a whole number, in digits or up to twelve in words; too large a one reads as <see cref="int.MaxValue"/>.</summary>
    public static bool TryNumber(string word, out int number)
    {
        number = Array.IndexOf(Numbers, word);
        if (number >= 0) return true;
        if (word.Length == 0 || !word.All(char.IsAsciiDigit)) return false;
        var digits = word.TrimStart('0');
        number = digits.Length > MostDigits ? int.MaxValue : digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>Reads a number with its unit, in one word or two: how many words, the number and the unit's word.</summary>
    public static (int Words, int Number, string Unit)? Read(Words words, int at)
    {
        if (Joined().Match(words.Key(at)) is { Success: true } match && TryNumber(match.Groups[1].Value, out var joined))
            return (1, joined, match.Groups[2].Value);
        if (TryNumber(words.Key(at), out var number)) return (2, number, words.Key(at + 1));
        return null;
    }

    /// <summary>Reads a length of one or several parts; null when there is none.</summary>
    public static (int Words, TimeSpan Length)? ReadLength(Words words, int at)
    {
        var (count, length) = (0, TimeSpan.Zero);
        while (ReadPart(words, at + count) is { } part)
        {
            count += part.Words;
            length += part.Length;
        }

        return count == 0 ? null : (count, length);
    }

    /// <summary>A length as it is written in a line: <c>1h30m</c>.</summary>
    public static string ToLine(TimeSpan length)
    {
        var (hours, minutes, seconds) = ((long)length.TotalHours, length.Minutes, length.Seconds);
        var text = (hours > 0 ? $"{Spelling.Number(hours)}h" : "") + (minutes > 0 ? $"{Spelling.Number(minutes)}m" : "")
            + (seconds > 0 ? $"{Spelling.Number(seconds)}s" : "");
        return text.Length > 0 ? text : "0s";
    }

    /// <summary>A length for people: "1 h 30 min".</summary>
    public static string Describe(TimeSpan length) =>
        Part().Replace(ToLine(length), match => $"{match.Groups[1].Value} {(match.Groups[2].Value == "m" ? "min" : match.Groups[2].Value)} ")
            .TrimEnd();

    private static TimeUnit? Unit(string word) => word switch
    {
        "s" or "sec" or "secs" or "second" or "seconds" => TimeUnit.Second,
        "m" or "min" or "mins" or "minute" or "minutes" => TimeUnit.Minute,
        "h" or "hr" or "hrs" or "hour" or "hours" => TimeUnit.Hour,
        "d" or "day" or "days" => TimeUnit.Day,
        "w" or "wk" or "wks" or "week" or "weeks" => TimeUnit.Week,
        "mo" or "month" or "months" => TimeUnit.Month,
        "y" or "yr" or "year" or "years" => TimeUnit.Year,
        _ => null,
    };

    private static (int Words, TimeSpan Length)? ReadPart(Words words, int at)
    {
        if (Compound().IsMatch(words.Key(at))) return (1, SumOf(words.Key(at)));
        if (Read(words, at) is not (var count, var number, var word) || !TryUnit(word, out var unit) || number == int.MaxValue) return null;
        return Seconds(unit) is { } each ? (count, TimeSpan.FromSeconds(each * number)) : null;
    }

    private static TimeSpan SumOf(string compound)
    {
        var sum = TimeSpan.Zero;
        foreach (Match part in Part().Matches(compound))
            if (TryNumber(part.Groups[1].Value, out var number) && TryUnit(part.Groups[2].Value, out var unit))
                sum += TimeSpan.FromSeconds(Math.Min(number, 999_999) * Seconds(unit)!.Value);
        return sum;
    }

    private static double? Seconds(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => 1,
        TimeUnit.Minute => 60,
        TimeUnit.Hour => 3600,
        TimeUnit.Day => 86_400,
        TimeUnit.Week => 604_800,
        _ => null,
    };

    [GeneratedRegex("^([0-9]+)([a-z]+)$")]
    private static partial Regex Joined();

    [GeneratedRegex("^(?:[0-9]{1,6}[wdhms]){2,5}$")]
    private static partial Regex Compound();

    [GeneratedRegex("([0-9]+)([wdhms])")]
    private static partial Regex Part();
}
