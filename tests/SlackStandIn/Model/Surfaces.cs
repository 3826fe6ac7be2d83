using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Model;

/// <summary>An element that people act on, and the block that it stands in.</summary>
internal sealed record Placed(JsonObject Block, JsonObject Element)
{
    public string Kind => (string)Element["type"]!;

    public string BlockId => (string?)Block["block_id"] ?? "";

    public string ActionId => (string?)Element["action_id"] ?? "";

    /// <summary>The words that a person knows it by: its own, its label's or its placeholder's.</summary>
    public string Words => (string?)Element["text"]?["text"] ?? (string?)Block["label"]?["text"] ?? (string?)Element["placeholder"]?["text"] ?? "";

    /// <summary>Whether a name means this element.</summary>
    public bool Is(string name) => ActionId == name || BlockId == name || Words == name;
}

/// <summary>Walks blocks.</summary>
internal static class Surfaces
{
    private static readonly string[] s_stateless = ["button", "workflow_button", "overflow", "icon_button", "feedback_buttons", "image"];

    /// <summary>All that can be acted on, from top to bottom.</summary>
    public static IEnumerable<Placed> All(JsonArray blocks) =>
        blocks.OfType<JsonObject>().SelectMany(b => Of(b).Select(e => new Placed(b, e)).Concat(All(Inner(b))));

    /// <summary>What holds a value in "state": inputs, selects, pickers.</summary>
    public static IEnumerable<Placed> Inputs(JsonArray blocks) => All(blocks).Where(p => !s_stateless.Contains(p.Kind));

    /// <summary>Elements directly in a block.</summary>
    public static IEnumerable<JsonObject> Of(JsonObject block)
    {
        return (string?)block["type"] switch
        {
            "actions" or "context_actions" => Objects(block["elements"]),
            "card" => Objects(block["actions"]),
            "section" => block["accessory"] is JsonObject accessory && (string?)accessory["type"] != "image" ? [accessory] : [],
            "input" => block["element"] is JsonObject element ? [element] : [],
            _ => [],
        };
    }

    /// <summary>The options of an element, those of groups too.</summary>
    public static IEnumerable<JsonObject> Options(JsonObject element) =>
        Objects(element["options"]).Concat(Objects(element["option_groups"]).SelectMany(g => Objects(g["options"])));

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static JsonArray Inner(JsonObject block) => (string?)block["type"] switch
    {
        "container" => block["child_blocks"] as JsonArray ?? [],
        "carousel" => block["elements"] as JsonArray ?? [],
        _ => [],
    };
}
