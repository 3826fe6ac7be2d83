using ChatRuns.Agents;
using ChatRuns.Planning;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>All that says why an agent did not run, as it is at one moment (T9).</summary>
public sealed record WhyNot
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The agent; null where its file was never read whole.</summary>
    public required Agent? Agent { get; init; }

    /// <summary>What is wrong with its file; null for nothing.</summary>
    public ShelfProblem? Problem { get; init; }

    /// <summary>What holds all work; null for nothing.</summary>
    public Hold? Hold { get; init; }

    /// <summary>What froze it; null for nothing.</summary>
    public Freeze? Freeze { get; init; }

    /// <summary>Who paused it in chat; null for nobody.</summary>
    public ChatPause? Pause { get; init; }

    /// <summary>Its schedules, in the order of its file.</summary>
    public IReadOnlyList<WhySchedule> Schedules { get; init; } = [];

    /// <summary>Its runs that are not over, oldest first, at most five.</summary>
    public IReadOnlyList<RunRow> Unfinished { get; init; } = [];

    /// <summary>Its secrets of triggers that are missing.</summary>
    public IReadOnlyList<SecretTrouble> Secrets { get; init; } = [];

    /// <summary>Secrets that steps need and that are not there.</summary>
    public IReadOnlyList<(string Step, string Secret)> StepSecrets { get; init; } = [];

    /// <summary>What else was looked at: quotas, providers.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; init; } = [];
}

/// <summary>What is known of one schedule.</summary>
/// <param name="Trigger">Its name.</param>
/// <param name="Schedule">Its planned times; null where the trigger cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null where it can.</param>
/// <param name="Next">The next planned time; null for none.</param>
/// <param name="LastRun">The last planned time that became a run; null when none of the latest did.</param>
/// <param name="LastSkip">The latest that was skipped, where nothing ran after it; null otherwise.</param>
/// <param name="OverdueSince">A planned time that is neither run nor skipped and should be; null for none.</param>
public sealed record WhySchedule(
    string Trigger, Schedule? Schedule, string? Problem, DateTimeOffset? Next, TurnStarted? LastRun, TurnsSkipped? LastSkip, DateTimeOffset? OverdueSince);
