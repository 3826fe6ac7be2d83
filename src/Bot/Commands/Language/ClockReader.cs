using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Times of day: <c>14:00</c>, <c>9:30pm</c>, <c>9 am</c>, <c>noon</c>.</summary>
internal static partial class ClockReader
{
    /// <summary>Reads a time of day, "at" before it or not; null where none begins.</summary>
    public static Found<TimeSpan>? Read(Words words, int at)
    {
        var skipped = words.Key(at) == "at" ? 1 : 0;
        var key = words.Key(at + skipped);
        if (key == "noon") return (skipped + 1, TimeSpan.FromHours(12));
        if (key == "midnight") return (skipped + 1, TimeSpan.Zero);
        var half = words.Key(at + skipped + 1) is "am" or "pm" ? words.Key(at + skipped + 1) : "";
        var match = Clock().Match(half.Length > 0 && !key.EndsWith('m') ? key + half : key);
        if (!match.Success || (!match.Groups[2].Success && !match.Groups[4].Success)) return null;
        var count = skipped + (half.Length > 0 && !key.EndsWith('m') ? 2 : 1);
        return Make(match) is { } time
            ? (count, time)
            : new Wrong($"{Spelling.Show(words.Typed(at, count))}: there is no such time. Times go from 00:00 to 23:59.", at, count);
    }

    /// <summary>A time of day for people.</summary>
    public static string Describe(TimeSpan time) =>
        time.ToString(time.Seconds == 0 ? @"hh\:mm" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static TimeSpan? Make(Match match)
    {
        int Part(int group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var (hour, minute, second, half) = (Part(1), Part(2), Part(3), match.Groups[4].Value);
        if (half.Length > 0 && hour is < 1 or > 12) return null;
        if (half == "am" && hour == 12) hour = 0;
        if (half == "pm" && hour < 12) hour += 12;
        return hour > 23 || minute > 59 || second > 59 ? null : new TimeSpan(hour, minute, second);
    }

    [GeneratedRegex("^([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:[.][0-9]{1,7})?)?)?(am|pm)?$")]
    private static partial Regex Clock();
}
