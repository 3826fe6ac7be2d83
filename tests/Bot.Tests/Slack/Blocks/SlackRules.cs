using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Tests.Slack.Blocks;

/// <summary>Slack's limits, written down a second time, and what is wrong with blocks by them. A fault names its place.</summary>
internal static class SlackRules
{
    private static readonly Dictionary<string, int> Kinds = new()
    {
        ["header"] = 0, ["section"] = 0, ["context"] = 0, ["actions"] = 0, ["input"] = 0, ["rich_text"] = 0, ["divider"] = 0, ["image"] = 0,
        ["data_table"] = 1, ["table"] = 1, ["plan"] = 1,
    };

    /// <summary>What is wrong with the blocks of a surface: "message", "classic", "modal", "form" or "home".</summary>
    public static List<string> Faults(string surface, JsonArray blocks)
    {
        var faults = new List<string>();
        void Hold(bool isRight, string fault)
        {
            if (!isRight) faults.Add($"{surface}: {fault}");
        }

        var isMessage = surface is "message" or "classic";
        Hold(blocks.Count >= 1 && blocks.Count <= (isMessage ? 50 : 100), $"{blocks.Count} blocks");
        Hold(blocks.ToJsonString().Length < 240_000, "too large");
        Hold(blocks.Count(block => Type(block) is "table" or "data_table") <= 1, "several tables");
        for (var i = 0; i < blocks.Count; i++)
        {
            Hold(Kinds.TryGetValue(Type(blocks[i]), out var isNew) && (isNew == 0 || surface == "message"), $"{i} is a {Type(blocks[i])}");
            foreach (var part in Drawn.Objects(blocks[i])) Part(part, (isRight, fault) => Hold(isRight, $"{i} {Type(part)}: {fault}"));
        }

        Ids(blocks, Hold);
        return faults;
    }

    private static void Ids(JsonArray blocks, Action<bool, string> hold)
    {
        foreach (var name in (string[])["action_id", "block_id"])
        {
            var ids = Drawn.Objects(blocks).Select(part => Text(part, name)).OfType<string>().ToList();
            hold(ids.Distinct().Count() == ids.Count, $"{name} stands twice");
            hold(ids.TrueForAll(id => id.Length is > 0 and <= 255), $"{name} is empty or too long");
        }
    }

    private static void Part(JsonObject part, Action<bool, string> hold)
    {
        foreach (var (name, value) in part)
            if (value is JsonValue && value.GetValueKind() == System.Text.Json.JsonValueKind.String) Whole(name, value.ToString(), hold);
        switch (Type(part))
        {
            case "header":
                Most(part["text"], 150, hold);
                hold(Type(part["text"]) == "plain_text", "a header is plain");
                break;
            case "section":
                Most(part["text"], 3000, hold);
                Count(part["fields"], 1, 10, hold);
                foreach (var field in part["fields"] as JsonArray ?? []) Most(field, 2000, hold);
                break;
            case "context":
                Count(part["elements"], 1, 10, hold);
                foreach (var element in part["elements"]!.AsArray()) Most(element, 2000, hold);
                break;
            case "actions":
                Count(part["elements"], 1, 25, hold);
                foreach (var element in part["elements"]!.AsArray())
                    hold(Type(element) is "button" or "static_select" or "overflow", $"holds a {Type(element)}");
                break;
            case "button":
                Most(part["text"], 75, hold);
                hold((Text(part, "value")?.Length ?? 0) <= 2000 && (Text(part, "url")?.Length ?? 0) <= 3000, "value or url");
                if (part["confirm"] is JsonObject confirm) Confirm(confirm, hold);
                break;
            case "static_select" or "multi_static_select":
                Most(part["placeholder"], 150, hold);
                Count(part["options"], 1, 100, hold);
                Count(part["option_groups"], 1, 100, hold);
                foreach (var group in part["option_groups"] as JsonArray ?? []) Count(group!["options"], 1, 100, hold);
                Options(part, 150, hold);
                break;
            case "overflow":
                Count(part["options"], 1, 5, hold);
                Options(part, 75, hold);
                break;
            case "radio_buttons" or "checkboxes":
                Count(part["options"], 1, 10, hold);
                Options(part, 150, hold);
                break;
            case "input":
                Most(part["label"], 2000, hold);
                break;
            case "plain_text_input" or "number_input":
                Most(part["placeholder"], 150, hold);
                hold((Text(part, "initial_value")?.Length ?? 0) <= (part["max_length"]?.GetValue<int>() ?? 3000), "initial_value");
                hold((part["max_length"]?.GetValue<int>() ?? 1) is >= 1 and <= 3000, "max_length");
                break;
            case "rich_text":
                hold(Drawn.Objects(part["elements"]).Sum(element => Text(element, "text")?.Length ?? 0) <= 3100, "too much text");
                break;
            case "rich_text_section" or "rich_text_quote" or "rich_text_preformatted" or "rich_text_list":
                Count(part["elements"], 1, 3000, hold);
                break;
            case "data_table":
                Table(part, hold);
                break;
            case "image":
                hold(Text(part, "alt_text") is { Length: > 0 and <= 2000 } && Text(part, "image_url") is { Length: <= 3000 } url && url.StartsWith("http", StringComparison.Ordinal), "address or words");
                break;
            case "task_card":
                hold(Text(part, "status") is "pending" or "in_progress" or "complete" or "error" && Text(part, "title") is { Length: > 0 }, "status or title");
                foreach (var name in (string[])["details", "output"])
                    if (part[name] is JsonObject rich) Count(rich["elements"], 1, 1, hold);
                break;
        }
    }

