using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>What a person decided about one revision of an action: a closed family.</summary>
/// <param name="Id">The action.</param>
/// <param name="Digest">Of the revision that the person saw.</param>
/// <param name="By">Who.</param>
public abstract record Decision(ActionId Id, string Digest, Principal By)
{
    /// <summary>For it.</summary>
    public sealed record Approve(ActionId Id, string Digest, Principal By) : Decision(Id, Digest, By);

    /// <summary>Against it.</summary>
    public sealed record Reject(ActionId Id, string Digest, Principal By, string? Reason, Mute Mute) : Decision(Id, Digest, By);

    /// <summary>For it, with other arguments: a new revision that counts as the editor's own approval.</summary>
    public sealed record Edit(ActionId Id, string Digest, Principal By, System.Text.Json.JsonElement Arguments) : Decision(Id, Digest, By);
}

/// <summary>Whether an identical proposal is asked again after a rejection (A19).</summary>
public enum Mute
{
    /// <summary>It is asked again.</summary>
    None,

    /// <summary>Not for 30 days.</summary>
    ThirtyDays,

    /// <summary>Not until its arguments change.</summary>
    UntilItChanges,
}

/// <summary>What a decision comes to on an action as it stands: pure, the store decides races by the stream's seq.</summary>
public static class Deciding
{
    /// <summary>
    /// The events to append and what to tell the person; no events when the decision does not stand. For an edit,
    /// <paramref name="edited"/> is the new revision, checked by the gate already. Approvals of accounts that <paramref name="linked"/>
    /// says are one person at this moment count once.
    /// </summary>
    public static (IReadOnlyList<ActionEvent> Events, DecideResult? Refused) Judge(
        ProposedAction action, Decision decision, string? refusal, ActionEdited? edited, LinkedAccounts linked, DateTimeOffset now)
    {
        if (action.Status != ActionStatus.Open || now >= action.Proposed.ExpiresAt)
            return ([], new DecideResult.AlreadyDecided(action.DecidedBy, action.DecidedAt ?? action.Proposed.ExpiresAt, action));
        if (!ActionDigest.AreEqual(decision.Digest, action.Digest)) return ([], new DecideResult.Changed(action));
        if (refusal is not null) return ([], new DecideResult.NotAllowed(refusal));
        return decision switch
        {
            Decision.Reject reject => ([new ActionRejected(reject.By, action.Revision, reject.Reason)], null),
            Decision.Approve approve => Vote(action, approve.By, action.Revision, action.Approvals, [], linked),
            Decision.Edit edit => Vote(action, edit.By, edited!.Revision, [], [edited], linked),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>How many people these approvals are of.</summary>
    public static int People(IEnumerable<Principal> approvals, LinkedAccounts linked) => approvals.Select(by => linked.PersonOf(by.Key)).Distinct().Count();

    private static (IReadOnlyList<ActionEvent>, DecideResult?) Vote(
        ProposedAction action, Principal by, int revision, IReadOnlyList<Principal> given, IReadOnlyList<ActionEvent> before, LinkedAccounts linked)
    {
        var (required, people) = (Math.Max(1, action.Proposed.Rule.Required), People(given, linked));
        if (given.FirstOrDefault(earlier => linked.AreOne(earlier.Key, by.Key)) is { } own)
            return ([], new DecideResult.CountedAlready(people, required, own == by ? null : own));
        return people + 1 >= required
            ? ([.. before, new ActionApproved(by, revision, Automatic: false)], null)
            : ([.. before, new ApprovalGiven(by, revision)], null);
    }
}
