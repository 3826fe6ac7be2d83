using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>Where the blocks will stand, which decides what may be among them.</summary>
internal enum Surface
{
    /// <summary>A message with the newer kinds of blocks.</summary>
    Message,

    /// <summary>A message of the kinds that every client knows.</summary>
    Classic,

    /// <summary>A modal: inputs are its form.</summary>
    Modal,

    /// <summary>The Home tab: several cards, so no inputs but in a modal.</summary>
    Home,
}

/// <summary>Collects the blocks of one surface: text that follows text goes into the same block, and ids are made here.</summary>
/// <param name="surface">Where they will stand.</param>
/// <param name="page">What paths of our own are relative to; null when they lead nowhere from Slack.</param>
/// <param name="ids">How many ids the surface has already.</param>
internal sealed class BlockWriter(Surface surface, Uri? page, int ids = 0)
{
    private const string Dot = " · ";

    private JsonArray? _rich;
    private int _richLength;
    private bool _isInEntry;

    /// <summary>Where they will stand.</summary>
    public Surface Surface { get; } = surface;

    /// <summary>What has been written.</summary>
    public List<JsonObject> Blocks { get; } = [];

    /// <summary>What values refer to.</summary>
    public Dictionary<string, SlackPart> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>How many rows, tasks or buttons were left out.</summary>
    public int LeftOut { get; set; }

    /// <summary>Whether a table stands already: a message holds one.</summary>
    public bool HasTable { get; set; }

    /// <summary>Whether text is set apart as a quotation: what stands in a tinted box elsewhere.</summary>
    public bool IsQuoting { get; set; }

    /// <summary>Ids of inputs that stand already.</summary>
    public HashSet<string> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>How many ids have been made.</summary>
    public int Ids { get; private set; } = ids;

    /// <summary>The whole card, for the modal that shows it.</summary>
    public SlackPart.Whole? Whole { get; set; }

    /// <summary>Whether the card has inputs.</summary>
    public bool HasInputs { get; set; }

    /// <summary>Blocks that are one entry of the card's list: from this one up to before that one, in order, and what was drawn so.</summary>
    public List<(int From, int To, JsonObject Element)> Entries { get; } = [];

    /// <summary>Draws one entry of the card's list; what is within it is no entry of its own.</summary>
    public void Entry(JsonObject element, Action draw)
    {
        var isOutermost = !_isInEntry;
        var from = Blocks.Count;
        _isInEntry = true;
        draw();
        if (!isOutermost) return;
        _isInEntry = false;
        Entries.Add((from, Blocks.Count, element));
    }

