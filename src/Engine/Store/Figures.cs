using ChatRuns.Actions;
using ChatRuns.Runs;

namespace ChatRuns.Store;

/// <summary>What has work due.</summary>
/// <param name="Runs">Numbers of runs.</param>
/// <param name="Actions">Ids of actions.</param>
/// <param name="NextAt">When the earliest of the rest is due; null when nothing is.</param>
public sealed record DueWork(IReadOnlyList<long> Runs, IReadOnlyList<ActionId> Actions, DateTimeOffset? NextAt);

/// <summary>Counts of one agent on one UTC day.</summary>
public sealed record DailyRow
{
    /// <summary>yyyy-MM-dd, UTC.</summary>
    public required string Day { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>Runs that were queued (test runs excluded).</summary>
    public int Runs { get; init; }

    /// <summary>Runs that completed.</summary>
    public int Completed { get; init; }

    /// <summary>Runs that ended badly.</summary>
    public int Bad { get; init; }

    /// <summary>Actions proposed (previews excluded).</summary>
    public int Proposed { get; init; }

    /// <summary>Actions approved by people, on the day of the decision.</summary>
    public int Approved { get; init; }

    /// <summary>Actions rejected, on the day of the decision.</summary>
    public int Rejected { get; init; }

    /// <summary>Actions executed by the agent's mode.</summary>
    public int Automatic { get; init; }

    /// <summary>Sum of the confidences of proposed actions that had one.</summary>
    public double ConfidenceSum { get; init; }

    /// <summary>How many proposed actions had a confidence.</summary>
    public int ConfidenceCount { get; init; }
}

/// <summary>How many actions a tool was in.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Count">How many.</param>
public sealed record ToolCount(string Tool, long Count);

/// <summary>How often a step of an agent ended a run badly.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Step">The step, or null.</param>
/// <param name="Count">How often.</param>
/// <param name="LastError">The last error's text.</param>
public sealed record FailureCount(string Agent, string? Step, long Count, string? LastError);

/// <summary>When an agent last ran.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Number">The run.</param>
/// <param name="Status">How it stands.</param>
/// <param name="QueuedAt">When it was queued.</param>
public sealed record LastRun(string Agent, long Number, RunStatus Status, DateTimeOffset QueuedAt);

/// <summary>What a walk over the hash chains found.</summary>
/// <param name="Events">Events checked.</param>
/// <param name="Broken">Positions, groups or blobs that do not fit, with what is wrong, in the order of the walk; empty when all is well.</param>
/// <param name="Blobs">Blobs checked; 0 when the walk was over the chains alone.</param>
public sealed record VerifyResult(long Events, IReadOnlyList<string> Broken, long Blobs = 0);

/// <summary>How far long work has come.</summary>
/// <param name="Doing">What is being done: "Looked at events".</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">Of how many; it may grow meanwhile.</param>
public sealed record StoreProgress(string Doing, long Done, long Total);

/// <summary>Failures of an agent in a row.</summary>
/// <param name="First">Number of the first failed run.</param>
/// <param name="Last">Number of the last failed run.</param>
/// <param name="Count">How many, counted to 1,000.</param>
/// <param name="Since">When the first one ended.</param>
/// <param name="Recovered">Number of the run that completed after them; null while it goes on.</param>
public sealed record Streak(long First, long Last, int Count, DateTimeOffset Since, long? Recovered);
