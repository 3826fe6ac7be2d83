using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Channels.Slack.Talk;

/// <summary>Events that are no talk: the Home tab, links to unfold, the app's removal, and everything to pass over.</summary>
internal sealed partial class SlackEvents(SlackApi api, SlackWorkspaces workspaces, SlackPeople people, SlackHome home, IRunTitles titles, IPlaceNews news, IConfiguration settings, ILogger<SlackEvents> log)
{
    private const int MostLinks = 10;
    private readonly string _publicUrl = settings["PublicUrl"]?.TrimEnd('/') ?? "";

    /// <summary>Does what an event asks for; false when somebody speaks, or it is no event.</summary>
    public async Task<bool> TryDoAsync(SlackDelivery delivery, Workspace workspace, SlackPerson person, CancellationToken cancel)
    {
        if (delivery.Way != Way.Event) return false;
        switch (delivery.Type)
        {
            case "member_joined_channel" when delivery.Body.Text("event.user") == workspace.BotUser:
                await IsInAsync(delivery, workspace, cancel);
                return true;
            case "app_mention":
                await IsInAsync(delivery, workspace, cancel);
                return !IsTalk(delivery, workspace);
            case "message":
                return !IsTalk(delivery, workspace);
            case "app_home_opened" when (delivery.Body.Text("event.tab") ?? "home") == "home":
                await home.OpenedAsync(workspace, person, cancel);
                return true;
            case "link_shared":
                await UnfoldAsync(delivery, workspace, person, cancel);
                return true;
            case "app_uninstalled":
                await workspaces.RemoveAsync(workspace.Team, cancel);
                return true;
            case "tokens_revoked" when delivery.Body.List("event.tokens.bot").Any():
                await workspaces.RemoveAsync(workspace.Team, cancel);
                return true;
            case "user_change" when delivery.Body.Text("event.user.id") is { } changed:
                people.Forget(workspace.Team, changed);
                return true;
            default:
                LogPassedOver(delivery.Type);
                return true;
        }
    }

    // What bots say, our own words among it, and edits and deletions are no talk; nor is a channel's message that does not mention us.
    private static bool IsTalk(SlackDelivery delivery, Workspace workspace)
    {
        var said = delivery.Body.At("event");
        if (said.Text("bot_id") is not null || said.Text("user") is not { } user || user == workspace.BotUser) return false;
        if (said.Text("subtype") is { } subtype && subtype is not ("file_share" or "thread_broadcast")) return false;
        return delivery.Type == "app_mention" || said.Text("channel_type") == "im" || (said.Text("channel") is ['D', ..]);
    }

    // The event names the channel by its id, a route perhaps by its name: what waits for any name is tried again.
    private Task IsInAsync(SlackDelivery delivery, Workspace workspace, CancellationToken cancel) =>
        delivery.Body.Text("event.channel") is not { } channel ? Task.CompletedTask : news.ReachableAsync(
            "slack",
            waits => (waits.Tenant.Length == 0 || waits.Tenant == workspace.Team) && (waits.Conversation is ['#', ..] || SlackPlace.Read(waits.Conversation).Channel == channel),
            cancel);

    /// <summary>An unfolded link is read by everybody in the channel: title and status, nothing else, and only where the person who shared it may see the run.</summary>
    private async Task UnfoldAsync(SlackDelivery delivery, Workspace workspace, SlackPerson person, CancellationToken cancel)
    {
        if (_publicUrl.Length == 0 || person.Refusal is not null) return;
        var unfolds = new JsonObject();
        foreach (var link in delivery.Body.List("event.links").Take(MostLinks))
        {
            if (link.Text("url") is not { } url || RunIn(url) is not { } number || await titles.FindAsync(number, person.Who, cancel) is not { } title) continue;
            unfolds[url] = new JsonObject
            {
                ["blocks"] = new JsonArray(new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = title } }),
            };
        }

        if (unfolds.Count == 0) return;
        var arguments = new JsonObject { ["unfurls"] = unfolds };
        if (delivery.Body.Text("event.unfurl_id") is { } id) (arguments["unfurl_id"], arguments["source"]) = (id, delivery.Body.Text("event.source") ?? "conversations_history");
        else (arguments["channel"], arguments["ts"]) = (delivery.Body.Text("event.channel"), delivery.Body.Text("event.message_ts"));
        var answer = await api.CallAsync(workspace.Token, "chat.unfurl", arguments, cancel);
        if (answer is not SlackAnswer.Ok) LogNotUnfolded(answer.Words());
    }

    private long? RunIn(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !url.StartsWith(_publicUrl + "/runs/", StringComparison.OrdinalIgnoreCase)) return null;
        var number = address.AbsolutePath[(address.AbsolutePath.LastIndexOf("/runs/", StringComparison.Ordinal) + "/runs/".Length)..].Split('/')[0];
        return long.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var run) ? run : null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Passed over a Slack event of type {Type}")]
    private partial void LogPassedOver(string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A link could not be unfolded in Slack: {Why}")]
    private partial void LogNotUnfolded(string why);
}
