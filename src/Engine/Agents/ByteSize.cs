using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatRuns.Agents;

/// <summary>Amounts of data as owners write them: "512MB", "10 KB", "1.5GB", "800B"; powers of 1,000, or of 1,024 with an i ("512MiB").</summary>
public static partial class ByteSize
{
    private const string Units = "BKMGT";

    /// <summary>Reads one; false for anything else and for more than a thousand terabytes.</summary>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        if (text is null || text.Length > 40) return false;
        var match = Shape().Match(text.Trim());
        if (!match.Success) return false;
        var unit = match.Groups["unit"].Value.ToUpperInvariant();
        var step = unit.Contains('I', StringComparison.Ordinal) ? 1024d : 1000d;
        var size = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * Math.Pow(step, Units.IndexOf(unit[0], StringComparison.Ordinal));
        if (size > 1e15) return false;
        bytes = (long)size;
        return true;
    }

    [GeneratedRegex(@"^(?<number>[0-9]{1,15}(?:\.[0-9]{1,3})?)\s*(?<unit>B|[KMGT]i?B)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
