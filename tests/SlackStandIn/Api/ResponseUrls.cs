using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>What is posted to a response_url, and the body that answers a command: an ephemeral or a message, new or in the place of the one acted upon.</summary>
internal sealed class ResponseUrls(Workspace workspace, Drafts drafts)
{
    private const int MostUses = 5;

    /// <summary>Takes one post; throws <see cref="SlackError"/> with used_url or expired_url.</summary>
    public void Post(string path, Arguments arguments)
    {
        if (!workspace.ResponseUrls.TryGetValue(path, out var url)) throw new SlackError("no_such_url");
        if (workspace.Now > url.Until) throw new SlackError("expired_url");
        if (url.Uses >= MostUses) throw new SlackError("used_url");
        Say(url.Channel, url.User, Origin(url), arguments, "response_url");
        url.Uses++;
    }

    /// <summary>Takes the body that answered a command.</summary>
    public void Answer(string channel, string user, Arguments arguments) => Say(channel, user, null, arguments, "answer to a command");

    private SlackMessage? Origin(ResponseUrl url) => url.OriginTs is { } ts ? workspace.Message(url.Channel, ts) : null;

    private void Say(string channel, string user, SlackMessage? origin, Arguments arguments, string where)
    {
        if (origin is not null && arguments.Flag("delete_original"))
        {
            workspace.Remove(origin);
            return;
        }
        var draft = drafts.Read(arguments, where);
        if (origin is not null && arguments.Flag("replace_original"))
            workspace.Replace(origin, origin with { Text = draft.Text, Blocks = draft.Blocks, Metadata = draft.Metadata ?? origin.Metadata, Edits = origin.Edits + 1 });
        else
            workspace.Add(New(channel, user, arguments, draft));
    }

    private SlackMessage New(string channel, string user, Arguments arguments, Draft draft) => new()
    {
        Channel = channel, Ts = workspace.NewTs(), User = workspace.Options.BotUserId, FromBot = true, Text = draft.Text, Blocks = draft.Blocks,
        Metadata = draft.Metadata, ThreadTs = arguments.Text("thread_ts"), OnlyFor = arguments.Text("response_type") == "in_channel" ? null : user,
    };
}
