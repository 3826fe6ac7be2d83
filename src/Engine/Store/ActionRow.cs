using ChatRuns.Actions;

namespace ChatRuns.Store;

/// <summary>One row of an action list.</summary>
public sealed record ActionRow
{
    /// <summary>Its id.</summary>
    public required ActionId Id { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>Where it stands.</summary>
    public required ActionStatus Status { get; init; }

    /// <summary>When it was proposed.</summary>
    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>When it expires.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Risk of the present revision.</summary>
    public required Risk Risk { get; init; }

    /// <summary>0 to 1, or null.</summary>
    public double? Confidence { get; init; }

    /// <summary>One line for people, or null.</summary>
    public string? Headline { get; init; }
}

/// <summary>Which actions to list.</summary>
/// <param name="Run">Of this run only.</param>
/// <param name="Agent">Of this agent only.</param>
/// <param name="Statuses">With one of these; empty for all.</param>
/// <param name="Offset">How many to pass over.</param>
/// <param name="Most">Most rows, 1 to 200.</param>
public sealed record ActionFilter(
    long? Run = null, string? Agent = null, IReadOnlyList<ActionStatus>? Statuses = null, int Offset = 0, int Most = 20)
{
    /// <summary>Of agents that the reader sees; the engine sets it.</summary>
    public Sight Within { get; init; } = Sight.All;
}

/// <summary>Rows of actions.</summary>
/// <param name="Rows">At most as many as asked for.</param>
/// <param name="Total">How many there are, counted to 1,001 at most.</param>
public sealed record ActionPage(IReadOnlyList<ActionRow> Rows, int Total);
