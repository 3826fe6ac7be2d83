using System.Collections.Immutable;
using ChatRuns.Journal;

namespace ChatRuns.Runs;

/// <summary>One run as its events tell it: a value folded from <see cref="RunEvent"/>s, without clock or store.</summary>
public sealed partial record Run
{
    private Run(RunQueued queued, DateTimeOffset at)
    {
        Queued = queued;
        QueuedAt = at;
        UpdatedAt = at;
        if (queued.File is { } file) Files = [new("", file.Name, file.Blob, file.Bytes, file.MediaType)];
    }

    /// <summary>The first event, whose members never change.</summary>
    public RunQueued Queued { get; }

    /// <summary>Its number.</summary>
    public long Number => Queued.Number;

    /// <summary>Events folded so far: the stream's seq.</summary>
    public long Seq { get; private init; } = 1;

    /// <summary>Where it stands.</summary>
    public RunStatus Status { get; private init; } = RunStatus.Queued;

    /// <summary>When it was queued.</summary>
    public DateTimeOffset QueuedAt { get; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; private init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private init; }

    /// <summary>When something last happened.</summary>
    public DateTimeOffset UpdatedAt { get; private init; }

    /// <summary>Steps that have begun or were skipped, in that order.</summary>
    public ImmutableList<StepState> Steps { get; private init; } = [];

    /// <summary>Milliseconds that steps have executed, waits excluded.</summary>
    public long ExecutedMs { get; private init; }

    /// <summary>Ids of the actions that it proposed.</summary>
    public ImmutableList<string> Actions { get; private init; } = [];

    /// <summary>Proposals that did not become actions.</summary>
    public ImmutableList<ProposalHeld> Held { get; private init; } = [];

    /// <summary>Calls of tools without asking.</summary>
    public ImmutableList<ToolCalled> Calls { get; private init; } = [];

    /// <summary>Actions that a step waits for and that are settled, also those that were so before it began to wait.</summary>
    private ImmutableDictionary<string, ActionSettled> Settled { get; init; } = ImmutableDictionary<string, ActionSettled>.Empty;

    /// <summary>Its files: the one that it began with, as of no step, and those that steps made.</summary>
    public ImmutableList<FileAttached> Files { get; private init; } = [];

    /// <summary>Its report; null for none.</summary>
    public ReportSet? Report { get; private init; }

    /// <summary>What it said about itself; null for nothing.</summary>
    public string? OwnSummary { get; private init; }

    /// <summary>What its steps reported to have used.</summary>
    public Usage Used { get; private init; } = new();

    /// <summary>Why it waits in the queue; null where it does not have to.</summary>
    public string? HeldWhy { get; private init; }

    /// <summary>Runs that its steps started, in order.</summary>
    public ImmutableList<ChildStarted> Children { get; private init; } = [];

    /// <summary>How its target was not reached last; null once its first step has begun.</summary>
    public TargetNotReached? Unreached { get; private init; }

    /// <summary>The step that waits for this run of another agent; null when none does.</summary>
    public StepState? WaitingFor(long child) =>
        End is null ? Steps.Find(s => s is { Status: StepStatus.Waiting, Waiting.Reason: WaitReason.Run, ChildEnd: null } && s.Child == child) : null;

    /// <summary>Who wants it to stop; null for nobody.</summary>
    public CancelRequested? CancelRequest { get; private init; }

    /// <summary>Who put it away; null while it is not archived.</summary>
    public RunArchived? Archived { get; private init; }

    /// <summary>How it ended; null while it is not over.</summary>
    public RunEnded? End { get; private init; }

    /// <summary>The first step that failed for good; null for none.</summary>
    public StepState? Failure => Steps.Find(s => s.Status == StepStatus.Failed);

    /// <summary>A step's state; null while it has not begun.</summary>
    public StepState? Find(string step) => Steps.Find(s => s.Name == step);

    /// <summary>Begins with the event that queued it.</summary>
    public static Run From(RunQueued queued, DateTimeOffset at) => new(queued, at);

    /// <summary>Folds a stream; null when it is empty.</summary>
    public static Run? From(IEnumerable<JournalEntry> entries)
    {
        Run? run = null;
        foreach (var entry in entries)
            run = entry.Event is RunQueued queued ? From(queued, entry.At) : run?.Apply((RunEvent)entry.Event!, entry.At);
        return run;
    }

