using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>
/// A submitted form once more, with what is wrong above its fields: what concerns no field cannot stand in
/// <c>{"response_action":"errors"}</c>. The ids of its blocks stay, which is what Slack keeps typed values by; they are its first values
/// too, for when another view stood there in between.
/// </summary>
internal static class SlackRefusedForm
{
    private const string WrongBlock = "wrong";
    private static readonly string[] s_kept = ["type", "callback_id", "private_metadata", "title", "submit", "close"];

    /// <summary>The view, for views.update or response_action update; null when it has no inputs, or no room.</summary>
    public static JsonObject? Draw(SlackDelivery delivery, string words)
    {
        var blocks = delivery.Body.List("view.blocks").Where(block => block.Text("block_id") != WrongBlock).Select(block => JsonNode.Parse(block.GetRawText())!.AsObject()).ToList();
        if (blocks.Count >= SlackLimit.ViewBlocks || !blocks.Exists(block => block["type"]?.ToString() == "input")) return null;
        var values = delivery.Body.At("view.state.values");
        foreach (var block in blocks.Where(block => block["type"]?.ToString() == "input")) Fill(block, values);
        var wrong = new JsonObject { ["type"] = "section", ["block_id"] = WrongBlock, ["text"] = SlackLimit.Plain(words, SlackLimit.Section) };
        var view = new JsonObject { ["blocks"] = new JsonArray([wrong, .. blocks]) };
        foreach (var name in s_kept)
            if (delivery.Body.At("view." + name) is { ValueKind: JsonValueKind.String or JsonValueKind.Object } kept) view[name] = JsonNode.Parse(kept.GetRawText());
        return view;
    }

    private static void Fill(JsonObject block, JsonElement values)
    {
        if (block["element"] is not JsonObject element || values.ValueKind != JsonValueKind.Object
            || !values.TryGetProperty(block["block_id"]?.ToString() ?? "", out var elements) || elements.ValueKind != JsonValueKind.Object
            || !elements.TryGetProperty(element["action_id"]?.ToString() ?? "", out var state) || state.ValueKind != JsonValueKind.Object) return;
        foreach (var (typed, initial) in (ReadOnlySpan<(string, string)>)
            [("value", "initial_value"), ("selected_date", "initial_date"), ("selected_time", "initial_time"), ("selected_option", "initial_option"), ("selected_options", "initial_options")])
        {
            if (!state.TryGetProperty(typed, out var value)) continue;
            element.Remove(initial);
            if (value.ValueKind is JsonValueKind.String or JsonValueKind.Object || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0))
                element[initial] = JsonNode.Parse(value.GetRawText());
        }
    }
}
