using System.Text.Json.Nodes;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Out;

/// <summary>What Slack sends for each thing that people do (docs.slack.dev/reference/interaction-payloads and /reference/events). Callers hold the workspace's lock.</summary>
internal sealed class Payloads(Workspace workspace)
{
    public JsonObject Command(SlackPerson user, SlackChannel channel, string command, string text) => new()
    {
        ["token"] = "standin", ["team_id"] = workspace.Options.TeamId, ["team_domain"] = workspace.Options.TeamDomain,
        ["channel_id"] = channel.Id, ["channel_name"] = channel.DirectWith is not null ? "directmessage" : channel.IsPrivate ? "privategroup" : channel.Name,
        ["user_id"] = user.Id, ["user_name"] = user.Name, ["command"] = command, ["text"] = text, ["api_app_id"] = workspace.Options.AppId,
        ["is_enterprise_install"] = "false", ["response_url"] = workspace.NewResponseUrl("commands", channel.Id, user.Id, null), ["trigger_id"] = workspace.NewTrigger(user.Id),
    };

    /// <summary>A click on a message.</summary>
    public JsonObject Actions(SlackPerson user, SlackMessage message, JsonObject action)
    {
        var payload = Interaction("block_actions", user);
        var container = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.Channel, ["is_ephemeral"] = message.OnlyFor is not null };
        if (message.ThreadTs is { } thread) container["thread_ts"] = thread;
        (payload["container"], payload["channel"]) = (container, Channel(message.Channel));
        var current = workspace.Message(message.Channel, message.Ts) ?? message;
        // An ephemeral message is not kept by Slack, so it is not sent back.
        if (message.OnlyFor is null) payload["message"] = Wire.Message(workspace, current, true);
        payload["state"] = new JsonObject { ["values"] = Wire.State(workspace, user.Id, message.Ts, current.Blocks) };
        payload["response_url"] = workspace.NewResponseUrl("actions", message.Channel, user.Id, message);
        payload["actions"] = new JsonArray(action);
        return payload;
    }

    /// <summary>A click in a modal or on the Home tab.</summary>
    public JsonObject Actions(SlackPerson user, SlackOpenView view, JsonObject action)
    {
        var payload = Interaction("block_actions", user);
        payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id };
        payload["view"] = Wire.View(workspace, view);
        payload["actions"] = new JsonArray(action);
        return payload;
    }

    public JsonObject Submission(SlackPerson user, SlackOpenView view)
    {
        var payload = Interaction("view_submission", user);
        (payload["view"], payload["response_urls"]) = (Wire.View(workspace, view), ResponseUrls(user, view));
        return payload;
    }

    public JsonObject Closed(SlackPerson user, SlackOpenView view, bool isCleared)
    {
        var payload = Interaction("view_closed", user);
        payload.Remove("trigger_id");
        (payload["view"], payload["is_cleared"]) = (Wire.View(workspace, view), isCleared);
        return payload;
    }

    public JsonObject Shortcut(SlackPerson user, string callbackId)
    {
        var payload = Interaction("shortcut", user);
        (payload["callback_id"], payload["action_ts"]) = (callbackId, workspace.NewTs());
        return payload;
    }

    public JsonObject MessageShortcut(SlackPerson user, SlackMessage message, string callbackId)
    {
        var payload = Interaction("message_action", user);
        (payload["callback_id"], payload["action_ts"], payload["message_ts"]) = (callbackId, workspace.NewTs(), message.Ts);
        (payload["channel"], payload["message"]) = (Channel(message.Channel), Wire.Message(workspace, message, true));
        payload["response_url"] = workspace.NewResponseUrl("actions", message.Channel, user.Id, null);
        return payload;
    }

    public JsonObject Suggestion(SlackPerson user, Placed element, string typed, SlackOpenView? view, SlackMessage? message)
    {
        var payload = Interaction("block_suggestion", user);
        payload.Remove("trigger_id");
        (payload["action_id"], payload["block_id"], payload["value"]) = (element.ActionId, element.BlockId, typed);
        if (view is not null) (payload["container"], payload["view"]) = (new JsonObject { ["type"] = "view", ["view_id"] = view.Id }, Wire.View(workspace, view));
        else if (message is not null) (payload["container"], payload["channel"], payload["message"]) =
            (new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.Channel }, Channel(message.Channel), Wire.Message(workspace, message, true));
        return payload;
    }

    /// <summary>The envelope around an event.</summary>
    public JsonObject Event(JsonObject inner) => new()
    {
        ["token"] = "standin", ["team_id"] = workspace.Options.TeamId, ["context_team_id"] = workspace.Options.TeamId, ["context_enterprise_id"] = null,
        ["api_app_id"] = workspace.Options.AppId, ["event"] = inner, ["type"] = "event_callback", ["event_id"] = workspace.NewId("Ev"),
        ["event_time"] = workspace.Now.ToUnixTimeSeconds(), ["is_ext_shared_channel"] = false, ["event_context"] = workspace.NewId("4-ctx"),
        ["authorizations"] = new JsonArray(new JsonObject
        {
            ["enterprise_id"] = null, ["team_id"] = workspace.Options.TeamId, ["user_id"] = workspace.Options.BotUserId, ["is_bot"] = true, ["is_enterprise_install"] = false,
        }),
    };

    private JsonObject Interaction(string type, SlackPerson user) => new()
    {
        ["type"] = type, ["token"] = "standin", ["api_app_id"] = workspace.Options.AppId, ["is_enterprise_install"] = false, ["enterprise"] = null,
        ["team"] = new JsonObject { ["id"] = workspace.Options.TeamId, ["domain"] = workspace.Options.TeamDomain },
        ["user"] = new JsonObject { ["id"] = user.Id, ["username"] = user.Name, ["name"] = user.Name, ["team_id"] = user.TeamId ?? workspace.Options.TeamId },
        ["trigger_id"] = workspace.NewTrigger(user.Id),
    };

    private JsonObject Channel(string id)
    {
        var channel = workspace.Channels[id];
        return new JsonObject { ["id"] = id, ["name"] = channel.DirectWith is not null ? "directmessage" : channel.IsPrivate ? "privategroup" : channel.Name };
    }

    /// <summary>For conversations selects in input blocks that asked for one.</summary>
    private JsonArray ResponseUrls(SlackPerson user, SlackOpenView view)
    {
        var urls = new JsonArray();
        foreach (var input in Surfaces.Inputs(view.Blocks).Where(i => (bool?)i.Element["response_url_enabled"] == true))
        {
            var state = workspace.Views.Filled(user.Id, view.Id, input.BlockId, input.ActionId) ?? Inputs.Initial(input.Element);
            if (((string?)state["selected_conversation"] ?? (string?)state["selected_channel"]) is not { } channel) continue;
            urls.Add(new JsonObject
            {
                ["block_id"] = input.BlockId, ["action_id"] = input.ActionId, ["channel_id"] = channel, ["response_url"] = workspace.NewResponseUrl("actions", channel, user.Id, null),
            });
        }
        return urls;
    }
}
