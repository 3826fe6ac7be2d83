using ChatRuns.Journal;

namespace ChatRuns.Runs;

/// <summary>
/// A run was deleted: bodies of its events, its log, report, files and search words are gone. What stays is this, the run's number, and the
/// hashes of its events, so that the chains can still be walked.
/// </summary>
public sealed record RunDeleted : AdminEvent
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>Who did it; ChatRuns for the retention sweep.</summary>
    public required Principal By { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Why { get; init; }

    /// <summary>When it was queued.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Hash of the last event of its stream, 64 hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>How many events its streams hold.</summary>
    public required long Events { get; init; }

    /// <summary>What it counts for in the figures, which stay.</summary>
    public IReadOnlyList<DayShare> Shares { get; init; } = [];

    /// <summary>What it counts for in periods of quotas, which stays too.</summary>
    public IReadOnlyList<UsageShare> Used { get; init; } = [];

    /// <summary>Blobs that it named; those that nothing else names are removed.</summary>
    public IReadOnlyList<string> Blobs { get; init; } = [];
}

/// <summary>What a run counts for on a day.</summary>
/// <param name="At">A moment of that UTC day.</param>
/// <param name="Runs">Runs queued.</param>
/// <param name="Completed">Runs that completed.</param>
/// <param name="Bad">Runs that ended badly.</param>
/// <param name="Proposed">Actions proposed.</param>
/// <param name="Approved">Actions approved by people.</param>
/// <param name="Rejected">Actions rejected.</param>
/// <param name="Automatic">Actions executed by the agent's mode.</param>
/// <param name="Confidence">Of the proposed action; null for none.</param>
/// <param name="Tool">Tool of the proposed action; null for none.</param>
public sealed record DayShare(
    DateTimeOffset At, int Runs = 0, int Completed = 0, int Bad = 0, int Proposed = 0, int Approved = 0, int Rejected = 0, int Automatic = 0,
    double? Confidence = null, string? Tool = null);

/// <summary>What a run counts for in an hour.</summary>
/// <param name="At">A moment of that hour.</param>
/// <param name="Runs">Runs that started.</param>
/// <param name="Used">What its steps reported.</param>
public sealed record UsageShare(DateTimeOffset At, int Runs, Usage Used);

/// <summary>What a nightly sweep did; on its own stream.</summary>
/// <param name="Deleted">How many runs it deleted, by agent; those of which it deleted none are left out.</param>
public sealed record RetentionSwept(IReadOnlyDictionary<string, int> Deleted) : AdminEvent;
