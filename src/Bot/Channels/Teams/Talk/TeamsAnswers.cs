using System.Collections.Concurrent;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// Puts an answer where Teams lets it stand: in the personal conversation; elsewhere for the person alone where the tenant has that, otherwise
/// into their own conversation; in the thread where it is for all.
/// </summary>
internal sealed partial class TeamsAnswers(
    TeamsPlaces places, TeamsPlaceMemory memory, TeamsPostMemory posts, TeamsInboxMemory inbox, TeamsApi api, TeamsReplies replies, CourierMemory courier, CardDesk cards,
    TimeProvider time, ILogger<TeamsAnswers> log)
{
    private static readonly TimeSpan NoTargetedFor = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, long> _noTargeted = new();

    /// <summary>Tells somebody alone why they may not.</summary>
    public Task TellAsync(TeamsActivity activity, string why, CancellationToken cancel) =>
        GiveAsync(activity, null, new(cards.Bind(new NoticeFacts { Text = why, Look = NoticeFacts.Bad })), cancel);

    /// <summary>Gives the desk's answer.</summary>
    /// <param name="activity">What is answered.</param>
    /// <param name="said">What the desk was told.</param>
    /// <param name="reply">What it answered.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="part">Which of several answers to one activity this is; empty for the only one.</param>
    public async Task GiveAsync(TeamsActivity activity, Said? said, Reply reply, CancellationToken cancel, string part = "")
    {
        if (reply.Card is not { } card) return;
        card = card with { Subject = reply.Subject ?? card.Subject };
        var here = await memory.FindAsync(activity.Tenant ?? "", TeamsSpot.WithoutThread(activity.Conversation.Id), cancel)
            ?? throw new InvalidOperationException($"{activity.Conversation.Id} was not learned.");
        var key = "answer/" + activity.Key + part;
        if (await posts.FindAsync(key, cancel) is not null) return;
        // What was said for the bot's eyes only is not answered before everybody.
        var isForAll = reply.Mode is ReplyMode.Shared or ReplyMode.Thread && activity.Recipient.IsTargeted != true;
        if (here.Kind == "personal" || isForAll)
        {
            await SendAsync(activity, here, activity.Conversation.Id, card, reply, key, cancel);
            return;
        }

        // What is one person's own is not for everybody.
        var line = card.Name == NoticeFacts.Template || card.Owner is not null ? null : (said as Said.Line)?.Text;
        if (await TryGiveAloneAsync(activity, here, card, line, key, cancel)) return;
        if (activity.From.AadObjectId is not { } person || await places.OpenDirectAsync(here.Tenant, person, cancel) is not { Place: { } direct })
        {
            await SendAsync(activity, here, activity.Conversation.Id, NotAlone(), new Reply(null), key, cancel);
            return;
        }

        await SendAsync(activity, direct, direct.Conversation, card, reply, key, cancel);
    }

    /// <summary>Shows the answer of a line to everybody in the conversation, with who shared it.</summary>
    public async Task ShareAsync(TeamsActivity activity, Reply reply, CancellationToken cancel)
    {
        var here = await memory.FindAsync(activity.Tenant ?? "", TeamsSpot.WithoutThread(activity.Conversation.Id), cancel);
        var key = "share/" + activity.Key;
        // What is one person's own would go on living before everybody.
        if (here is null || reply.Card is not { Owner: null } card || await posts.FindAsync(key, cancel) is not null) return;
        await SendAsync(activity, here, activity.Conversation.Id, card with { Subject = reply.Subject ?? card.Subject }, reply, key, cancel);
    }

    /// <summary>Puts a card in place of a message, for everybody who sees it; where that is gone nothing happens.</summary>
    /// <param name="activity">The press on it.</param>
    /// <param name="reply">The card.</param>
    /// <param name="line">The line that shows it, for who wants to share it with everybody; null where nobody can.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task ReplaceAsync(TeamsActivity activity, Reply reply, string? line, CancellationToken cancel)
    {
        if (activity.ReplyToId is not { Length: > 0 } message || reply.Card is not { } card) return;
        var here = await memory.FindAsync(activity.Tenant ?? "", TeamsSpot.WithoutThread(activity.Conversation.Id), cancel);
        if (here is null) return;
        var place = here.At(activity.Conversation.Id);
        card = card with { Subject = reply.Subject };
        var drawn = card.Owner is null ? replies.Activity(card, line) : await replies.ForOneAsync(card, here.Tenant, cancel);
        var answer = here.Kind == "personal" ? await api.UpdateAsync(place, message, drawn, cancel) : await api.UpdateTargetedAsync(place, message, drawn, cancel);
        if (answer is TeamsAnswer.Ok && here.Kind == "personal")
            await courier.SetCopyAsync(TeamsTalk.AddressOf(activity), reply.Subject, reply.Version, cancel, shown: card);
        else if (answer is not TeamsAnswer.Ok) LogNotGiven(answer.Words());
    }

    // For a day and for one person, where the tenant has that; asked again after an hour.
    private async Task<bool> TryGiveAloneAsync(TeamsActivity activity, KnownPlace here, BoundCard card, string? line, string key, CancellationToken cancel)
    {
        if (_noTargeted.TryGetValue(here.Tenant, out var since) && time.GetElapsedTime(since) < NoTargetedFor) return false;
        var mark = await BeginAsync(activity, here, key, isTargeted: true, cancel);
        var drawn = card.Owner is null ? replies.Activity(card, line, mark) : await replies.ForOneAsync(card, here.Tenant, cancel, mark);
        var answer = await api.SendTargetedAsync(here.At(activity.Conversation.Id), activity.From.Id, drawn, cancel);
        await EndAsync(answer, key, TeamsSpot.MessageOf(activity.Conversation.Id, answer.Id ?? ""), mark, cancel);
        if (answer is TeamsAnswer.Ok) return true;

        if (answer is TeamsAnswer.Throttled or TeamsAnswer.Down) throw new TeamsBusyException(answer.Words());
        if (answer is TeamsAnswer.Refused or TeamsAnswer.NotFound) _noTargeted[here.Tenant] = time.GetTimestamp();
        return false;
    }

    private async Task SendAsync(TeamsActivity activity, KnownPlace place, string conversation, BoundCard card, Reply reply, string key, CancellationToken cancel)
    {
        var mark = await BeginAsync(activity, place, key, isTargeted: false, cancel);
        var answer = mark is null && place.Kind == "personal" && card.Owner is null
            ? await api.SendWrittenAsync(place.At(conversation), replies.Written(card), cancel)
            : await api.SendAsync(place.At(conversation), await replies.MessageAsync(card, place, cancel, mark), cancel);
        var message = TeamsSpot.MessageOf(conversation, answer.Id ?? "");
        await EndAsync(answer, key, message, mark, cancel);
        if (answer is TeamsAnswer.Throttled or TeamsAnswer.Down) throw new TeamsBusyException(answer.Words());
        if (answer is not TeamsAnswer.Ok)
        {
            if (answer is TeamsAnswer.Unreachable) await places.GoneAsync(place, answer.Words(), cancel);
            LogNotGiven(answer.Words());
            return;
        }

        // What was just posted shows nothing else yet: an answer without a subject needs no second write.
        if (reply.Subject is null) return;
        await courier.SetCopyAsync(
            new("teams", place.Tenant, place.Conversation, message), reply.Subject, reply.Version, cancel, isFollowed: reply.Mode == ReplyMode.Thread, shown: card);
    }

    // Only what is kept is done again after a kill: any other answer is given once or never.
    private async Task<TeamsMark?> BeginAsync(TeamsActivity activity, KnownPlace place, string key, bool isTargeted, CancellationToken cancel) =>
        await inbox.IsOpenAsync(activity.Key, cancel) ? new(await posts.BeginAsync(key, place.Tenant, isTargeted, cancel), activity.From.Id) : null;

    private async Task EndAsync(TeamsAnswer answer, string key, string message, TeamsMark? mark, CancellationToken cancel)
    {
        if (answer is TeamsAnswer.Ok) await posts.PostedAsync(key, message, mark?.Attempt, cancel);
        else if (mark is not null && answer is not TeamsAnswer.Down { Uncertain: true }) await posts.DropAsync(mark.Attempt, cancel);
    }

    private BoundCard NotAlone() => cards.Bind(new NoticeFacts
    {
        Text = "I can't answer you alone here. Add me for yourself in Teams (Apps, ChatRuns, Add), or ask me in our own chat.",
        Look = NoticeFacts.Warning,
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer could not be given in Teams: {Why}")]
    private partial void LogNotGiven(string why);
}

/// <summary>Teams wants to be left alone for a while: what was acknowledged is done again later.</summary>
internal sealed class TeamsBusyException(string why) : Exception(why);
