using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// One card on one surface: its body, its buttons, and what does not fit left out from the end, by whole entries where the card is a list.
/// Where something was left out, buttons that change anything stand only under what was shown before them: nobody approves what they
/// could not read. A button for several entries stays, for those that are shown whole, and so does the little that comes after the list.
/// </summary>
/// <param name="card">What to draw.</param>
/// <param name="surface">Where it will stand.</param>
/// <param name="page">Address of the run page, or null.</param>
/// <param name="most">Blocks at most.</param>
/// <param name="size">Characters of JSON at most.</param>
/// <param name="ids">How many ids the surface has already.</param>
internal sealed class BlockPage(BoundCard card, Surface surface, Uri? page, int most, int size, int ids = 0)
{
    // "… 12 more" and the row of buttons below it.
    private const int NoticeBlocks = 2;
    private const int NoticeSize = 1200;
    private const int MostTail = 4;

    private readonly BlockWriter _body = new(surface, page, ids);
    private int _kept;

    /// <summary>The Action.Execute that the modal submits, which is no button then.</summary>
    public JsonObject? Submit { get; init; }

    /// <summary>What values refer to; complete when drawn.</summary>
    public Dictionary<string, SlackPart> Parts { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Whether something was left out; known when drawn.</summary>
    public bool IsCut { get; private set; }

    /// <summary>How many ids the surface has now.</summary>
    public int Ids { get; private set; }

    /// <summary>"… 12 more".</summary>
    public static JsonObject More(int left) => Note(string.Create(CultureInfo.InvariantCulture, $"… {left:N0} more"));

    /// <summary>A small line of our own.</summary>
    public static JsonObject Note(string text) =>
        new() { ["type"] = "context", ["elements"] = new JsonArray(SlackLimit.Plain(text, SlackLimit.ContextText)) };

    /// <summary>Draws it.</summary>
    public List<JsonObject> Draw()
    {
        _body.Whole = new(card.Name, card.Title, card.Json, card.Text);
        _body.HasInputs = BlockInputs.AnyIn(card.Json["body"]);
        new BlockBody(_body, card.Title).Elements(card.Json["body"]);
        var foot = Foot(_ => true);
        var blocks = _body.Blocks;
        if (_body.LeftOut > 0 || foot.LeftOut > 0 || !Fits([.. blocks, .. foot.Blocks]))
        {
            IsCut = true;
            foot = Foot(action => IsHarmless(action) || SlackMany.IsMany(action));
            blocks = Cut(foot);
            var shown = _body.Entries.Where(entry => entry.To <= _kept).Select(entry => entry.Element).ToList();
            var ids = foot.Ids;
            foot = Foot(action => IsHarmless(action) || SlackMany.IsMany(action), action => SlackMany.Of(action, shown), ids);
        }

        blocks.AddRange(foot.Blocks);
        if (blocks.Count == 0) blocks.Add(Note("Nothing to show."));
        Ids = foot.Ids;
        Keep(blocks, foot);
        return blocks;
    }

    private BlockWriter Foot(Func<JsonObject, bool> which, Func<JsonObject, JsonObject?>? change = null, int? from = null)
    {
        var foot = new BlockWriter(surface, page, from ?? _body.Ids) { Whole = _body.Whole, HasInputs = _body.HasInputs };
        var actions = card.Json.Items("actions").Where(action => action != Submit && which(action)).Select(action => action.DeepClone().AsObject());
        new BlockActions(foot).Row(new JsonArray([.. actions.Select(action => change is null ? action : change(action)).OfType<JsonObject>()]));
        return foot;
    }

    // A line that is said, or an address: neither decides anything that was shown here.
    private static bool IsHarmless(JsonObject action) =>
        action.Text("type") == "Action.OpenUrl" || (action.Text("type") == "Action.Execute" && action.Text("verb") == "say");

    private List<JsonObject> Cut(BlockWriter foot)
    {
        // What comes after the list, such as who may decide, is kept where it is little.
        var end = _body.Entries.Count > 0 ? _body.Entries[^1].To : _body.Blocks.Count;
        List<JsonObject> tail = _body.Blocks.Count - end <= MostTail ? [.. _body.Blocks.Skip(end)] : [];
        var last = _body.Blocks.Count - tail.Count;
        var room = (Blocks: most - NoticeBlocks - foot.Blocks.Count - tail.Count, Size: size - NoticeSize - foot.Blocks.Sum(Size) - tail.Sum(Size));
        var kept = _body.Blocks.Take(last).TakeWhile(block => --room.Blocks >= 0 && (room.Size -= Size(block)) >= 0).ToList();
        // The first is shown as far as it goes: otherwise nothing would be.
        var half = _body.Entries.FindIndex(entry => entry.From < kept.Count && kept.Count < entry.To);
        if (half > 0) kept = kept[.._body.Entries[half].From];
        while (kept.Count > 0 && kept[^1]["type"]!.ToString() == "divider") kept.RemoveAt(kept.Count - 1);
        _kept = kept.Count;
        if (_body.LeftOut + foot.LeftOut + LeftAfter(_kept, last) is > 0 and var left) kept.Add(More(left));
        if (Ways(foot) is { Count: > 0 } ways) kept.Add(new() { ["type"] = "actions", ["elements"] = ways });
        kept.AddRange(tail);
        return kept;
    }

    private JsonArray Ways(BlockWriter foot)
    {
        var ways = new JsonArray();
        if (surface != Surface.Modal)
            ways.Add((JsonNode)new JsonObject { ["type"] = "button", ["action_id"] = foot.NewId(), ["text"] = SlackLimit.Plain("Show all", SlackLimit.ButtonText), ["value"] = foot.Whole!.ToValue(SlackLimit.ButtonValue, foot.Parts) });
        if (page is { AbsoluteUri.Length: <= SlackLimit.Url })
            ways.Add((JsonNode)new JsonObject { ["type"] = "button", ["action_id"] = foot.NewId(), ["text"] = SlackLimit.Plain("Open page", SlackLimit.ButtonText), ["url"] = page.AbsoluteUri });
        return ways;
    }

    private bool Fits(List<JsonObject> blocks) => blocks.Count <= most && blocks.Sum(Size) <= size;

    private static int Size(JsonObject block) => block.ToJsonString().Length;

    // Entries that are not whole, and what else was left out.
    private int LeftAfter(int kept, int last)
    {
        var entries = _body.Entries.Count(entry => entry.To > kept);
        var others = _body.Blocks.Take(last).Where((_, at) => at >= kept && !_body.Entries.Exists(entry => entry.From <= at && at < entry.To));
        return entries + others.Sum(Lines);
    }

    // How much a block that is no entry tells, for "… N more".
    private static int Lines(JsonObject block) => block["type"]!.ToString() switch
    {
        "divider" or "actions" => 0,
        "rich_text" => block.Items("elements").Sum(element => element.Text("type") == "rich_text_list" ? element.Items("elements").Count() : 1),
        "data_table" => block["rows"]!.AsArray().Count - 1,
        "plan" => block["tasks"]!.AsArray().Count,
        _ => 1,
    };

    // Only what a value refers to is worth keeping.
    private void Keep(List<JsonObject> blocks, BlockWriter foot)
    {
        if (_body.Parts.Count + foot.Parts.Count == 0) return;
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (var block in blocks) Values(block, values);
        Parts = _body.Parts.Concat(foot.Parts).Where(part => values.Contains("#" + part.Key)).DistinctBy(part => part.Key).ToDictionary(StringComparer.Ordinal);
    }

    private static void Values(JsonNode? node, HashSet<string> values)
    {
        if (node is JsonArray list)
            foreach (var item in list) Values(item, values);
        if (node is not JsonObject element) return;
        foreach (var (name, child) in element)
        {
            if (name == "value" && child is JsonValue) values.Add(child.ToString());
            else Values(child, values);
        }
    }
}
