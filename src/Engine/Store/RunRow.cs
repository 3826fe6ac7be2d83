using ChatRuns.Runs;

namespace ChatRuns.Store;

/// <summary>One row of the run list.</summary>
public sealed record RunRow
{
    /// <summary>Number of the run.</summary>
    public required long Number { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The agent's title when it ran.</summary>
    public required string AgentTitle { get; init; }

    /// <summary>The version that ran.</summary>
    public required string Version { get; init; }

    /// <summary>The run's own title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Whether it is a test run.</summary>
    public bool IsTest { get; init; }

    /// <summary>Whether it is archived.</summary>
    public bool IsArchived { get; init; }

    /// <summary>How it was triggered.</summary>
    public required TriggerKind Trigger { get; init; }

    /// <summary>The trigger's name, or null.</summary>
    public string? TriggerName { get; init; }

    /// <summary>Key of the person who started it, or of ChatRuns.</summary>
    public required string StartedBy { get; init; }

    /// <summary>Name of the person who started it.</summary>
    public required string StartedByName { get; init; }

    /// <summary>The target, or null.</summary>
    public string? Target { get; init; }

    /// <summary>When it was queued.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it started; null while queued.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while not over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When something last happened to it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The step that runs, waits or failed; null for none.</summary>
    public string? Step { get; init; }

    /// <summary>Why it ended badly; null otherwise.</summary>
    public Cause? Cause { get; init; }

    /// <summary>Short error text; null for none.</summary>
    public string? Error { get; init; }

    /// <summary>One line; empty while not over.</summary>
    public string Summary { get; init; } = "";

    /// <summary>How many steps its version has.</summary>
    public int Steps { get; init; }

    /// <summary>Tokens that its steps reported.</summary>
    public long Tokens { get; init; }

    /// <summary>Credits that its steps reported; null where nobody said.</summary>
    public decimal? Credits { get; init; }

    /// <summary>Counts of its actions.</summary>
    public ActionCounts Actions { get; init; } = new();
}

/// <summary>How many actions of a run stand where.</summary>
public sealed record ActionCounts
{
    /// <summary>Proposed in all (previews too).</summary>
    public int Proposed { get; init; }

    /// <summary>Approved by people.</summary>
    public int Approved { get; init; }

    /// <summary>Rejected.</summary>
    public int Rejected { get; init; }

    /// <summary>Executed by the agent's mode.</summary>
    public int Automatic { get; init; }

    /// <summary>Wait for people.</summary>
    public int Open { get; init; }

    /// <summary>Failed when executed.</summary>
    public int Failed { get; init; }

    /// <summary>Expired undecided.</summary>
    public int Expired { get; init; }

    /// <summary>With unknown outcome.</summary>
    public int Unknown { get; init; }
}
