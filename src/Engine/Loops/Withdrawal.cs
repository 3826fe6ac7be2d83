using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Loops;

/// <summary>Takes back the open actions of a run. An action that was decided meanwhile stays as it was decided.</summary>
internal sealed class Withdrawal(IRunStore store, TimeProvider time)
{
    /// <summary>Withdraws every open action of the run.</summary>
    public async Task WithdrawAsync(Run run, string why, CancellationToken cancel)
    {
        foreach (var text in run.Actions)
        {
            if (!ActionId.TryParse(text, out var id)) continue;
            var action = ProposedAction.From(await store.ReadStreamAsync(id.Stream, 0, int.MaxValue, cancel));
            if (action is not { Status: ActionStatus.Open }) continue;
            var at = time.GetUtcNow();
            await store.AppendAsync(
                new(Guid.CreateVersion7(at), at, [new(id.Stream, Principal.System, [new ActionWithdrawn(why)], action.Seq)]), cancel);
        }
    }
}
