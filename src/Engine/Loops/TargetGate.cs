using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Steps;

namespace ChatRuns.Loops;

/// <summary>Asks a run's target before its first step, and lets the run try again later where it is not there (S5).</summary>
internal sealed class TargetGate(TargetShelf targets, TargetReach reach, TimeProvider time)
{
    /// <summary>
    /// Whether the step may begin. Where not, that is added to the run; or it was canceled meanwhile, which is read in. Asked again where the
    /// bot stopped before the first step had begun.
    /// </summary>
    public async Task<bool> IsReachedAsync(RunPen pen, CancellationToken stop, CancellationToken cancel)
    {
        if (pen.Run.Queued.Target is not { } name || targets.Find(name) is not { Check: not null } target) return true;
        if (pen.Run.Steps.Any(s => s.StartedAt is not null)) return true;
        await pen.FlushAsync(cancel);
        try
        {
            if (await reach.TryAsync(target, stop) is not { } why) return true;
            var attempt = (pen.Run.Unreached?.Attempt ?? 0) + 1;
            var error = new StepError(Cause.TargetUnreachable, $"{target.Title}: {why}");
            pen.Add(new TargetNotReached(name, attempt, target.Retry.Attempts, error, time.GetUtcNow() + target.Retry.PauseAfter(attempt)));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await pen.RefreshAsync(cancel);
        }

        return false;
    }
}
