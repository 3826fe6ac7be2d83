using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Views;

/// <summary>Whose turn it is to decide actions that wait: those that somebody would be refused are not for them.</summary>
internal sealed class Turns(RunEngine engine, IGrants grants)
{
    /// <summary>Whether it waits for this person, and why not where that is worth a word.</summary>
    public async Task<Turn> FindAsync(ActionId id, Principal who, CancellationToken cancel)
    {
        if (await engine.FindActionAsync(id, cancel) is not { } action) return new(false, "");
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
