using System.Diagnostics;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>Decisions about proposed actions.</summary>
public sealed partial class RunEngine
{
    /// <summary>
    /// Decides one revision of an action. The store decides a race by the stream's seq: the one who loses is told who won.
    /// </summary>
    public async Task<DecideResult> DecideAsync(Decision decision, CancellationToken cancel)
    {
        while (true)
        {
            var (action, refusal, decider) = await FindForAsync(decision.Id, decision.By, cancel);
            if (action is null) return new DecideResult.NotFound();
            decision = decision with { By = decider };
            ActionEdited? edited = null;
            if (decision is Decision.Edit edit && refusal is null && action.Status == ActionStatus.Open && ActionDigest.AreEqual(edit.Digest, action.Digest))
            {
                var (revised, errors) = await _gate.ReviseAsync(action, edit.Arguments, edit.By, cancel);
                if (revised is null) return new DecideResult.Invalid(errors);
                edited = revised;
            }

            var (events, refused) = Deciding.Judge(action, decision, refusal, edited, _access.Now.Linked, _time.GetUtcNow());
            if (refused is not null) return refused;
            if (await AppendDecisionAsync(action, decision, events, cancel) is { } now) return Told(now);
        }
    }

    /// <summary>What stands against a decision that somebody begins to make; null for nothing. The decision itself is judged again.</summary>
    public async Task<DecideResult?> FindObstacleAsync(ActionId id, string digest, Principal by, CancellationToken cancel)
    {
        var (action, refusal, decider) = await FindForAsync(id, by, cancel);
        return action is null
            ? new DecideResult.NotFound()
            : Deciding.Judge(action, new Decision.Reject(id, digest, decider, null, Mute.None), refusal, null, _access.Now.Linked, _time.GetUtcNow()).Refused;
    }

    /// <summary>
    /// Why somebody may not decide an action, by its rule; null when they may, or there is none that they may know of. Who has no role knows of one
    /// by its card only, whose digest they have.
    /// </summary>
    public async Task<string?> FindRefusalAsync(ActionId id, string digest, Principal by, CancellationToken cancel)
    {
        var (action, refusal, _) = await FindForAsync(id, by, cancel);
        return action is not null && (SightOf(by).Covers(action.Proposed.Agent) || ActionDigest.AreEqual(digest, action.Digest)) ? refusal : null;
    }

    /// <summary>Takes back what an action did, where its tool can: a new action that its asker has approved.</summary>
    public async Task<DecideResult> UndoAsync(ActionId id, Principal by, CancellationToken cancel)
    {
        while (true)
        {
            var (action, refusal, decider) = await FindForAsync(id, by, cancel);
            if (action is null) return new DecideResult.NotFound();
            if (refusal is not null) return new DecideResult.NotAllowed(refusal);
            if (action is not { Status: ActionStatus.Succeeded, Undo: not null, Proposed.Undoes: null }) return new DecideResult.Changed(action);
            var run = (await LoadAsync(id.Run, cancel))!;
            var undo = new ActionId(id.Run, run.Actions.Count + 1);
            if (await IsBeingUndoneAsync(run, id, cancel)) return new DecideResult.AlreadyDecided(null, _time.GetUtcNow(), action);
            var at = _time.GetUtcNow();
            var appended = await _store.AppendAsync(new(Guid.CreateVersion7(at), at,
            [
                new(undo.Stream, decider, _gate.Undo(action, undo.Ordinal, decider), ExpectedSeq: 0),
                new(StreamName.Run(id.Run), decider, [new ActionsOpened(action.Proposed.Step, [undo.ToString()])], run.Seq),
            ]), cancel);
            if (appended is AppendResult.Appended) return new DecideResult.Decided(action);
        }
    }

    /// <summary>Executes a failed action once more.</summary>
    public Task<DecideResult> RetryAsync(ActionId id, Principal by, CancellationToken cancel) =>
        ContinueAsync(id, by, ActionStatus.Failed, (_, decider) => Task.FromResult<ActionEvent>(new ActionRetried(decider)), cancel);

