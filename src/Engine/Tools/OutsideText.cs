using System.Globalization;
using System.Text;

namespace ChatRuns.Tools;

/// <summary>Text that came from outside (file names, errors, answers), made harmless for where it is put.</summary>
internal static class OutsideText
{
    /// <summary>On one line, invisible and direction-changing characters made visible, cut to a length.</summary>
    public static string Visible(string text, int most = 200)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= most) return line.Append('…').ToString();
            if (rune.Value is '\n' or '\r' or '\t') line.Append(' ');
            else if (IsHidden(rune)) line.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            else line.Append(rune);
        }

        return line.ToString();
    }

    /// <summary>As a Markdown code span, in which nothing is a link, a mention, HTML or a table's border.</summary>
    public static string Code(string text, int most = 200)
    {
        var line = Visible(text, most).Replace("|", "\\|", StringComparison.Ordinal);
        if (line.Length == 0) return "";
        var fence = new string('`', LongestRun(line, '`') + 1);
        return line[0] == '`' || line[^1] == '`' ? $"{fence} {line} {fence}" : fence + line + fence;
    }

    /// <summary>As a CSV cell that no spreadsheet takes for a formula.</summary>
    public static string Cell(string text)
    {
        var line = Visible(text, 1000);
        if (line.Length > 0 && line[0] is '=' or '+' or '-' or '@') line = "'" + line;
        return line.AsSpan().ContainsAny(",\";'") ? $"\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : line;
    }

    /// <summary>Whether a character is drawn as nothing or turns the direction of writing, so that a text reads as another one.</summary>
    public static bool HasHidden(string text) => text.EnumerateRunes().Any(IsHidden);

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;

    private static int LongestRun(string text, char of)
    {
        var longest = 0;
        var run = 0;
        foreach (var c in text)
        {
            run = c == of ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