    /// <summary>The run after one more event.</summary>
    public Run Apply(RunEvent happened, DateTimeOffset at)
    {
        var next = this with { Seq = Seq + 1, UpdatedAt = at };
        return happened switch
        {
            RunStarted => next with { Status = RunStatus.Running, StartedAt = at },
            RunHeld e => next with { HeldWhy = e.Why },
            TargetNotReached e => next with { Unreached = e, Status = e.RetryAt is null ? Status : RunStatus.Retrying },
            CancelRequested e => next with { CancelRequest = CancelRequest ?? e },
            ActionsOpened e => next with { Actions = Actions.AddRange(e.Actions) },
            ProposalHeld e => next with { Held = Held.Add(e) },
            ToolCalled e => next with { Calls = Calls.Add(e) },
            FileAttached e => next with { Files = Files.RemoveAll(f => f.Name == e.Name).Add(e) },
            ReportSet e => next with { Report = e },
            NothingDone => next,
            SummarySet e => next with { OwnSummary = e.Text },
            UsageReported e => next.With(next.Status, next.Step(e.Step) with { Used = next.Step(e.Step).Used.Plus(e.Used) }) with { Used = Used.Plus(e.Used) },
            RunNoted => next,
            RunArchived e => next with { Archived = e },
            RunUnarchived => next with { Archived = null },
            RunEnded e => next with { Status = e.Status, EndedAt = at, End = e },
            _ => next.ApplyToStep(happened, at),
        };
    }

    private Run ApplyToStep(RunEvent happened, DateTimeOffset at) => happened switch
    {
        StepStarted e => With(
            RunStatus.Running, new() { Name = e.Step, Status = StepStatus.Running, Attempt = e.Attempt, Session = e.Session, StartedAt = at, Used = Step(e.Step).Used }) with
        { Unreached = null },
        ChildStarted e => With(Status, Step(e.Step) with { Child = e.Run }) with { Children = Children.Add(e) },
        ChildEnded e => With(Status, Step(e.Step) with { ChildEnd = e }),
        StepWaiting e => With(RunStatus.Waiting, Wait(e)),
        QuestionAnswered e => With(Status, Step(e.Step) with { Answer = e }),
        ActionSettled e => Settle(e),
        StepCompleted e => Done(e.Step, e.TookMs, at, s => s with { Status = StepStatus.Completed, Output = e.Output, OutputBlob = e.Blob, Error = null }),
        StepFailed { RetryAt: { } retry } e => Done(e.Step, e.TookMs, at, s => s with { Status = StepStatus.Retrying, Error = e.Error, RetryAt = retry })
            with
        { Status = RunStatus.Retrying },
        StepFailed e => Done(e.Step, e.TookMs, at, s => s with { Status = StepStatus.Failed, Error = e.Error }),
        StepReused e => With(Status, new() { Name = e.Step, Status = StepStatus.Completed, Attempt = 0, Output = e.Output, OutputBlob = e.Blob, Child = e.Child, Note = $"taken over from run #{e.From}" }),
        StepSkipped e => With(Status, new() { Name = e.Step, Status = StepStatus.Skipped, Attempt = 0, Note = e.Why }),
        StepInterrupted e => With(Status, Step(e.Step) with { Status = StepStatus.Retrying, RetryAt = at }),
        StepPreviewed e => With(Status, Step(e.Step) with { Status = StepStatus.Previewed, Note = e.What, EndedAt = at }),
        _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow in the life of run {Number}."),
    };

    private Run Done(string step, long took, DateTimeOffset at, Func<StepState, StepState> change) =>
        With(RunStatus.Running, change(Step(step)) with { TookMs = took, EndedAt = at }) with { ExecutedMs = ExecutedMs + took };

    private StepState Wait(StepWaiting waiting) => Step(waiting.Step) with
    {
        Status = StepStatus.Waiting,
        Waiting = waiting,
        Output = waiting.Output,
        OutputBlob = waiting.Blob,
        Settled = [.. waiting.Actions.Where(Settled.ContainsKey).Select(a => Settled[a])],
    };

    private Run Settle(ActionSettled settled)
    {
        var run = this with { Settled = Settled.SetItem(settled.Action, settled) };
        var waiting = Steps.Find(s => s.Waiting?.Actions.Contains(settled.Action) == true);
        return waiting is null ? run : run.With(Status, waiting with { Settled = [.. waiting.Settled.Where(s => s.Action != settled.Action), settled] });
    }

    private StepState Step(string name) => Find(name) ?? new() { Name = name, Status = StepStatus.Running };

    private Run With(RunStatus status, StepState state)
    {
        var at = Steps.FindIndex(s => s.Name == state.Name);
        return this with { Status = status, Steps = at < 0 ? Steps.Add(state) : Steps.SetItem(at, state) };
    }
}
