using System.Collections.Immutable;

namespace ChatRuns.Actions;

/// <summary>
/// Which agents somebody sees, and with them their runs, actions and figures: all, some or none. The engine derives it from roles; a
/// filter carries it into the queries, so that a count never holds what a list may not show.
/// </summary>
public sealed record Sight
{
    private readonly ImmutableSortedSet<string>? _agents;

    private Sight(ImmutableSortedSet<string>? agents, bool isNone) => (_agents, IsNone) = (agents, isNone);

    /// <summary>Every agent.</summary>
    public static Sight All { get; } = new(null, false);

    /// <summary>Nothing: a stranger.</summary>
    public static Sight None { get; } = new([], true);

    /// <summary>Whether nothing is hidden.</summary>
    public bool IsAll => _agents is null;

    /// <summary>Whether the person has no role anywhere; with a role for a tag that no agent has they see nothing either, yet may ask.</summary>
    public bool IsNone { get; }

    /// <summary>Names of the agents; empty when <see cref="IsAll"/>, ask that first.</summary>
    public IReadOnlyList<string> Agents => _agents ?? (IReadOnlyList<string>)[];

    /// <summary>These agents only.</summary>
    public static Sight Of(IEnumerable<string> agents) => new(agents.ToImmutableSortedSet(StringComparer.Ordinal), false);

    /// <summary>Whether an agent is seen.</summary>
    public bool Covers(string agent) => _agents?.Contains(agent) ?? true;
}
