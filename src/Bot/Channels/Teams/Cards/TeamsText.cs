using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Text from outside where Teams might read more than words. A word joiner, which is drawn as nothing, keeps it literal, as
/// <see cref="ChatRuns.Bot.Cards.Outside"/> does for times.
/// </summary>
internal static partial class TeamsText
{
    private const int LongestTitle = 80;

    /// <summary>Without mentions: <c>&lt;at&gt;</c> is none any more. For texts of cards, which know no other tags.</summary>
    public static string WithoutMentions(string text) =>
        text.Contains('<', StringComparison.Ordinal) ? Mention().Replace(text, "<\u2060") : text;

    /// <summary>Without any tag. For texts outside of cards, where Teams reads some HTML.</summary>
    public static string WithoutTags(string text) =>
        text.Contains('<', StringComparison.Ordinal) ? Tag().Replace(text, "<\u2060") : text;

    /// <summary>
    /// Whether Markdown is nothing but words here. Teams reads it in the titles of toggles and of choices that stand below each other, and
    /// there alone among the places for text from outside.
    /// </summary>
    public static bool IsPlain(string text) => !Markup().IsMatch(text);

    /// <summary>A title of a button: one line, blanks around it cut, at most 80 characters.</summary>
    public static string Title(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        if (line.Length <= LongestTitle) return line;
        var end = char.IsHighSurrogate(line[LongestTitle - 2]) ? LongestTitle - 2 : LongestTitle - 1;
        return line[..end].TrimEnd() + "…";
    }

    [GeneratedRegex(@"<(?=\s*/?\s*at\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    [GeneratedRegex(@"<(?=\s*[/!?a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\[\]()*_<>`~#\\|&@]|://|www\.|^\s*(?:[-+]|\d+[.)])(?:\s|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Markup();
}
