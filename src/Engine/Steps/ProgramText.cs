using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatRuns.Steps;

/// <summary>
/// What a program printed, as text that is safe to keep and shows what is there: invalid UTF-8 is U+FFFD, ANSI escapes are
/// gone, control, invisible and direction-changing characters are spelled out. It is still outside text: whoever draws it escapes it.
/// </summary>
internal static partial class ProgramText
{
    // Zero-width joiners stay: Persian, Indic scripts and emoji are wrong without them.
    private static readonly SearchValues<char> Unseen = SearchValues.Create(
        [
            .. Range(0x00, 0x08), .. Range(0x0A, 0x1F), .. Range(0x7F, 0x9F), '\u00AD', '\u061C', '\u180E', '\u200B', '\u200E', '\u200F',
            .. Range(0x2028, 0x202E), .. Range(0x2060, 0x206F), '\uFEFF', .. Range(0xFFF9, 0xFFFB), '\uDB40',
        ]);

    /// <summary>Bytes of the longest secret that is masked where a line is cut.</summary>
    public const int LongestSecret = 8 * 1024;

    /// <summary>
    /// One line of output, masked and then cut to a number of bytes, with a note of how many were cut in all. A secret that the
    /// cut goes through is known as long as the line was kept <see cref="LongestSecret"/> further than <paramref name="most"/>.
    /// </summary>
    public static string Line(ReadOnlySpan<byte> line, long cut, int most, Func<string, string> mask)
    {
        var all = Visible(Encoding.UTF8.GetString(line));
        var masked = mask(all);
        if (cut == 0 && line.Length <= most) return masked;
        var whole = WholeCharacters(line[..Math.Min(line.Length, most)]);
        var kept = Visible(Encoding.UTF8.GetString(line[..whole]));
        // A mark is shorter or longer than its secret, so as much goes from the end as without it: half a secret can stand only there.
        if (masked != all) kept = Cut(masked, Math.Clamp(masked.Length - (all.Length - kept.Length), 0, masked.Length));
        return string.Create(CultureInfo.InvariantCulture, $"{kept}… {cut + line.Length - whole} more bytes cut");
    }

    /// <summary>Text with everything unseen spelled out; line ends and tabs count as seen only as tabs.</summary>
    public static string Visible(string text)
    {
        if (text.AsSpan().IndexOfAny(Unseen) < 0) return text;
        text = Escapes().Replace(text, "");
        var seen = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            var isUnseen = rune.IsBmp ? Unseen.Contains((char)rune.Value) : rune.Value is >= 0xE0000 and <= 0xE007F;
            if (isUnseen) seen.Append(Spelled(rune.Value));
            else seen.Append(rune);
        }

        return seen.ToString();
    }

    /// <summary>Like <see cref="Visible"/> for text of several lines: each line by itself.</summary>
    public static IEnumerable<string> VisibleLines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(Visible);

    /// <summary>The first characters, never half of one.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>The last characters, never half of one.</summary>
    public static string Tail(string text, int most) =>
        text.Length <= most ? text : "…" + text[^(char.IsLowSurrogate(text[^most]) ? most - 1 : most)..];

    private static string Spelled(int code) => code switch
    {
        < 0x20 => ((char)(0x2400 + code)).ToString(),
        0x7F => "\u2421",
        _ => $"⟨U+{code:X4}⟩",
    };

    private static int WholeCharacters(ReadOnlySpan<byte> line)
    {
        for (var back = 1; back <= Math.Min(3, line.Length); back++)
        {
            var lead = line[^back];
            if ((lead & 0xC0) == 0x80) continue;
            var needs = lead switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needs > back ? line.Length - back : line.Length;
        }

        return line.Length;
    }

    private static IEnumerable<char> Range(int from, int to) => Enumerable.Range(from, to - from + 1).Select(c => (char)c);

    // CSI, OSC, the other string sequences, and the short ones, each also in its one-character (C1) form.
    [GeneratedRegex(
        @"(?:\x1B\[|\x9B)[0-?]*[ -/]*[@-~]" +
        @"|(?:\x1B\]|\x9D)[^\x07\x1B\x9C]*(?:\x07|\x1B\\|\x9C)?" +
        @"|(?:\x1B[PX^_]|[\x90\x98\x9E\x9F])[^\x1B\x9C]*(?:\x1B\\|\x9C)?" +
        @"|\x1B[ -/]*[0-~]")]
    private static partial Regex Escapes();
}
