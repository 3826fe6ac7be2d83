using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>Things of the workspace as Slack writes them in JSON.</summary>
internal static class Wire
{
    public static JsonObject Message(Workspace workspace, SlackMessage message, bool withMetadata)
    {
        var json = new JsonObject { ["type"] = "message", ["user"] = message.User, ["ts"] = message.Ts, ["text"] = message.Text, ["team"] = workspace.Options.TeamId };
        if (message.FromBot) (json["bot_id"], json["app_id"]) = (workspace.Options.BotId, workspace.Options.AppId);
        if (message.Blocks.Count > 0) json["blocks"] = message.Blocks.DeepClone();
        if (message.ThreadTs is { } thread) json["thread_ts"] = thread;
        if (message.Edits > 0) json["edited"] = new JsonObject { ["user"] = message.User, ["ts"] = message.Ts };
        if (withMetadata && message.Metadata is { } metadata) json["metadata"] = metadata.DeepClone();
        if (message.Files.Count > 0) json["files"] = new JsonArray([.. message.Files.Select(f => File(workspace, workspace.Files[f]))]);
        return json;
    }

    public static JsonObject Channel(Workspace workspace, SlackChannel channel)
    {
        if (channel.DirectWith is { } user) return new JsonObject { ["id"] = channel.Id, ["is_im"] = true, ["user"] = user, ["is_archived"] = false, ["context_team_id"] = workspace.Options.TeamId };
        return new JsonObject
        {
            ["id"] = channel.Id, ["name"] = channel.Name, ["name_normalized"] = channel.Name, ["is_channel"] = true, ["is_group"] = channel.IsPrivate, ["is_im"] = false, ["is_mpim"] = false,
            ["is_private"] = channel.IsPrivate, ["is_archived"] = channel.IsArchived, ["is_member"] = channel.IsMember, ["is_general"] = false, ["context_team_id"] = workspace.Options.TeamId,
        };
    }

    public static JsonObject Person(Workspace workspace, SlackPerson person) => new()
    {
        ["id"] = person.Id, ["team_id"] = person.TeamId ?? workspace.Options.TeamId, ["name"] = person.Name, ["real_name"] = person.Name, ["deleted"] = person.Deleted,
        ["tz"] = person.TimeZone, ["is_bot"] = person.IsBot, ["is_app_user"] = false, ["is_restricted"] = person.IsRestricted, ["is_ultra_restricted"] = person.IsUltraRestricted,
        ["is_stranger"] = person.IsStranger, ["is_admin"] = false, ["is_owner"] = false,
        ["profile"] = new JsonObject { ["real_name"] = person.Name, ["display_name"] = person.Name, ["team"] = person.TeamId ?? workspace.Options.TeamId },
    };

    public static JsonObject File(Workspace workspace, SlackFile file)
    {
        var address = $"{workspace.Home}/files-pri/{workspace.Options.TeamId}-{file.Id}/{Uri.EscapeDataString(file.Name)}";
        return new JsonObject
        {
            ["id"] = file.Id, ["name"] = file.Name, ["title"] = file.Title, ["user"] = file.User, ["size"] = file.Bytes.LongLength, ["mode"] = "hosted",
            ["filetype"] = Path.GetExtension(file.Name).TrimStart('.'), ["url_private"] = address, ["url_private_download"] = address,
            ["permalink"] = $"https://{workspace.Options.TeamDomain}.slack.com/files/{file.User}/{file.Id}/{Uri.EscapeDataString(file.Name)}",
            ["channels"] = new JsonArray([.. file.Channels.Select(c => JsonValue.Create(c))]),
        };
    }

    /// <summary>A view with what Slack adds to it, and the state of its inputs.</summary>
    public static JsonObject View(Workspace workspace, SlackOpenView view)
    {
        var json = (JsonObject)view.View.DeepClone();
        (json["id"], json["team_id"], json["hash"], json["root_view_id"], json["previous_view_id"]) = (view.Id, workspace.Options.TeamId, view.Hash, view.RootId, view.PreviousId);
        (json["app_id"], json["bot_id"], json["app_installed_team_id"]) = (workspace.Options.AppId, workspace.Options.BotId, workspace.Options.TeamId);
        json["private_metadata"] ??= "";
        json["callback_id"] ??= "";
        json["external_id"] ??= "";
        json["state"] = new JsonObject { ["values"] = State(workspace, view.User, view.Id, view.Blocks) };
        return json;
    }

    /// <summary>What a user has in the inputs of a surface: by block id, by action id.</summary>
    public static JsonObject State(Workspace workspace, string user, string surface, JsonArray blocks)
    {
        var values = new JsonObject();
        foreach (var input in Surfaces.Inputs(blocks))
        {
            if (values[input.BlockId] is not JsonObject block) values[input.BlockId] = block = [];
            block[input.ActionId] = workspace.Views.Filled(user, surface, input.BlockId, input.ActionId)?.DeepClone() ?? Inputs.Initial(input.Element);
        }
        return values;
    }
}
