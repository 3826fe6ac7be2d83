using System.Text.Json;

namespace ChatRuns.Runs;

/// <summary>Where a step of a run stands.</summary>
public enum StepStatus
{
    /// <summary>Executing.</summary>
    Running,

    /// <summary>On a time, an answer or actions.</summary>
    Waiting,

    /// <summary>Failed, and will be tried again.</summary>
    Retrying,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Failed for good.</summary>
    Failed,

    /// <summary>Its condition did not hold.</summary>
    Skipped,

    /// <summary>Shown, not run, in a test run.</summary>
    Previewed,
}

/// <summary>One step of a run as its events tell it. A step that has not begun has no state.</summary>
public sealed record StepState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required StepStatus Status { get; init; }

    /// <summary>Attempts so far.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The process that executes it.</summary>
    public string? Session { get; init; }

    /// <summary>When the last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Milliseconds of the last attempt.</summary>
    public long? TookMs { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What went wrong last.</summary>
    public StepError? Error { get; init; }

    /// <summary>Its output; null for none, or when it is in <see cref="OutputBlob"/>.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>The blob that holds a big output.</summary>
    public string? OutputBlob { get; init; }

    /// <summary>What it waits, or waited, for.</summary>
    public StepWaiting? Waiting { get; init; }

    /// <summary>The answer and who gave it.</summary>
    public QuestionAnswered? Answer { get; init; }

    /// <summary>Actions that it waited for and that are settled.</summary>
    public IReadOnlyList<ActionSettled> Settled { get; init; } = [];

    /// <summary>Number of the run that it started last; null for none.</summary>
    public long? Child { get; init; }

    /// <summary>How that run ended; null while it goes on, and where nobody waits for it.</summary>
    public ChildEnded? ChildEnd { get; init; }

    /// <summary>Why it was skipped, or what a test run would have started.</summary>
    public string? Note { get; init; }

    /// <summary>What all attempts at it reported to have used.</summary>
    public Usage Used { get; init; } = new();

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsDone => Status is StepStatus.Completed or StepStatus.Failed or StepStatus.Skipped or StepStatus.Previewed;
}