    /// <summary>An action_id that no other element of the surface has.</summary>
    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"a{++Ids}");

    /// <summary>A block of its own.</summary>
    public void Add(JsonObject block)
    {
        Blocks.Add(block);
        _rich = null;
    }

    /// <summary>The next text begins a new block.</summary>
    public void Break() => _rich = null;

    /// <summary>A line between what was and what comes; none at the top, never two.</summary>
    public void Divide()
    {
        if (Blocks.Count > 0 && Blocks[^1]["type"]!.ToString() != "divider") Add(new() { ["type"] = "divider" });
    }

    /// <summary>A paragraph, below the one before it.</summary>
    public void Paragraph(Words words)
    {
        var kind = IsQuoting ? "rich_text_quote" : "rich_text_section";
        foreach (var piece in words.Split(SlackLimit.RichText))
        {
            var last = Room(piece.Plain.Length + 1) && _rich is { Count: > 0 } ? _rich[^1]!.AsObject() : null;
            if (last?["type"]!.ToString() == kind)
            {
                last["elements"]!.AsArray().Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = "\n" });
                foreach (var inline in piece.Inlines) last["elements"]!.AsArray().Add((JsonNode)Linked(inline).ToRich());
            }
            else
            {
                Rich(new() { ["type"] = kind, ["elements"] = Elements(piece) });
            }
        }
    }

    /// <summary>Text as it is, in a typewriter face.</summary>
    public void Preformatted(string text)
    {
        foreach (var piece in new Words([new(text.Length == 0 ? " " : text)]).Split(SlackLimit.RichText))
        {
            Room(piece.Plain.Length);
            Rich(new() { ["type"] = "rich_text_preformatted", ["elements"] = Elements(piece) });
        }
    }

    /// <summary>A list with bullets.</summary>
    public void Bullets(IEnumerable<Words> items)
    {
        JsonArray? list = null;
        foreach (var piece in items.SelectMany(item => item.Split(SlackLimit.RichText)))
        {
            if (!Room(piece.Plain.Length)) list = null;
            if (list is null) Rich(new() { ["type"] = "rich_text_list", ["style"] = "bullet", ["elements"] = list = [] });
            list.Add((JsonNode)new JsonObject { ["type"] = "rich_text_section", ["elements"] = Elements(piece) });
        }
    }

    /// <summary>Small and quiet text. What is too long for that is a paragraph.</summary>
    public void Aside(Words words)
    {
        if (words.Plain.Trim() is not { Length: > 0 } plain) return;
        var parts = words.Inlines.All(inline => inline.At is null) ? [SlackLimit.Plain(plain, SlackLimit.ContextText)] : Context(words);
        if (parts.Count > SlackLimit.ContextParts || plain.Length > SlackLimit.ContextText) Paragraph(words);
        else Add(new() { ["type"] = "context", ["elements"] = new JsonArray([.. parts]) });
    }

    /// <summary>An address that Slack can open: whole; null where a path of our own leads nowhere from Slack.</summary>
    public string? Address(string url)
    {
        if (!HtmlUrl.IsSafe(url)) throw new NotSupportedException("A card leads to http, https and own addresses only.");
        var whole = !url.StartsWith('/') ? new Uri(url) : page is null ? null : new Uri(page, url);
        return whole is { AbsoluteUri.Length: <= SlackLimit.Url } ? whole.AbsoluteUri : null;
    }

    /// <summary>The elements of a section.</summary>
    public JsonArray Elements(Words words) => new([.. words.Inlines.Where(inline => inline.Text.Length > 0).Select(inline => Linked(inline).ToRich())]);

    // A link that leads nowhere is words.
    private Inline Linked(Inline inline) =>
        inline.Url is null ? inline : inline with { Url = HtmlUrl.IsSafe(inline.Url) ? Address(inline.Url) : null };

    // Times are tokens of mrkdwn, which hold nothing but our own words and the dot after them; everything else is plain text. Beside
    // a time it is broken at its dots, so that a phone breaks the line there too.
    private static List<JsonObject> Context(Words words)
    {
        var parts = new List<JsonObject>();
        foreach (var (text, time) in Runs(words.Inlines))
        {
            if (text.StartsWith(Dot, StringComparison.Ordinal) && parts.Count > 0) parts[^1]["text"] = parts[^1]["text"] + " ·";
            var pieces = text.Split(Dot, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            for (var i = 0; i < pieces.Length; i++)
                parts.Add(SlackLimit.Plain(pieces[i] + (i < pieces.Length - 1 || text.EndsWith(Dot, StringComparison.Ordinal) ? " ·" : ""), SlackLimit.ContextText));
            if (time is not null) parts.Add(new() { ["type"] = "mrkdwn", ["text"] = time.ToToken() });
        }

        return parts;
    }

    // Text up to each time, and what comes after the last.
    private static IEnumerable<(string Text, Inline? Time)> Runs(IEnumerable<Inline> inlines)
    {
        var text = "";
        foreach (var inline in inlines)
        {
            if (inline.At is null)
            {
                text += inline.Text;
                continue;
            }

            yield return (text, inline);
            text = "";
        }

        yield return (text, null);
    }

    // Whether so much more fits in the block that is being written; if not, the next begins a new one.
    private bool Room(int length)
    {
        if (_rich is not null && _richLength + length > SlackLimit.RichText) _rich = null;
        var hadRoom = _rich is not null;
        if (!hadRoom) _richLength = 0;
        _richLength += length;
        return hadRoom;
    }

    private void Rich(JsonObject element)
    {
        if (_rich is null)
        {
            _rich = [];
            Blocks.Add(new() { ["type"] = "rich_text", ["elements"] = _rich });
        }

        _rich.Add((JsonNode)element);
    }
}
