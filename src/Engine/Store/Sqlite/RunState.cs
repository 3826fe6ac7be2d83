using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>The members of a run's row that events change, as a value.</summary>
internal sealed record RunState
{
    public const int MostErrorText = 500;

    public required RunStatus Status { get; init; }

    public required long QueuedAt { get; init; }

    public required long UpdatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public long? Due { get; init; }

    public string? Step { get; init; }

    public Cause? Cause { get; init; }

    public string? Error { get; init; }

    public string Summary { get; init; } = "";

    public bool IsArchived { get; init; }

    public long Tokens { get; init; }

    public long? Credits { get; init; }

    public bool IsOver => EndedAt is not null;

    public static RunState Queued(long at) => new() { Status = RunStatus.Queued, QueuedAt = at, UpdatedAt = at, Due = at };

    /// <summary>
    /// The row after one more event. A clock that was set back makes no run end before it started: times never go back here,
    /// while the journal keeps what the clock said.
    /// </summary>
    public RunState Apply(RunEvent happened, long at)
    {
        var next = this with { UpdatedAt = Math.Max(UpdatedAt, at) };
        if (happened is RunArchived or RunUnarchived) return next with { IsArchived = happened is RunArchived };
        if (!IsOver) return next.Follow(happened, at);
        if (happened is RunEnded) throw new InvalidOperationException("The run is over: it cannot end a second time.");
        return next;
    }

    private RunState Follow(RunEvent happened, long at) => happened switch
    {
        RunHeld => this with { Due = null },
        RunStarted => this with { Status = RunStatus.Running, StartedAt = StartedAt ?? Math.Max(at, QueuedAt), Due = null },
        StepStarted e => this with { Status = RunStatus.Running, StartedAt = StartedAt ?? Math.Max(at, QueuedAt), Step = e.Step, Due = null },
        StepWaiting e => this with { Status = RunStatus.Waiting, Step = e.Step, Due = e.Until?.ToUnixTimeMilliseconds() },
        StepFailed { RetryAt: { } retryAt } e => this with
        {
            Status = RunStatus.Retrying,
            Step = e.Step,
            Error = Short(e.Error.Message),
            Due = retryAt.ToUnixTimeMilliseconds(),
        },
        StepFailed e => this with { Step = e.Step, Error = Short(e.Error.Message) },
        StepCompleted => this with { Status = RunStatus.Running, Error = null, Due = null },
        TargetNotReached e => this with
        {
            Status = e.RetryAt is null ? Status : RunStatus.Retrying,
            Error = Short(e.Error.Message),
            Due = e.RetryAt?.ToUnixTimeMilliseconds(),
        },
        // Appended only while that step waits, so that nobody is woken for nothing.
        ChildEnded => this with { Due = at },
        QuestionAnswered or CancelRequested or StepInterrupted => this with { Due = at },
        // Only who waits for it is woken: a pause before the next attempt, or a wait for a time, goes on.
        ActionSettled => Status == RunStatus.Waiting && Due is null ? this with { Due = at } : this,
        RunEnded e => this with
        {
            Status = e.Status,
            EndedAt = Math.Max(at, StartedAt ?? QueuedAt),
            Due = null,
            Step = e.Step,
            Cause = e.Error?.Cause,
            Error = Short(e.Error?.Message),
            Summary = e.Summary,
        },
        UsageReported { Used: var used } => this with
        {
            Tokens = Tokens + used.Tokens,
            Credits = UsageRows.ToMillionths(used.Credits) is { } more ? (Credits ?? 0) + more : Credits,
        },
        _ => this,
    };

    private static string? Short(string? text)
    {
        if (text is null || text.Length <= MostErrorText) return text;
        var cut = char.IsHighSurrogate(text[MostErrorText - 2]) ? MostErrorText - 2 : MostErrorText - 1;
        return text[..cut] + "…";
    }
}
