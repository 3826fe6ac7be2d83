namespace ChatRuns.Runs;

/// <summary>Where a run stands (S1 to S13).</summary>
public enum RunStatus
{
    /// <summary>Recorded, not yet queued.</summary>
    New,

    /// <summary>Waits for a free slot.</summary>
    Queued,

    /// <summary>A step is executing.</summary>
    Running,

    /// <summary>On a delay, an approval, an answer or a sub-agent; resumes by itself.</summary>
    Waiting,

    /// <summary>A step failed and will be tried again after a pause.</summary>
    Retrying,

    /// <summary>Every step completed.</summary>
    Completed,

    /// <summary>A step returned an error.</summary>
    Failed,

    /// <summary>Stopped by a person or by the overlap policy.</summary>
    Canceled,

    /// <summary>Over the allowed time.</summary>
    TimedOut,

    /// <summary>Runs, tokens or credits of the period are used up.</summary>
    QuotaExceeded,

    /// <summary>A program used more memory than allowed.</summary>
    MemoryLimitExceeded,

    /// <summary>More log than allowed.</summary>
    LogSizeExceeded,

    /// <summary>A fault of ChatRuns itself.</summary>
    InternalError,
}

/// <summary>Groups of statuses that people speak of.</summary>
public static class RunStatuses
{
    /// <summary>What <c>failed</c> means: every bad end.</summary>
    public static IReadOnlyList<RunStatus> Bad { get; } =
    [
        RunStatus.Failed, RunStatus.TimedOut, RunStatus.QuotaExceeded, RunStatus.MemoryLimitExceeded, RunStatus.LogSizeExceeded,
        RunStatus.InternalError,
    ];

    /// <summary>Every end.</summary>
    public static IReadOnlyList<RunStatus> Over { get; } = [.. Enum.GetValues<RunStatus>().Where(status => status.IsOver())];

    /// <summary>Whether the run is over.</summary>
    public static bool IsOver(this RunStatus status) => status >= RunStatus.Completed;

    /// <summary>Whether the run ended badly.</summary>
    public static bool IsBad(this RunStatus status) => status.IsOver() && status is not (RunStatus.Completed or RunStatus.Canceled);
}
