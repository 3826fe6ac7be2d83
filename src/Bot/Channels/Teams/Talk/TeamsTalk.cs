using System.Text.Json;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Talk;

/// <summary>
/// What is said and pressed in Teams, turned into what the desk understands. Whoever pressed is taken from the signed activity; what a card
/// carries is no permission.
/// </summary>
internal sealed class TeamsTalk(
    IDesk desk, TeamsPersons persons, TeamsPlaces places, TeamsPlaceMemory memory, TeamsAnswers answers, TeamsInvokes invokes, TeamsShares shares, TeamsArrivals arrivals,
    TeamsDoubles doubles) : ITeamsTalk
{
    /// <inheritdoc/>
    public async ValueTask<bool> OnlyReadsAsync(TeamsActivity activity, CancellationToken cancel)
    {
        switch (activity.Type)
        {
            case "conversationUpdate" or "installationUpdate":
                return false;
            case "invoke" when activity.Name is "task/submit" or "fileConsent/invoke":
                return false;
            case "message" when shares.Of(activity).Count > 0:
                return false;
            case "invoke" when TeamsPress.Read(activity.Value) is { } press:
                return press.Verb == TeamsVerbs.Refresh || (press.Verb is not (TeamsVerbs.Share or TeamsVerbs.Files) && await OnlyReadsAsync(activity, press, cancel));
            case "message" when TeamsPress.Read(activity.Value) is { } press:
                return await OnlyReadsAsync(activity, press, cancel);
            case "message":
                // By the id alone: the time zone makes no difference to what a line changes.
                return await desk.OnlyReadsAsync(
                    new Said.Line(TeamsPersons.PrincipalOf(activity), AddressOf(activity), TimeZoneInfo.Utc, TeamsLine.Of(activity, _ => null)), cancel);
            default:
                return true;
        }
    }

    /// <inheritdoc/>
    public async Task DoAsync(TeamsActivity activity, CancellationToken cancel)
    {
        if (activity.Type is "conversationUpdate" or "installationUpdate")
        {
            await arrivals.DoAsync(activity, cancel);
            return;
        }

        if (activity.Type != "message") return;
        await places.LearnAsync(activity, cancel);
        var person = await persons.FindAsync(activity, cancel);
        if (person.Refusal is { } refusal)
        {
            await answers.TellAsync(activity, refusal, cancel);
            return;
        }

        var found = await doubles.FindAsync(activity, cancel);
        var said = await ReadAsync(activity, person, cancel);
        await answers.GiveAsync(activity, said, await desk.AnswerAsync(said, cancel), cancel);
        if (found is not null) await doubles.TakeAwayAsync(found, isBusy: false, cancel);
    }

    /// <inheritdoc/>
    public async Task<InvokeAnswer> AnswerAsync(TeamsActivity activity, CancellationToken cancel)
    {
        if (!TeamsInvokes.Knows(activity.Name)) return new InvokeAnswer.Unknown();
        await places.LearnAsync(activity, cancel);
        var person = await persons.FindAsync(activity, cancel);
        // Before it is done: what is pressed may draw that message anew, as if it were to stay.
        var found = person.Refusal is null ? await doubles.FindAsync(activity, cancel) : null;
        var answer = await invokes.AnswerAsync(activity, person, AddressOf(activity), cancel);
        return found is null ? answer : await doubles.AnswerAsync(activity, found, answer, cancel);
    }

    /// <inheritdoc/>
    public Task TellLateAsync(TeamsActivity activity, InvokeAnswer? answer, CancellationToken cancel) => answer switch
    {
        _ when !LateAnswers.IsDeed(activity) => Task.CompletedTask,
        null => answers.TellAsync(activity, "What you pressed did not work, though I tried several times. Look at the card, and try again.", cancel),
        { LateWords: { } words } => answers.TellAsync(activity, words, cancel),
        { Late: { } reply } => answers.GiveAsync(activity, null, reply, cancel),
        _ => Task.CompletedTask,
    };

    /// <summary>Where an activity was said; with the message that was pressed or that it stands under.</summary>
    public static Address AddressOf(TeamsActivity activity) => new(
        "teams", activity.Tenant ?? "", TeamsSpot.WithoutThread(activity.Conversation.Id),
        activity.ReplyToId is { Length: > 0 } pressed ? TeamsSpot.MessageOf(activity.Conversation.Id, pressed) : null);

    private async ValueTask<bool> OnlyReadsAsync(TeamsActivity activity, TeamsPress press, CancellationToken cancel) =>
        await desk.OnlyReadsAsync(new Said.Press(TeamsPersons.PrincipalOf(activity), AddressOf(activity), TimeZoneInfo.Utc, press.Verb, press.Data), cancel);

    private async Task<Said> ReadAsync(TeamsActivity activity, TeamsPerson person, CancellationToken cancel)
    {
        var where = AddressOf(activity);
        if (activity.Value.ValueKind == JsonValueKind.Object && TeamsPress.Read(activity.Value) is { } press)
            return new Said.Press(person.Who, where, person.Zone, press.Verb, press.Data) { Id = activity.Key };
        var mentioned = await MentionedAsync(activity, cancel);
        if (shares.Of(activity) is { Count: > 0 } files)
            return new Said.Share(person.Who, where, person.Zone, TeamsLine.OfShare(activity, mentioned.GetValueOrDefault), files) { Id = activity.Key };
        return new Said.Line(person.Who, where, person.Zone, TeamsLine.Of(activity, mentioned.GetValueOrDefault)) { Id = activity.Key, Under = UnderOf(activity, where), BotName = BotNameOf(activity) };
    }

    /// <summary>What the bot is called in a tenant, which its admins may have chosen; null where it is more than a name.</summary>
    public static string? BotNameOf(TeamsActivity activity) =>
        activity.Recipient.Name?.Trim() is { Length: > 0 and <= 60 } name && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '.') ? name : null;

    // In a channel a reply's conversation names the post that it stands under; elsewhere a quotation names the message.
    private static Address? UnderOf(TeamsActivity activity, Address where) =>
        TeamsSpot.ThreadOf(activity.Conversation.Id) is { } root && root != activity.Id
            ? where with { Message = TeamsSpot.MessageOf(activity.Conversation.Id, root) }
            : where.Message is not null ? where : null;

    private async Task<Dictionary<string, string?>> MentionedAsync(TeamsActivity activity, CancellationToken cancel)
    {
        var found = new Dictionary<string, string?>();
        foreach (var mentioned in activity.Entities.Select(e => e.Mentioned).OfType<TeamsAccount>().Where(m => m.Id != activity.Recipient.Id && m.Id.Length > 0).Take(20))
            found[mentioned.Id] = mentioned.AadObjectId ?? await memory.FindPersonAsync(activity.Tenant ?? "", mentioned.Id, cancel) ?? await persons.FindMentionedAsync(activity, mentioned, cancel);
        return found;
    }
}

/// <summary>Verbs of buttons that are Teams' own affair, beside those of the cards.</summary>
internal static class TeamsVerbs
{
    /// <summary>Shows the card as it is for who looks.</summary>
    public const string Refresh = "card.refresh";

    /// <summary>Shows an answer to everybody in the conversation.</summary>
    public const string Share = "teams.share";

    /// <summary>Offers the files of a run, one by one.</summary>
    public const string Files = "teams.files";
}
