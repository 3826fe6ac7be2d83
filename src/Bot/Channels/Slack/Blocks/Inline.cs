using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>A piece of text with one look, or a time.</summary>
/// <param name="Text">The words; of a time, what stands for it where Slack cannot write it: in UTC.</param>
internal sealed record Inline(string Text)
{
    /// <summary>Bold.</summary>
    public bool IsBold { get; init; }

    /// <summary>In a typewriter face.</summary>
    public bool IsCode { get; init; }

    /// <summary>Italic.</summary>
    public bool IsItalic { get; init; }

    /// <summary>Where it leads; only our own words lead anywhere.</summary>
    public string? Url { get; init; }

    /// <summary>The time that it is, or null.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How Slack writes the time, such as <c>{time}</c>.</summary>
    public string Format { get; init; } = "";

    /// <summary>As an element of a rich text section; in it nothing is parsed.</summary>
    public JsonObject ToRich()
    {
        if (At is { } at)
            return new() { ["type"] = "date", ["timestamp"] = at.ToUnixTimeSeconds(), ["format"] = Format, ["fallback"] = Text };
        var element = Url is null
            ? new JsonObject { ["type"] = "text", ["text"] = Text }
            : new JsonObject { ["type"] = "link", ["url"] = Url, ["text"] = Text };
        if (!IsBold && !IsItalic && !IsCode) return element;
        var style = new JsonObject();
        if (IsBold) style["bold"] = true;
        if (IsItalic) style["italic"] = true;
        if (IsCode) style["code"] = true;
        element["style"] = style;
        return element;
    }

    /// <summary>A time as the token of mrkdwn: numbers and words of our own only.</summary>
    public string ToToken() => string.Create(CultureInfo.InvariantCulture, $"<!date^{At!.Value.ToUnixTimeSeconds()}^{Format}|{Text}>");
}
