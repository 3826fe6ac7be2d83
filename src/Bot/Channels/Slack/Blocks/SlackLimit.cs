using System.Text;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// What Slack takes at most, in UTF-16 code units where it is text (docs.slack.dev, reference of Block Kit), and the bounds that we
/// set where it says none. The tests hold the same numbers a second time (SlackRules).
/// </summary>
internal static class SlackLimit
{
    /// <summary>Blocks of a message, and of a modal or Home tab.</summary>
    public const int MessageBlocks = 50, ViewBlocks = 100;

    /// <summary>Our bound of a message and of a view, as JSON; Slack's of a view is 250 KB.</summary>
    public const int MessageSize = 60_000, ViewSize = 200_000;

    /// <summary>The text of a message.</summary>
    public const int MessageText = 4000;

    /// <summary>Title, submit and close of a modal.</summary>
    public const int ViewTitle = 24;

    /// <summary>Metadata of a view.</summary>
    public const int Metadata = 3000;

    /// <summary>Ids of blocks, elements and callbacks.</summary>
    public const int Id = 255;

    /// <summary>A header; a section; its fields, and each of them; parts of a context, and each of them (our bound).</summary>
    public const int Header = 150, Section = 3000, Fields = 10, Field = 2000, ContextParts = 10, ContextText = 2000;

    /// <summary>Our bound of the text in one rich_text block.</summary>
    public const int RichText = 3000;

    /// <summary>Elements of an actions block; a button's text, value and address.</summary>
    public const int Elements = 25, ButtonText = 75, ButtonValue = 2000, Url = 3000;

    /// <summary>Options of a menu and of an overflow menu, and what stands in them.</summary>
    public const int Options = 100, OverflowOptions = 5, OptionText = 75, OptionValue = 150, OverflowValue = 75;

    /// <summary>Options of radio buttons and checkboxes.</summary>
    public const int Choices = 10;

    /// <summary>An input's label and hint; its placeholder; the text in it.</summary>
    public const int Label = 2000, Placeholder = 150, InputText = 3000;

    /// <summary>The dialog that asks once more.</summary>
    public const int ConfirmTitle = 100, ConfirmText = 300, ConfirmButton = 30;

    /// <summary>A table's rows below the head, columns, and text of all cells; our bound of one cell. One table in a message.</summary>
    public const int TableRows = 100, TableColumns = 20, TableText = 10_000, Cell = 500;

    /// <summary>Our bounds of a plan.</summary>
    public const int Tasks = 50, TaskTitle = 150;

    /// <summary>A picture's words.</summary>
    public const int ImageText = 2000;

    /// <summary>At most so many characters, "…" the last where something was left out; never half a surrogate pair.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..Whole(text, most - 1)] + "…";

    /// <summary>As <see cref="Cut"/>, at the end of a word where one ends in the second half.</summary>
    public static string CutAtWord(string text, int most)
    {
        if (text.Length <= most) return text;
        var cut = text[..Whole(text, most - 1)];
        var end = cut.LastIndexOf(' ');
        return (text[cut.Length] != ' ' && end >= most / 2 ? cut[..end] : cut).TrimEnd(' ', ',', '·', ':') + "…";
    }

    /// <summary>The most characters from the start, up to <paramref name="most"/>, that break no surrogate pair.</summary>
    public static int Whole(string text, int most) =>
        text.Length <= most ? text.Length : most > 1 && char.IsLowSurrogate(text[most]) ? most - 1 : most;

    /// <summary>Text for a notification: nothing in it can mention or link.</summary>
    public static string Escape(string text, int most)
    {
        var escaped = new StringBuilder(Math.Min(text.Length, most));
        Span<char> own = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            ReadOnlySpan<char> next = rune.Value switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => own[..rune.EncodeToUtf16(own)] };
            if (escaped.Length + next.Length > most - 1) return escaped.Append('…').ToString();
            escaped.Append(next);
        }

        return escaped.ToString();
    }

    /// <summary>A plain_text object. Nothing in it is parsed, ":sign:" neither.</summary>
    public static JsonObject Plain(string text, int most) =>
        new() { ["type"] = "plain_text", ["text"] = Cut(text.Length == 0 ? "–" : text, most), ["emoji"] = false };
}
