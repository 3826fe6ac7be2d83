using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Cards.Html;

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

    /// <summary>
    /// A drawn RichTextBlock with as few runs as it can be said in: neighbours of one look are one. Lines stay apart, as a card that is too
    /// long is cut between them, and a brace of one and a brace of the next never become the beginning of a date.
    /// </summary>
    public static JsonObject Joined(JsonObject block)
    {
        if (block["inlines"] is not JsonArray { Count: > 1 } inlines) return block;
        for (var i = inlines.Count - 1; i > 0; i--)
        {
            if (inlines[i - 1] is not JsonObject left || inlines[i] is not JsonObject right || !LooksLike(left, right)) continue;
            var (first, second) = (left.Text("text"), right.Text("text"));
            if (first is [.., '{' or '<' or '\n']) continue;
            left["text"] = first + second;
            inlines.RemoveAt(i);
        }

        return block;
    }

    private static bool LooksLike(JsonObject left, JsonObject right) =>
        left.Text("type") == "TextRun" && left.Count == right.Count && !left.ContainsKey("selectAction")
        && left.All(member => member.Key == "text" || JsonNode.DeepEquals(member.Value, right[member.Key]));

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
