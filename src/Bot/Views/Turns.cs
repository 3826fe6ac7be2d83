using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>Whose turn it is to decide actions that wait: those that somebody would be refused are not for them.</summary>
internal sealed class Turns(RunEngine engine, IGrants grants)
{
    /// <summary>Whether each of many waits for this person, and why not where that is worth a word; in the order of <paramref name="rows"/>, and in one read.</summary>
    public async Task<IReadOnlyList<(ActionRow Row, Turn Turn)>> ReadAsync(IReadOnlyList<ActionRow> rows, Principal who, CancellationToken cancel)
    {
        var actions = await engine.FindActionsAsync(rows.Select(row => row.Id), cancel);
        return [.. rows.Select(row => (row, actions.TryGetValue(row.Id, out var action) ? Of(action, who) : new(false, "")))];
    }

    private Turn Of(ProposedAction action, Principal who)
    {
        var linked = grants.Now.Linked;
        if (Eligibility.IsOwn(action.Proposed.Rule, who, linked)) return new(false, " · you started its run, somebody else decides");
        if (action.Status == ActionStatus.Open && action.Approvals.Any(by => linked.AreOne(by.Key, who.Key)))
            return new(false, $" · you approved it, {Deciding.People(action.Approvals, linked)} of {action.Proposed.Rule.Required}");
        return new(engine.MayDecide(action, who) is null, "");
    }
}

/// <summary>One person and one action.</summary>
/// <param name="IsMine">Whether they may decide it.</param>
/// <param name="Note">" · you started its run, somebody else decides"; empty for none.</param>
internal sealed record Turn(bool IsMine, string Note);
