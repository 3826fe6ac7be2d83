using System.Text.Json.Nodes;
using static ChatRuns.StandIns.Blocks.Property;
using static ChatRuns.StandIns.Blocks.Rules;

namespace ChatRuns.StandIns.Blocks;

/// <summary>
/// The kinds of blocks: properties and limits as Slack's published types and reference state them
/// (docs.slack.dev/reference/block-kit/blocks).
/// </summary>
internal static class Kinds
{
    /// <summary>Kinds that every client draws.</summary>
    public static readonly string[] Classic = ["section", "divider", "image", "actions", "context", "input", "header", "rich_text", "file", "video"];

    private static readonly string[] s_inContainers = ["actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video"];

    private static readonly string[] s_onlyMessages =
        ["container", "context_actions", "data_table", "data_visualization", "file", "markdown", "plan", "table", "task_card"];

    private static readonly Rule s_card = Of(() => All!, "card");

    private static readonly Rule s_task = Of(() => All!, "task_card");

    private static readonly Rule s_image = Of(Elements.Image());

    private static readonly Rule s_rich = Of(() => All!, "rich_text");

    private static readonly Rule s_buttons = List(Of(() => Elements.All, "button"), 1, 5);

    /// <summary>Shape of each block, by type.</summary>
    public static IReadOnlyDictionary<string, Shape> All { get; } = new Dictionary<string, Shape>
    {
        ["section"] = Block(May("text", Either(3000)), May("fields", List(Either(2000), 1, 10)), May("accessory", Of(() => Elements.All, Elements.AsAccessory)), May("expand", Flag))
            .And((b, at, faults) => NeedsOne(b, at, faults, "text", "fields")),
        ["divider"] = Block(),
        ["header"] = Block(Must("text", Plain(150))),
        ["context"] = Block(Must("elements", List(InContext, 1, 10))),
        ["actions"] = Block(Must("elements", List(Of(() => Elements.All, Elements.InActions), 1, 25))),
        ["input"] = Block(Must("label", Plain(2000)), Must("element", Of(() => Elements.All, Elements.AsInput)), May("hint", Plain(2000)), May("optional", Flag), May("dispatch_action", Flag)),
        ["image"] = Elements.Image(s_blockId, May("title", Plain(2000))),
        ["file"] = Block(Must("source", OneOf("remote")), Must("external_id", Text(255))),
        ["video"] = Block(Must("video_url", Text(3000)), Must("thumbnail_url", Text(3000)), Must("alt_text", Text(2000)), Must("title", Plain(200)), May("title_url", Text(3000)),
            May("author_name", Text(50)), May("provider_name", Text(50)), May("provider_icon_url", Text(3000)), May("description", Plain(200))),
        ["rich_text"] = Block(Must("elements", List(RichText.Part, 1, 1000))),
        ["markdown"] = Block(Must("text", Text(12_000))).And((b, at, faults) => faults.Count(at, BlockCheck.MarkdownSum, Characters(b["text"]), int.MaxValue)),
        ["table"] = Block(Must("rows", List(List(Cell, 1, 20), 1, 100)), May("column_settings", List(Elements.Anything, 0, 20))).And(Tables.Check),
        ["data_table"] = Block(Must("caption", Text(3000)), Must("rows", List(List(Cell, 1, 20), 2, 101)), May("page_size", Number(1, 100)), May("row_header_column_index", Number(0, 19)))
            .And(Tables.CheckData),
        ["data_visualization"] = Block(Must("title", Text(50)), Must("chart", Charts.Chart)).And((_, at, faults) => faults.Count(at, "charts", 1, 2)),
        ["alert"] = Block(Must("text", Either(200)), May("level", OneOf("default", "info", "warning", "error", "success"))).And((_, at, faults) => Only(faults, at, Surface.Modal, "alert")),
        ["card"] = Block(May("hero_image", s_image), May("icon", s_image), May("title", Mrkdwn(150)), May("subtitle", Mrkdwn(150)), May("body", Mrkdwn(200)), May("actions", s_buttons))
            .And((b, at, faults) => NeedsOne(b, at, faults, "hero_image", "title", "actions", "body")),
        ["carousel"] = Block(Must("elements", List(s_card, 1, 10))),
        ["container"] = Block(May("title", Plain(150)), May("rich_text_title", s_rich), May("subtitle", Either(150)), Must("child_blocks", List(Of(() => All!, s_inContainers), 1, 10)),
            May("width", OneOf("narrow", "standard", "wide", "full")), May("icon", s_image), May("is_collapsible", Flag), May("default_collapsed", Flag), May("has_header_divider", Flag))
            .And((b, at, faults) => NeedsOne(b, at, faults, "title", "rich_text_title")),
        ["context_actions"] = Block(Must("elements", List(Of(() => Elements.All, "feedback_buttons", "icon_button"), 1, 5))),
        ["task_card"] = Block(Must("task_id", Text(255)), Must("title", Text(3000)), Must("status", OneOf("pending", "in_progress", "complete", "error")), May("details", s_rich),
            May("output", s_rich), May("sources", List(Of(new Shape(Must("type", OneOf("url")), Must("url", Text(3000)), Must("text", Text(3000)))), 0, 100))),
        ["plan"] = Block(Must("title", Text(3000)), May("tasks", List(s_task, 0, 50))),
    };

    /// <summary>A block at the top of a surface: a known kind, allowed there.</summary>
    public static void Top(JsonNode? value, string at, Faults faults)
    {
        Of(() => All, [.. All.Keys])(value, at, faults);
        var kind = value is JsonObject block ? (string?)block["type"] : null;
        if (s_onlyMessages.Contains(kind)) Only(faults, at, Surface.Message, kind!);
        if (kind == "carousel" && faults.Surface == Surface.Modal) faults.Add(at, "carousel is not supported in modals");
    }

    /// <summary>Length of a text; 0 for anything else.</summary>
    public static int Characters(JsonNode? value) => value is JsonValue ? value.ToString().Length : 0;

    private static Property s_blockId => May("block_id", (value, at, faults) =>
    {
        Text(255)(value, at, faults);
        faults.BlockId(at, value?.ToString() ?? "");
    });

    private static Shape Block(params Property[] properties) => new([Must("type", Text(50)), s_blockId, .. properties]);

    private static void InContext(JsonNode? value, string at, Faults faults)
    {
        if (value is JsonObject o && (string?)o["type"] == "image") s_image(value, at, faults);
        else Either(3000)(value, at, faults);
    }

    private static void Cell(JsonNode? value, string at, Faults faults)
    {
        var kind = value is JsonObject o ? (string?)o["type"] : null;
        if (kind == "rich_text") s_rich(value, at, faults);
        else Of(() => Tables.Cells, "raw_text", "raw_number")(value, at, faults);
    }

    private static void NeedsOne(JsonObject value, string at, Faults faults, params string[] names)
    {
        if (names.All(n => value[n] is null)) faults.Add(at, $"must have one of: {string.Join(", ", names)}");
    }

    private static void Only(Faults faults, string at, Surface surface, string kind)
    {
        if (faults.Surface != surface) faults.Add(at, $"{kind} is not supported here ({faults.Surface.ToString().ToLowerInvariant()})");
    }
}