    /// <summary>Says what became of an action of unknown outcome: it happened, or it did not and is executed again.</summary>
    public Task<DecideResult> ResolveAsync(ActionId id, bool happened, Principal by, CancellationToken cancel) =>
        ContinueAsync(id, by, ActionStatus.Unknown, async (action, decider) =>
            new ActionResolved(decider, happened, happened ? await FindUndoAsync(action, cancel) : null), cancel);

    // Only what the tool itself recognises can be taken back.
    private async Task<ToolCall?> FindUndoAsync(ProposedAction action, CancellationToken cancel)
    {
        if (action.Proposed.Undoes is not null || _tools.Find(action.Proposed.Tool) is not { } tool) return null;
        try
        {
            return _gate.Kept((await tool.FindDoneAsync(_gate.Resolved(action), new(action.Id.Run, action.IdempotencyKey), cancel))?.Undo);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // An action's edge: what a person saw stands, whether the tool can look now or not.
            return null;
        }
    }

    private async Task<DecideResult> ContinueAsync(
        ActionId id, Principal by, ActionStatus from, Func<ProposedAction, Principal, Task<ActionEvent>> say, CancellationToken cancel)
    {
        while (true)
        {
            var (action, refusal, decider) = await FindForAsync(id, by, cancel);
            if (action is null) return new DecideResult.NotFound();
            if (refusal is not null) return new DecideResult.NotAllowed(refusal);
            if (action.Status != from) return new DecideResult.Changed(action);
            var at = _time.GetUtcNow();
            var happened = await say(action, decider);
            var after = action.Apply(happened, at);
            var streams = new List<StreamEvents> { new(id.Stream, decider, [happened], action.Seq) };
            if (action.Proposed.RunWaits && after.IsSettled) streams.Add(ActionExecutor.Settled(after));
            if (await _store.AppendAsync(new(Guid.CreateVersion7(at), at, streams), cancel) is AppendResult.Appended)
                return new DecideResult.Decided(after);
        }
    }

    private async Task<ProposedAction?> AppendDecisionAsync(
        ProposedAction action, Decision decision, IReadOnlyList<ActionEvent> events, CancellationToken cancel)
    {
        var at = _time.GetUtcNow();
        var after = events.Aggregate(action, (a, e) => a.Apply(e, at));
        var streams = new List<StreamEvents> { new(action.Id.Stream, decision.By, [.. events], action.Seq) };
        if (action.Proposed.RunWaits && after.IsSettled) streams.Add(ActionExecutor.Settled(after));
        if (decision is Decision.Reject { Mute: not Mute.None } reject)
            streams.Add(new(StreamName.Agent(action.Proposed.Agent), decision.By, [Muted(action, reject, at)]));
        var result = await _store.AppendAsync(new(Guid.CreateVersion7(at), at, streams), cancel);
        return result is AppendResult.Appended ? after : null;
    }

    private static ProposalMuted Muted(ProposedAction action, Decision.Reject reject, DateTimeOffset at) => new(
        action.Fingerprint, reject.Mute == Mute.ThirtyDays ? at.AddDays(30) : null, reject.By, reject.Reason);

    private DecideResult Told(ProposedAction now) => now.Status switch
    {
        ActionStatus.Open => new DecideResult.Counted(Deciding.People(now.Approvals, _access.Now.Linked), Math.Max(1, now.Proposed.Rule.Required)),
        ActionStatus.Approved or ActionStatus.Rejected => new DecideResult.Decided(now),
        _ => throw new UnreachableException(),
    };

    private async Task<bool> IsBeingUndoneAsync(Run run, ActionId id, CancellationToken cancel)
    {
        foreach (var text in run.Actions)
        {
            if (!ActionId.TryParse(text, out var other) || other.Ordinal <= id.Ordinal) continue;
            var action = await FindActionAsync(other, cancel);
            // One that came to nothing is no reason not to try again.
            if (action?.Proposed.Undoes == id.ToString() && action.Status is not (ActionStatus.Failed or ActionStatus.Rejected or ActionStatus.Expired or ActionStatus.Withdrawn)) return true;
        }

        return false;
    }
}
