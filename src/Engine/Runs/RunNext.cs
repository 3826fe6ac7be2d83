using ChatRuns.Agents;
using ChatRuns.Journal;

namespace ChatRuns.Runs;

/// <summary>What a run needs next: a closed family.</summary>
public abstract record RunNext
{
    /// <summary>Begin an attempt at a step; its expression, where it has one, is asked first.</summary>
    /// <param name="Step">Which step.</param>
    /// <param name="Attempt">Which attempt.</param>
    public sealed record Execute(Step Step, int Attempt) : RunNext;

    /// <summary>What it waited for is there: the step is done.</summary>
    /// <param name="Step">Which step.</param>
    /// <param name="State">The step's state, with answer or settled actions.</param>
    public sealed record FinishWait(Step Step, StepState State) : RunNext;

    /// <summary>The step cannot be done: nobody answered, or it was interrupted and may not simply run again.</summary>
    /// <param name="Step">Which step.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Error">Why.</param>
    public sealed record FailStep(Step Step, int Attempt, StepError Error) : RunNext;

    /// <summary>The bot stopped while a repeatable step ran.</summary>
    /// <param name="Step">Which step.</param>
    /// <param name="Attempt">Which attempt.</param>
    public sealed record Interrupted(Step Step, int Attempt) : RunNext;

    /// <summary>Nothing until then, or until something is said; null for only the latter.</summary>
    /// <param name="Until">When to look again.</param>
    public sealed record Sleep(DateTimeOffset? Until) : RunNext;

    /// <summary>It is over now.</summary>
    /// <param name="Status">How.</param>
    /// <param name="Failure">The step that failed; null for a good end, and where none began.</param>
    /// <param name="Error">What went wrong where no step failed; null otherwise.</param>
    public sealed record Finish(RunStatus Status, StepState? Failure, StepError? Error = null) : RunNext;

    /// <summary>It was over before, or this very process executes a step of it.</summary>
    public sealed record Nothing : RunNext;
}

public sealed partial record Run
{
    /// <summary>
    /// What to do now; the same answer for going on and for resuming after a crash. A step whose attempt belongs to another
    /// <paramref name="session"/> was interrupted.
    /// </summary>
    public RunNext Next(Agent agent, DateTimeOffset now, string session)
    {
        if (End is not null) return new RunNext.Nothing();
        if (CancelRequest is not null) return new RunNext.Finish(RunStatus.Canceled, Failure);
        if (Unreached is { RetryAt: null } lost) return new RunNext.Finish(StatusOf(lost.Error.Cause), null, lost.Error);
        if (Unreached is { RetryAt: { } again } && now < again) return new RunNext.Sleep(again);
        var hasFailed = false;
        foreach (var step in agent.Steps)
        {
            var state = Find(step.Name);
            hasFailed |= state?.Status == StepStatus.Failed;
            if (state?.IsDone == true) continue;
            if (state is null)
            {
                if (Applies(step, hasFailed)) return new RunNext.Execute(step, 1);
                continue;
            }

            return state.Status switch
            {
                StepStatus.Running when state.Session == session => new RunNext.Nothing(),
                StepStatus.Running when step.IsRepeatable => new RunNext.Interrupted(step, state.Attempt),
                StepStatus.Running => new RunNext.FailStep(step, state.Attempt, new(Cause.Interrupted, "The bot stopped while this step ran.")),
                StepStatus.Retrying when now >= state.RetryAt => new RunNext.Execute(step, state.Attempt + 1),
                StepStatus.Retrying => new RunNext.Sleep(state.RetryAt),
                _ => NextOfWait(step, state, now),
            };
        }

        return Failure is { } failed ? new RunNext.Finish(StatusOf(failed.Error!.Cause), failed) : new RunNext.Finish(RunStatus.Completed, null);
    }

    /// <summary>The status that a run ends in when a step failed for this cause.</summary>
    public static RunStatus StatusOf(Cause cause) => cause switch
    {
        Cause.TimedOut => RunStatus.TimedOut,
        Cause.LogTooLarge => RunStatus.LogSizeExceeded,
        Cause.OutOfMemory => RunStatus.MemoryLimitExceeded,
        Cause.RunLimit or Cause.PeriodLimit => RunStatus.QuotaExceeded,
        Cause.Internal => RunStatus.InternalError,
        _ => RunStatus.Failed,
    };

    private static RunNext NextOfWait(Step step, StepState state, DateTimeOffset now)
    {
        var waiting = state.Waiting!;
        return waiting.Reason switch
        {
            WaitReason.Actions when waiting.Actions.All(a => state.Settled.Any(s => s.Action == a)) => new RunNext.FinishWait(step, state),
            WaitReason.Actions => new RunNext.Sleep(null),
            WaitReason.Answer when state.Answer is not null => new RunNext.FinishWait(step, state),
            WaitReason.Answer when now >= waiting.Until => new RunNext.FailStep(
                step, state.Attempt, new(Cause.NotAnswered, "Nobody answered the question in time.")),
            WaitReason.Run when state.ChildEnd is not null => new RunNext.FinishWait(step, state),
            WaitReason.Run when now >= waiting.Until => new RunNext.FailStep(
                step, state.Attempt, new(Cause.TimedOut, $"Run #{state.Child} took longer than {Words.Duration(step.Timeout ?? TimeSpan.Zero)}.")),
            WaitReason.Time when now >= waiting.Until => new RunNext.FinishWait(step, state),
            _ => new RunNext.Sleep(waiting.Until),
        };
    }

    // Steps before this one count: what cleans up after a failure is not begun for one that comes later.
    private static bool Applies(Step step, bool hasFailed) => step.When.Kind switch
    {
        StepConditionKind.Failure => hasFailed,
        StepConditionKind.Always => true,
        _ => !hasFailed,
    };
}
