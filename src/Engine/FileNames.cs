using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ChatRuns.Loops;

namespace ChatRuns;

/// <summary>Names of files that come from people: made fit for a folder of ours, whatever they were.</summary>
internal static class FileNames
{
    private const int MostChars = 120;
    private const int MostBytes = 200;
    private static readonly HashSet<string> s_devices = new(StringComparer.OrdinalIgnoreCase) { "CON", "PRN", "AUX", "NUL" };

    /// <summary>
    /// The name without folders, invisible characters and characters that some file systems refuse; neither hidden nor mistaken for an
    /// option; at most 120 characters and 200 bytes, its ending kept. "file" when nothing is left.
    /// </summary>
    public static string Fit(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder();
        foreach (var rune in last.EnumerateRunes()) clean.Append(IsPlain(rune) ? rune.ToString() : IsInvisible(rune) ? "" : "_");
        var fit = clean.ToString().Trim().TrimStart('.').TrimEnd('.', ' ');
        if (fit.Length == 0) return "file";
        if (fit[0] == '-' || s_devices.Contains(Path.GetFileNameWithoutExtension(fit))) fit = "_" + fit;
        return Shorten(fit);
    }

    /// <summary>The media type that was told, where it is one; else by the name's ending.</summary>
    public static string MediaType(string name, string? told) =>
        told is { Length: <= 100 } && MediaTypeHeaderValue.TryParse(told, out var type) && type.MediaType is { } media ? media.ToLowerInvariant() : MediaTypes.Of(name);

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static bool IsPlain(Rune rune) => !IsInvisible(rune) && rune != Rune.ReplacementChar && !(rune.IsAscii && "<>:\"|?*".Contains((char)rune.Value, StringComparison.Ordinal));

    private static string Shorten(string name)
    {
        var ending = Path.GetExtension(name) is { Length: <= 20 } few ? few : "";
        var stem = name[..^ending.Length];
        while (stem.Length > 1 && (stem.Length + ending.Length > MostChars || Encoding.UTF8.GetByteCount(stem) + Encoding.UTF8.GetByteCount(ending) > MostBytes))
            stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        return stem + ending;
    }
}
