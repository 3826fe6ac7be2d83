using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatRuns.Agents;

/// <summary>Lengths of time as owners write them: "90s", "5m", "2h", "7d", "1w", "1h30m", "500ms", "00:05:00".</summary>
public static partial class Duration
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(3660);

    private static readonly (string Unit, TimeSpan Length)[] _units =
    [
        ("w", TimeSpan.FromDays(7)), ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads one; false for anything else, for negative ones and for those over ten years.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null || text.Length > 40) return false;
        var trimmed = text.Trim();
        if (TimeSpan.TryParseExact(trimmed, [@"hh\:mm\:ss", @"d\.hh\:mm\:ss"], CultureInfo.InvariantCulture, out duration)) return duration <= _longest;
        var match = Parts().Match(trimmed);
        if (!match.Success) return false;
        var milliseconds = 0d;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var unit = _units.First(u => u.Unit == match.Groups["unit"].Captures[i].Value);
            milliseconds += double.Parse(match.Groups["number"].Captures[i].Value, CultureInfo.InvariantCulture) * unit.Length.TotalMilliseconds;
        }

        if (milliseconds > _longest.TotalMilliseconds) return false;
        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>The shortest text that <see cref="TryParse"/> reads back to the same, down to milliseconds: "1h30m".</summary>
    public static string Write(TimeSpan duration)
    {
        var text = new StringBuilder();
        var left = (long)duration.TotalMilliseconds;
        foreach (var (unit, length) in _units)
        {
            var count = Math.DivRem(left, (long)length.TotalMilliseconds, out left);
            if (count > 0) text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    [GeneratedRegex(@"^(?:(?<number>[0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(?<unit>ms|s|m|h|d|w)\s*)+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
