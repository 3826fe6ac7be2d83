using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Talk;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams;

/// <summary>
/// Teams as the courier sees it. Teams has no way to ask whether a post was made, so one whose answer got lost may stand twice, until a press on
/// it tells (<see cref="TeamsDoubles"/>); a post that was answered is noted before the courier notes it, so that a kill in between does not post it again.
/// </summary>
internal sealed class TeamsChannel(TeamsPlaces places, TeamsPlaceMemory memory, TeamsPostMemory posts, TeamsApi api, TeamsReplies replies, RedrawBudget budget) : IChannel
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SendResult>>> _now = new();

    /// <summary>Redraws of a conversation: Teams takes 1,800 messages and redraws an hour there, which is 30 a minute; progress may use two thirds.</summary>
    public static RedrawBudget NewBudget(TimeProvider time) => new(perMinute: 30, forDecisions: 10, time);

    /// <inheritdoc/>
    public string Platform => "teams";

    /// <inheritdoc/>
    public Pace Pace { get; } = new(BetweenRedraws: TimeSpan.FromSeconds(1), BetweenProgress: TimeSpan.FromSeconds(10), BetweenPosts: TimeSpan.FromMilliseconds(250))
    {
        // It is fetched anew whenever somebody looks at it, and a redraw takes what is just being typed in the chat away in some clients.
        BetweenHomes = TimeSpan.FromMinutes(2),
    };

    /// <summary>"teams:ops", "teams:Operations/ops" (a channel of a team), "teams:19:…" (a conversation's id), "teams:@object-id" (a person).</summary>
    public Address? Resolve(string route) =>
        route.StartsWith("teams:", StringComparison.Ordinal) && route["teams:".Length..].Trim() is { Length: > 0 and <= 300 } place && place is not "@"
            ? new("teams", "", place) : null;

    /// <inheritdoc/>
    public bool HasThreadsIn(Address conversation) => TeamsSpot.HasThreads(conversation.Conversation);

    /// <inheritdoc/>
    public Address? DirectOf(string person) =>
        person.Split('/') is ["teams", { Length: > 0 } tenant, { Length: > 0 } id] && !id.StartsWith('@') ? new("teams", tenant, "@" + id) : null;

    /// <inheritdoc/>
    public Task<SendResult> PostAsync(Address to, BoundCard card, string key, CancellationToken cancel) => TellAsync(to, card, new Nudge.Quiet(), key, cancel);

    /// <inheritdoc/>
    public async Task<SendResult> TellAsync(Address to, BoundCard card, Nudge nudge, string key, CancellationToken cancel)
    {
        var mine = _now.GetOrAdd(key, _ => new(() => PostOnceAsync(to, card, nudge, key, cancel)));
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
        if (TeamsSpot.Read(message.Message) is not var (conversation, activity)) return new SendResult.Gone("There is no such message.");
        var (place, problem) = await places.FindAsync(message with { Conversation = conversation }, cancel);
        if (place is null) return problem!;
        if (budget.Take(place.Conversation, urgency) is { } wait) return new SendResult.Later(wait, "the budget of redraws is used up") { OnlyThis = true };
        var drawn = await replies.MessageAsync(card, place, cancel);
        var answer = urgency == Urgency.Decision
            ? await api.UpdateAsync(place.At(conversation), activity, drawn, cancel)
            : await api.RedrawAsync(place.At(conversation), activity, drawn, cancel);
        return await ConcludeAsync(answer, place, () => message, cancel);
    }

    private async Task<SendResult> PostOnceAsync(Address to, BoundCard card, Nudge nudge, string key, CancellationToken cancel)
    {
        if (await posts.FindAsync(key, cancel) is { } stands)
            return await RedrawAsync(to with { Message = stands }, card, Urgency.Decision, cancel);
        var under = TeamsSpot.Read(to.Message);
        var (place, problem) = await places.FindAsync(under is var (inside, _) ? to with { Conversation = inside } : to, cancel);
        if (place is null) return problem!;
        // Their own conversation notifies them by itself.
        var named = nudge is Nudge.People people && place.Kind != "personal" ? await NamedAsync(place, people, cancel) : null;
        if (named is { People: [] }) return new SendResult.Gone("none of those it is for can be named there") { Missed = named.Missed };
        var mark = new TeamsMark(await posts.BeginAsync(key, place.Tenant, isTargeted: false, cancel));
        var activity = await replies.MessageAsync(card, place, cancel, mark);
        if (named is not null) TeamsReplies.Name(activity, named.People);
        var result = await SendAsync(place, under, to, activity, new(key, mark.Attempt), cancel);
        return named is { Missed.Count: > 0 } ? result with { Missed = named.Missed } : result;
    }

    private async Task<SendResult> SendAsync(KnownPlace place, (string Conversation, string Activity)? under, Address to, JsonObject activity, Try mine, CancellationToken cancel)
    {
        var thread = under?.Conversation ?? (TeamsSpot.ThreadOf(to.Conversation) is null ? null : to.Conversation);
        var isPost = place.Kind == "channel" && thread is null;
        var answer = isPost ? await api.OpenPostAsync(place.At(), activity, cancel) : await api.SendAsync(place.At(thread), activity, cancel);
        var stands = isPost
            ? TeamsSpot.MessageOf(answer.Id ?? place.Conversation, answer.ActivityId ?? TeamsSpot.ThreadOf(answer.Id ?? "") ?? "")
            : TeamsSpot.MessageOf(thread ?? place.Conversation, answer.Id ?? "");
        if (answer is TeamsAnswer.Ok) await posts.PostedAsync(mine.Key, stands, mine.Attempt, cancel);
        else if (answer is not TeamsAnswer.Down { Uncertain: true }) await posts.DropAsync(mine.Attempt, cancel);
        return await ConcludeAsync(answer, place, () => to with { Message = stands }, cancel);
    }

    private async Task<SendResult> ConcludeAsync(TeamsAnswer answer, KnownPlace place, Func<Address> stands, CancellationToken cancel)
    {
        if (answer is TeamsAnswer.Ok) return new SendResult.Sent(stands());
        if (answer is not TeamsAnswer.Unreachable) return TeamsResults.Of(answer);
        await places.GoneAsync(place, answer.Words(), cancel);
        return TeamsPlaces.Unreachable(place with { Gone = answer.Words() });
    }

    // Only people whom Teams knows here can be named; who is of this tenant and was never seen is told in their own conversation.
    private async Task<Named> NamedAsync(KnownPlace place, Nudge.People nudge, CancellationToken cancel)
    {
        var (people, missed) = (new List<(string Account, string Name)>(), new List<string>());
        foreach (var key in nudge.Keys)
        {
            if (DirectOf(key) is not { } direct || direct.Tenant != place.Tenant) continue;
            var person = direct.Conversation[1..];
            var account = await memory.FindAccountAsync(place.Tenant, person, cancel);
            var member = account is null ? null : TeamsMember.Of(await api.FindMemberAsync(place.At(), account, cancel));
            if (member is null) missed.Add(key);
            else people.Add((member.Id, member.Name ?? "you"));
        }

        return new(people, missed);
    }

    private sealed record Try(string Key, string Attempt);

    private sealed record Named(IReadOnlyList<(string Account, string Name)> People, IReadOnlyList<string> Missed);
}
