using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>What became of an action, in words. Names and reasons are outside text.</summary>
internal static class ActionOutcome
{
    // As long as the form lets a reason be.
    private const int MostReason = 1000;

    /// <summary>"Approved by Mia · 14:05 · done in 12 ms"; null while it is open or only a preview.</summary>
    public static Phrase? Tell(ProposedAction action) => action.Status switch
    {
        ActionStatus.Open or ActionStatus.Preview => null,
        ActionStatus.Approved => Approved(action).Then(" · about to be done"),
        ActionStatus.Started => Approved(action).Then(" · being done"),
        ActionStatus.Succeeded => Approved(action).Then(Done(action)),
        ActionStatus.Failed => Approved(action).Then(Phrase.Of($" · failed: {action.Error}")),
        ActionStatus.Unknown => Approved(action).Then(" · outcome unknown: the bot stopped while it ran. Please look, and say what happened."),
        ActionStatus.Undone => Approved(action).Then(" · done, then undone"),
        ActionStatus.Rejected => Rejected(action),
        ActionStatus.Expired => Phrase.Of($"Expired {action.Proposed.ExpiresAt}, nobody decided"),
        ActionStatus.Withdrawn => action.Note is null ? "Withdrawn" : Phrase.Of($"Withdrawn: {action.Note}"),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.Status, "No words for this status."),
    };

    /// <summary>What is to be known before deciding: it came back, or has some approvals; null for neither.</summary>
    public static Phrase? TellOpen(ProposedAction action)
    {
        if (action.Note is not null) return Phrase.Of($"It changed since you were asked: {action.Note}");
        if (action.Approvals.Count == 0) return null;
        return Phrase.Of($"{action.Approvals.Count} of {action.Proposed.Rule.Required} approvals: {People(action.Approvals, ", ")}");
    }

    /// <summary>Who changed what was proposed, and what that was called; null when nobody did.</summary>
    public static Phrase? TellEdit(ProposedAction action)
    {
        if (action.EditedBy is not { } by) return null;
        var edited = Phrase.Of($"Edited by {by}");
        var proposed = action.Proposed.Headline ?? action.Proposed.Tool;
        return proposed == (action.Headline ?? action.Proposed.Tool) ? edited : edited.Then(Phrase.Of($" · proposed as “{proposed}”"));
    }

    /// <summary>The tint of a card on which nothing is open.</summary>
    public static string Style(IReadOnlyList<ProposedAction> actions)
    {
        if (actions.Any(action => action.Status == ActionStatus.Unknown)) return "warning";
        if (actions.Any(action => action.Status == ActionStatus.Failed)) return "attention";
        return actions.Any(action => action.Status is ActionStatus.Succeeded or ActionStatus.Approved or ActionStatus.Started) ? "good" : "emphasis";
    }

    private static Phrase Approved(ProposedAction action)
    {
        if (action.DecidedAt is not { } at) return "Approved";
        if (action.IsAutomatic) return Phrase.Of($"Approved by its mode (go ahead) · {at:time}");
        IReadOnlyList<Principal> by = action.Approvals.Count > 0 ? action.Approvals : action.DecidedBy is { } one ? [one] : [];
        return Phrase.Of($"Approved by {People(by, " and ")} · {at:time}");
    }

    private static Phrase People(IReadOnlyList<Principal> people, string between) =>
        people.Aggregate(Phrase.From([]), (told, person) => (told.Count == 0 ? told : told.Then(between)).Then(Phrase.Of($"{person}")));

    private static Phrase Done(ProposedAction action) => action switch
    {
        { ResolvedBy: { } by, EndedAt: { } at } => Phrase.Of($" · it happened, as {by} confirmed · {at:time}"),
        { TookMs: { } ms } => " · done in " + Words.Took(TimeSpan.FromMilliseconds(ms)),
        _ => " · it happened, as a person confirmed",
    };

    private static Phrase Rejected(ProposedAction action)
    {
        var by = action is { DecidedAt: { } at, DecidedBy: { } person } ? Phrase.Of($"Rejected by {person} · {at:time}") : "Rejected";
        return action.Note is null ? by : by.Then(Phrase.Of($" · “{Outside.Line(action.Note, MostReason)}”"));
    }
}
