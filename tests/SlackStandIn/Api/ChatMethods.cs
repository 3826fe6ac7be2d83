using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>chat.*: posting, changing, deleting, unfurling.</summary>
internal sealed class ChatMethods(Workspace workspace, Drafts drafts)
{
    public IEnumerable<Method> All() =>
    [
        new("chat.postMessage", Post), new("chat.update", Update), new("chat.postEphemeral", PostEphemeral), new("chat.delete", Delete),
        new("chat.getPermalink", GetPermalink, FormOnly: true), new("chat.unfurl", Unfurl),
    ];

    private JsonObject Post(Arguments arguments)
    {
        var channel = Writable(arguments.Need("channel"));
        var draft = drafts.Read(arguments, "chat.postMessage");
        var thread = arguments.Text("thread_ts");
        if (thread is not null && workspace.Message(channel.Id, thread) is null) throw new SlackError("thread_not_found");
        var message = workspace.Add(new SlackMessage
        {
            Channel = channel.Id, Ts = workspace.NewTs(), User = workspace.Options.BotUserId, FromBot = true,
            Text = draft.Text, Blocks = draft.Blocks, Metadata = draft.Metadata, ThreadTs = thread,
            IsBroadcast = thread is not null && arguments.Flag("reply_broadcast"),
        });
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts, ["message"] = Wire.Message(workspace, message, true) };
    }

    private JsonObject Update(Arguments arguments)
    {
        var channel = workspace.Channels.GetValueOrDefault(arguments.Need("channel")) ?? throw new SlackError("channel_not_found");
        var before = workspace.Message(channel.Id, arguments.Need("ts"));
        if (before is null || before.OnlyFor is not null) throw new SlackError("message_not_found");
        if (!before.FromBot) throw new SlackError("cant_update_message");
        if (channel.IsArchived) throw new SlackError("is_archived");
        var draft = drafts.Read(arguments, "chat.update", isUpdate: true);
        // The reference of chat.update: without "blocks" the old ones stay, and a new text alone shows nowhere; an empty array removes them.
        var blocks = arguments.Values.ContainsKey("blocks") ? draft.Blocks : before.Blocks;
        var after = before with { Text = draft.Text, Blocks = blocks, Metadata = draft.Metadata ?? before.Metadata, Edits = before.Edits + 1 };
        workspace.Replace(before, after);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = after.Ts, ["text"] = after.Text, ["message"] = Wire.Message(workspace, after, true) };
    }

    private JsonObject PostEphemeral(Arguments arguments)
    {
        var channel = Writable(arguments.Need("channel"));
        var user = arguments.Need("user");
        if (!workspace.People.ContainsKey(user) || !channel.Has(user)) throw new SlackError("user_not_in_channel");
        var draft = drafts.Read(arguments, "chat.postEphemeral");
        var message = workspace.Add(new SlackMessage
        {
            Channel = channel.Id, Ts = workspace.NewTs(), User = workspace.Options.BotUserId, FromBot = true, OnlyFor = user,
            Text = draft.Text, Blocks = draft.Blocks, ThreadTs = arguments.Text("thread_ts"),
        });
        return new JsonObject { ["message_ts"] = message.Ts };
    }

    private JsonObject Delete(Arguments arguments)
    {
        var channel = workspace.Channels.GetValueOrDefault(arguments.Need("channel")) ?? throw new SlackError("channel_not_found");
        var message = workspace.Message(channel.Id, arguments.Need("ts"));
        if (message is null || message.OnlyFor is not null) throw new SlackError("message_not_found");
        if (!message.FromBot) throw new SlackError("cant_delete_message");
        workspace.Remove(message);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts };
    }

    private JsonObject GetPermalink(Arguments arguments)
    {
        var channel = workspace.Channels.GetValueOrDefault(arguments.Need("channel")) ?? throw new SlackError("channel_not_found");
        var ts = arguments.Need("message_ts");
        if (workspace.Message(channel.Id, ts) is not { OnlyFor: null }) throw new SlackError("message_not_found");
        var link = $"https://{workspace.Options.TeamDomain}.slack.com/archives/{channel.Id}/p{ts.Replace(".", "", StringComparison.Ordinal)}";
        return new JsonObject { ["channel"] = channel.Id, ["permalink"] = link };
    }

    private JsonObject Unfurl(Arguments arguments)
    {
        if (arguments.Json("unfurls", "invalid_unfurls_format") is not JsonObject unfurls) throw new SlackError("missing_unfurls");
        var byId = arguments.Text("unfurl_id");
        var ts = arguments.Text("ts");
        var (key, shared) = workspace.Shared.FirstOrDefault(s => s.Key == byId || (byId is null && s.Value.Channel == arguments.Text("channel") && s.Value.Ts == ts));
        if (key is null) throw new SlackError(byId is null ? "cannot_find_message" : "invalid_unfurl_id");
        if (unfurls.Any(u => !shared.Urls.Contains(u.Key))) throw new SlackError("cannot_unfurl_url");
        foreach (var (url, card) in unfurls) drafts.Blocks(card?["blocks"], $"chat.unfurl of {url}");
        workspace.Unfurls.Add(new SlackUnfurl(shared.Channel, shared.Ts, (JsonObject)unfurls.DeepClone()));
        if (workspace.Message(shared.Channel, shared.Ts) is { } message)
            workspace.Replace(message, message with { Unfurls = unfurls.ToDictionary(u => u.Key, u => u.Value!.DeepClone()) });
        return [];
    }

    /// <summary>A channel that the bot may post to; otherwise Slack's error.</summary>
    private SlackChannel Writable(string name)
    {
        var channel = workspace.Find(name);
        if (channel is null || (channel.IsPrivate && !channel.IsMember)) throw new SlackError("channel_not_found");
        if (channel.IsArchived) throw new SlackError("is_archived");
        return channel.IsMember ? channel : throw new SlackError("not_in_channel");
    }
}
