using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Channels.Slack.Talk;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Slack;

/// <summary>
/// Slack as the courier sees it. A post is noted before Slack is asked; one whose answer got lost is looked for in the channel by its
/// metadata before it is tried again, and redrawn where it stands: it shows the card of its first try. Not promised: where the app may not read the channel's history, a lost answer can leave a message twice.
/// </summary>
internal sealed partial class SlackChannel(
    SlackWorkspaces workspaces, SlackChannels channels, SlackMembers members, SlackApi api, SlackReplies replies, SlackPeople people, SlackPostMemory posts, RedrawBudget budget, ILogger<SlackChannel> log) : IChannel
{
    private const string EventType = "chatruns_card";
    private static readonly TimeSpan NotThere = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, Lazy<Task<SendResult>>> _now = new();

    /// <inheritdoc/>
    public string Platform => "slack";

    /// <inheritdoc/>
    public Pace Pace { get; } = new(BetweenRedraws: TimeSpan.FromSeconds(1), BetweenProgress: TimeSpan.FromSeconds(5), BetweenPosts: TimeSpan.FromSeconds(1));

    /// <summary>"slack:#ops", "slack:C024BE91L", "slack:@U024BE7LH", each also with a workspace before it: "slack:T024BE7LH/#ops".</summary>
    public Address? Resolve(string route)
    {
        if (!route.StartsWith("slack:", StringComparison.Ordinal)) return null;
        var place = route["slack:".Length..];
        var team = place.IndexOf('/', StringComparison.Ordinal) is > 0 and var at ? place[..at] : "";
        var conversation = team.Length > 0 ? place[(team.Length + 1)..] : place;
        var isName = conversation is ['#' or '@', _, ..];
        var isId = conversation is ['C' or 'G' or 'D' or 'U' or 'W', _, ..] && conversation.All(char.IsAsciiLetterOrDigit);
        return isName || isId ? new("slack", team, conversation) : null;
    }

    /// <inheritdoc/>
    public bool HasThreads => true;

    /// <inheritdoc/>
    public Address? DirectOf(string person) =>
        person.Split('/') is ["slack", var team, ['U' or 'W', _, ..] user] ? new("slack", team, user) : null;

    /// <inheritdoc/>
    public Task<SendResult> PostAsync(Address to, BoundCard card, string key, CancellationToken cancel) => TellAsync(to, card, new Nudge.Quiet(), key, cancel);

    /// <inheritdoc/>
    public async Task<SendResult> TellAsync(Address to, BoundCard card, Nudge nudge, string key, CancellationToken cancel)
    {
        var mine = _now.GetOrAdd(key, _ => new Lazy<Task<SendResult>>(() => PostOnceAsync(to, card, nudge, key, cancel)));
        try
        {
            return await mine.Value;
        }
        finally
        {
            _now.TryRemove(KeyValuePair.Create(key, mine));
        }
    }

    /// <inheritdoc/>
    public async Task<SendResult> RedrawAsync(Address message, BoundCard card, Urgency urgency, CancellationToken cancel)
    {
        if (SlackPlace.Read(message.Message ?? "").Ts is null) return new SendResult.Gone("There is no such message.");
        if (await FindWorkspaceAsync(message.Tenant, cancel) is not { } workspace) return NoWorkspace(message);
        return await UpdateAsync(workspace, message, () => replies.DrawAsync(workspace, card, null, cancel), urgency, cancel);
    }

    private async Task<SendResult> UpdateAsync(Workspace workspace, Address message, Func<Task<SlackDrawing>> draw, Urgency urgency, CancellationToken cancel)
    {
        if (budget.Take(workspace.Team, urgency) is { } wait) return new SendResult.Later(wait, "the budget of redraws is used up") { OnlyThis = true };

        var (channel, ts) = SlackPlace.Read(message.Message!);
        var answer = await replies.SendAsync(workspace, "chat.update", new JsonObject { ["channel"] = channel, ["ts"] = ts }, await draw(), cancel);
        return answer is SlackAnswer.Ok ? new SendResult.Sent(message) : Judge(answer, message);
    }

    private async Task<SendResult> PostOnceAsync(Address to, BoundCard card, Nudge nudge, string key, CancellationToken cancel)
    {
        if (await FindWorkspaceAsync(to.Tenant, cancel) is not { } workspace) return NoWorkspace(to);
        var named = nudge is Nudge.People people ? await NamedAsync(workspace, to, people, cancel) : null;
        if (named is { IsUnsure: true }) return new SendResult.Later(Unreachable, "who is to be told cannot be asked about") { OnlyThis = true };
        var result = named is { Users: [] }
            ? new SendResult.Gone("none of those it is for reads that conversation")
            : await PostOnceAsync(workspace, to, card, nudge, named?.Users ?? [], key, cancel);
        return named is { Missed.Count: > 0 } ? result with { Missed = named.Missed } : result;
    }

    private async Task<SendResult> PostOnceAsync(
        Workspace workspace, Address to, BoundCard card, Nudge nudge, IReadOnlyList<string> named, string key, CancellationToken cancel)
    {
        var begun = await posts.FindAsync(key, cancel);
        var (conversation, thread) = SlackPlace.Read(to.Conversation);
        if (to.Message is { } under) thread ??= SlackPlace.Read(under).Ts;
        if (begun is { Message: null })
        {
            var (there, problemThere) = await LookForAsync(workspace, begun, thread, cancel);
            if (problemThere is not null) return problemThere;
            begun = begun with { Message = there };
        }

        if (begun?.Message is { } stands) return await UpdateAsync(workspace, Sent(to, begun.Channel, stands).Message, DrawAsync, Urgency.Decision, cancel);
        var (channel, problem) = to.Message is null ? await ChannelOfAsync(workspace, conversation, to, cancel) : (SlackPlace.Read(to.Message).Channel, null);
        if (channel is null) return problem!;
        var drawing = await DrawAsync();
        await posts.BeginAsync(key, workspace.Team, channel, cancel);
        var arguments = SlackReplies.Where(channel, thread);
        if (thread is not null && nudge is Nudge.Conversation) arguments["reply_broadcast"] = "true";
        arguments["metadata"] = new JsonObject { ["event_type"] = EventType, ["event_payload"] = new JsonObject { ["key"] = key } };
        var answer = await replies.SendAsync(workspace, "chat.postMessage", arguments, drawing, cancel);
        return await ConcludeAsync(answer, to, channel, key, cancel);

        async Task<SlackDrawing> DrawAsync()
        {
            var drawn = await replies.DrawAsync(workspace, card, null, cancel);
            return named.Count > 0 && thread is not null ? SlackReplies.Naming(drawn, named) : drawn;
        }
    }

    /// <summary>User ids of those who may be told here, and who could be told elsewhere; guests and strangers are among neither.</summary>
    private async Task<Named> NamedAsync(Workspace workspace, Address to, Nudge.People nudge, CancellationToken cancel)
    {
        var there = to.Message is null ? null : await members.FindAsync(workspace, SlackPlace.Read(to.Message).Channel, cancel);
        var (users, missed) = (new List<string>(), new List<string>());
        foreach (var key in nudge.Keys)
        {
            if (DirectOf(key) is not { } place || (place.Tenant != workspace.Team && place.Tenant != workspace.Enterprise)) continue;
            var person = await people.FindAsync(workspace, place.Conversation, null, cancel);
            if (person.IsUnsure) return new([], [], IsUnsure: true);
            if (person.Refusal is not null) continue;
            if (there?.Contains(place.Conversation) == false) missed.Add(key);
            else users.Add(place.Conversation);
        }

        return new(users, missed, IsUnsure: false);
    }

    private async Task<SendResult> ConcludeAsync(SlackAnswer answer, Address to, string channel, string key, CancellationToken cancel)
    {
        if (answer is SlackAnswer.Ok && answer.Text("ts") is { Length: > 0 } ts)
        {
            // The answer names the channel by its id, where a route named it by its name.
            if (answer.Text("channel") is { Length: > 0 } id) channel = id;
            await posts.SentAsync(key, SlackPlace.MessageOf(channel, ts), cancel);
            return Sent(to, channel, SlackPlace.MessageOf(channel, ts));
        }

        if (answer is not SlackAnswer.Unreachable { Uncertain: true }) await posts.DropAsync(key, cancel);
        return Judge(answer, to);
    }

    /// <summary>Looks whether a post whose answer got lost stands in the channel all the same. Neither: it does not, or nobody may look.</summary>
    private async Task<(string? Message, SendResult.Later? Problem)> LookForAsync(Workspace workspace, SlackPost begun, string? thread, CancellationToken cancel)
    {
        var arguments = new JsonObject
        {
            ["channel"] = begun.Channel,
            ["oldest"] = ((begun.BeganAt / 1000) - 60).ToString(CultureInfo.InvariantCulture),
            ["limit"] = "200",
            ["include_all_metadata"] = "true",
        };
        if (thread is not null) arguments["ts"] = thread;
        while (true)
        {
            var answer = await api.CallAsync(workspace.Token, thread is null ? "conversations.history" : "conversations.replies", arguments, cancel);
            if (answer is SlackAnswer.Limited or SlackAnswer.Unreachable) return (null, new(answer is SlackAnswer.Limited l ? l.After : Unreachable, "looking for a message: " + answer.Words()));
            if (answer is not SlackAnswer.Ok ok)
            {
                LogCannotLook(begun.Channel, answer.Words());
                return (null, null);
            }

            var found = ok.Body.List("messages").FirstOrDefault(m => m.Text("metadata.event_type") == EventType && m.Text("metadata.event_payload.key") == begun.Key);
            if (found.Text("ts") is { } ts)
            {
                var message = SlackPlace.MessageOf(begun.Channel, ts);
                await posts.SentAsync(begun.Key, message, cancel);
                return (message, null);
            }

            if (answer.Text("response_metadata.next_cursor") is not { Length: > 0 } next) return (null, null);
            arguments["cursor"] = next;
        }
    }

    private async Task<(string? Channel, SendResult? Problem)> ChannelOfAsync(Workspace workspace, string conversation, Address to, CancellationToken cancel)
    {
        if (conversation is ['#', ..]) return (await channels.FindAsync(workspace, conversation[1..], cancel) ?? conversation, null);
        if (conversation is not ['@' or 'U' or 'W', ..]) return (conversation, null);
        var opened = await api.CallAsync(workspace.Token, "conversations.open", new JsonObject { ["users"] = conversation.TrimStart('@') }, cancel);
        return opened is SlackAnswer.Ok && opened.Text("channel.id") is { Length: > 0 } id ? (id, null) : (null, Judge(opened, to));
    }

    private async Task<Workspace?> FindWorkspaceAsync(string team, CancellationToken cancel) =>
        team.Length == 0 ? await workspaces.FindMainAsync(cancel) : await workspaces.FindAsync(team, null, cancel);

    private static SendResult.Sent Sent(Address to, string channel, string message) =>
        new(to with { Message = message.Contains('/', StringComparison.Ordinal) ? message : SlackPlace.MessageOf(channel, message) });

    private SendResult Judge(SlackAnswer answer, Address where)
    {
        switch (answer)
        {
            case SlackAnswer.Limited limited:
                return new SendResult.Later(limited.After, answer.Words());
            case SlackAnswer.Unreachable:
                return new SendResult.Later(Unreachable, answer.Words());
            case SlackAnswer.Refused { Error: "message_not_found" or "cant_update_message" or "edit_window_closed" or "is_archived" or "thread_not_found" or "user_disabled" or "cannot_dm_bot" }:
                return new SendResult.Gone(answer.Words());
            default:
                var remedy = SlackRemedies.Of((answer as SlackAnswer.Refused)?.Error);
                LogRefused(where.Conversation, answer.Words(), remedy ?? "Nothing is known to do");
                return new SendResult.Later(NotThere, $"{where.Conversation}: {answer.Words()}") { Remedy = remedy };
        }
    }

    private SendResult.Later NoWorkspace(Address where)
    {
        const string remedy = "Set Slack:BotToken, or install the app in a workspace";
        LogRefused(where.Conversation, "no workspace", remedy);
        return new(NotThere, "ChatRuns is not installed in this Slack workspace") { Remedy = remedy + "." };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slack does not take a message for {Conversation}: {Why}. It is tried again. {Remedy}")]
    private partial void LogRefused(string conversation, string why, string remedy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether a message stands in {Channel} already could not be looked up ({Why}); it may stand there twice")]
    private partial void LogCannotLook(string channel, string why);

    private sealed record Named(IReadOnlyList<string> Users, IReadOnlyList<string> Missed, bool IsUnsure);
}
