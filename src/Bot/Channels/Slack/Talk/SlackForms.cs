using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>The few modals that are Slack's own: its shortcuts ask which agent, or which run, and then say so.</summary>
internal static class SlackForms
{
    /// <summary>Callback of the global shortcut, as in the manifest.</summary>
    public const string StartShortcut = "start_agent";

    /// <summary>Callback of the message shortcut, as in the manifest.</summary>
    public const string AttachShortcut = "attach_run";

    /// <summary>Id of the menu of agents, which asks for what to offer.</summary>
    public const string AgentMenu = "agent_menu";

    /// <summary>The modal of a shortcut; null when it is none of ours.</summary>
    /// <param name="delivery">The shortcut.</param>
    /// <param name="note">What the message says that it was used on, for a note; empty for none.</param>
    public static JsonObject? Open(SlackDelivery delivery, string note) => delivery.Body.Text("callback_id") switch
    {
        StartShortcut => Modal(StartShortcut, "Start an agent", "Start", "",
            Input("agent", "Agent", new JsonObject
            {
                ["type"] = "external_select",
                ["action_id"] = AgentMenu,
                ["min_query_length"] = 0,
                ["placeholder"] = Plain("Type a part of its name"),
            }),
            Optional(Input("test", "Test run", new JsonObject
            {
                ["type"] = "checkboxes",
                ["action_id"] = "test",
                ["options"] = new JsonArray(new JsonObject { ["text"] = Plain("Change nothing: show what it would do"), ["value"] = "test" }),
            }))),
        AttachShortcut => Modal(AttachShortcut, "Attach to a run", "Attach", JsonSerializer.Serialize(new { text = note }),
            Input("run", "Number of the run", new JsonObject { ["type"] = "number_input", ["action_id"] = "run", ["is_decimal_allowed"] = false, ["min_value"] = "1" })),
        _ => null,
    };

    /// <summary>What a submitted one says; null when the view is none of these.</summary>
    public static SlackPart.Execute? Read(SlackDelivery delivery)
    {
        var values = delivery.Body.At("view.state.values");
        return delivery.Body.Text("view.callback_id") switch
        {
            StartShortcut => Choose(values.Text($"agent.{AgentMenu}.selected_option.value") ?? "?", values.List("test.test.selected_options").Any()),
            AttachShortcut => Say($"/run {values.Text("run.run.value") ?? "0"} note {NoteIn(delivery)}"),
            _ => null,
        };
    }

    /// <summary>Stands while an answer takes long.</summary>
    public static JsonObject Working() => Words("Working on it…");

    /// <summary>Stands after an answer that took long, when there is no more to say.</summary>
    public static JsonObject Done() => Words("Done.");

    private static SlackPart.Execute Say(string line) => new("say", JsonSerializer.SerializeToElement(new { line }), TakesInputs: false);

    private static SlackPart.Execute Choose(string agent, bool test) => new("agent.choose", JsonSerializer.SerializeToElement(new { agent, test }), TakesInputs: false);

    private static string NoteIn(SlackDelivery delivery)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(delivery.Body.Text("view.private_metadata") ?? "{}").Text("text") ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static JsonObject Words(string words) => new()
    {
        ["type"] = "modal",
        ["callback_id"] = "words",
        ["title"] = Plain("ChatRuns"),
        ["close"] = Plain("Close"),
        ["blocks"] = new JsonArray(new JsonObject { ["type"] = "section", ["text"] = Plain(words) }),
    };

    private static JsonObject Modal(string callback, string title, string submit, string metadata, params JsonNode[] blocks) => new()
    {
        ["type"] = "modal",
        ["callback_id"] = callback,
        ["title"] = Plain(title),
        ["submit"] = Plain(submit),
        ["close"] = Plain("Cancel"),
        ["private_metadata"] = metadata,
        ["blocks"] = new JsonArray(blocks),
    };

    private static JsonObject Input(string id, string label, JsonObject element) =>
        new() { ["type"] = "input", ["block_id"] = id, ["label"] = Plain(label), ["element"] = element };

    private static JsonObject Optional(JsonObject input)
    {
        input["optional"] = true;
        return input;
    }

    private static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text };
}