    private static void Table(JsonObject table, Action<bool, string> hold)
    {
        Count(table["rows"], 2, 101, hold);
        var rows = table["rows"]!.AsArray();
        hold(rows[0]!.AsArray().All(cell => Type(cell) == "raw_text"), "a head is raw text");
        hold(rows.Select(row => row!.AsArray().Count).Distinct().Count() == 1 && rows[0]!.AsArray().Count is >= 1 and <= 20, "columns");
        hold(Drawn.Objects(rows).Sum(part => Text(part, "text")?.Length ?? 0) <= 10_000, "too much text");
        hold(table["page_size"]!.GetValue<int>() is >= 1 and <= 100 && Text(table, "caption") is { Length: > 0 }, "page_size or caption");
    }

    private static void Confirm(JsonObject confirm, Action<bool, string> hold)
    {
        Most(confirm["title"], 100, hold);
        Most(confirm["text"], 300, hold);
        Most(confirm["confirm"], 30, hold);
        Most(confirm["deny"], 30, hold);
    }

    private static void Options(JsonObject owner, int value, Action<bool, string> hold)
    {
        foreach (var option in Drawn.Objects(owner).Where(part => part.ContainsKey("value") && part["text"] is JsonObject))
        {
            Most(option["text"], 75, hold);
            hold(Text(option, "value") is { Length: > 0 } text && text.Length <= value, "an option's value");
        }
    }

    // No half characters, and nothing empty where Slack wants something.
    private static void Whole(string name, string text, Action<bool, string> hold)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            hold(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]), $"{name} breaks a surrogate pair");
            i++;
        }

        hold(text.Length > 0 || name is "private_metadata", $"{name} is empty");
    }

    private static void Most(JsonNode? text, int most, Action<bool, string> hold) =>
        hold(text is null || text["text"]!.ToString().Length is > 0 and var length && length <= most, $"text longer than {most}");

    private static void Count(JsonNode? list, int least, int most, Action<bool, string> hold) =>
        hold(list is not JsonArray items || (items.Count >= least && items.Count <= most), $"{(list as JsonArray)?.Count} elements");

    private static string Type(JsonNode? node) => node?["type"]?.ToString() ?? "";

    private static string? Text(JsonObject part, string name) => part[name] is JsonValue value ? value.ToString() : null;
}
