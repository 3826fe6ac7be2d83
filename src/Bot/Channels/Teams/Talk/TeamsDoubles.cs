using System.Diagnostics;
using System.Text.Json;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;
using ChatRuns.Loops;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// A post whose answer was lost may stand twice, and nobody can ask Teams for that. But every press, and every refresh that a client asks for by itself,
/// names the message that it happened on: where its card was drawn by a try that was begun and never confirmed, and the post is known to stand in
/// another message of the same conversation, this one is too many and is taken away. What was pressed on it counts all the same.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Universal Action Model" (replyToId of invokes) and "Update and delete messages sent from your bot".</remarks>
internal sealed partial class TeamsDoubles(TeamsPostMemory posts, TeamsPlaceMemory places, TeamsApi api, TimeProvider time, ILogger<TeamsDoubles> log) : TickingService(time, log)
{
    private const int MostAtOnce = 50;
    private const string Looked = "This card stood twice. The other one stays.";
    private const string Pressed = "Done. This card stood twice: the other one stays, and shows what came of it.";
    private static readonly TimeSpan NotThere = TimeSpan.FromSeconds(15);
    private readonly TimeProvider _time = time;
    private readonly ILogger<TeamsDoubles> _log = log;

    /// <summary>How long the message stays, so that whoever pressed reads the answer.</summary>
    public static TimeSpan ToRead { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How long it stays for somebody who has a form of it open.</summary>
    public static TimeSpan ToFillIn { get; } = TimeSpan.FromMinutes(10);

    /// <summary>By which try the card of a pressed button was posted, as the button says; null when it does not.</summary>
    public static string? AttemptOf(JsonElement data) => data.Text(TeamsActions.AttemptName);

    /// <summary>The message that was pressed, if it is one too many; null for any other, and for one of which that is not certain.</summary>
    public async Task<TeamsLeftover?> FindAsync(TeamsActivity activity, CancellationToken cancel)
    {
        if (activity.ReplyToId is not { Length: > 0 } pressed || TeamsPress.Read(activity.Value) is not { } press || AttemptOf(press.Data) is not { } attempt) return null;
        if (await posts.FindTryAsync(attempt, cancel) is not { } open || open.Tenant != activity.Tenant || TeamsSpot.Read(open.Stands) is not var (conversation, stays)) return null;
        var here = TeamsSpot.WithoutThread(activity.Conversation.Id);
        if (TeamsSpot.WithoutThread(conversation) != here || stays == pressed || await posts.IsKnownAsync(here, pressed, cancel)) return null;
        return new() { Attempt = attempt, Tenant = open.Tenant, IsTargeted = open.IsTargeted, Message = TeamsSpot.MessageOf(activity.Conversation.Id, pressed) };
    }

    /// <summary>Has the message taken away, durably; what it was pressed for is done.</summary>
    public async Task TakeAwayAsync(TeamsLeftover found, bool isBusy, CancellationToken cancel)
    {
        await posts.FoundAsync(found.Attempt, found.Message, _time.GetUtcNow() + (isBusy ? ToFillIn : ToRead), cancel);
        Wake();
    }

    /// <summary>As <see cref="TakeAwayAsync"/>; in place of a card the person is shown that it stood twice. Words and dialogs stay what they are.</summary>
    public async Task<InvokeAnswer> AnswerAsync(TeamsActivity activity, TeamsLeftover found, InvokeAnswer answer, CancellationToken cancel)
    {
        var isBusy = activity.Name == "task/fetch" || answer.Late is { InputErrors.Count: > 0 };
        await TakeAwayAsync(found, isBusy, cancel);
        if (isBusy || answer is not InvokeAnswer.Body body || activity.Name != "adaptiveCard/action" || !TeamsInvoke.IsCard(body.Json)) return answer;
        var isDecision = TeamsPress.Read(activity.Value) is { } press && DecisionVerbs.Has(press.Verb);
        return body with { Json = TeamsInvoke.Card(TeamsReplies.Line(isDecision ? Pressed : Looked)) };
    }

    /// <summary>Takes away what is due.</summary>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        foreach (var leftover in await posts.ReadDueAsync(MostAtOnce, cancel)) await DeleteAsync(leftover, cancel);
        return await posts.NextAtAsync(cancel);
    }

    private async Task DeleteAsync(TeamsLeftover leftover, CancellationToken cancel)
    {
        var (conversation, activity) = TeamsSpot.Read(leftover.Message)!.Value;
        if (await places.FindAsync(leftover.Tenant, TeamsSpot.WithoutThread(conversation), cancel) is not { } place)
        {
            await posts.DropAsync(leftover.Attempt, cancel);
            return;
        }

        var at = place.At(conversation);
        var answer = leftover.IsTargeted ? await api.DeleteTargetedAsync(at, activity, cancel) : await api.DeleteAsync(at, activity, cancel);
        switch (answer)
        {
            case TeamsAnswer.Ok or TeamsAnswer.NotFound:
                LogTakenAway(conversation);
                await posts.DropAsync(leftover.Attempt, cancel);
                break;
            case TeamsAnswer.Throttled or TeamsAnswer.Down:
                await posts.PostponeAsync(leftover.Attempt, _time.GetUtcNow() + (answer is TeamsAnswer.Throttled t ? t.After : NotThere), cancel);
                break;
            case TeamsAnswer.Unreachable or TeamsAnswer.Refused or TeamsAnswer.Barred or TeamsAnswer.TooBig:
                LogStays(conversation, answer.Words());
                await posts.DropAsync(leftover.Attempt, cancel);
                break;
            default:
                throw new UnreachableException();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A message in {Conversation} of Teams stood twice, because the answer to its post was lost; the one too many is gone")]
    private partial void LogTakenAway(string conversation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message in {Conversation} of Teams stands twice and could not be taken away: {Why}")]
    private partial void LogStays(string conversation, string why);
}
