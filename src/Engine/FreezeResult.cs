using ChatRuns.Actions;
using ChatRuns.Planning;

namespace ChatRuns;

/// <summary>What a person who freezes or unfreezes is told: a closed family.</summary>
public abstract record FreezeResult
{
    /// <summary>They are stopped.</summary>
    /// <param name="Now">What holds from now on.</param>
    /// <param name="Agents">How many agents it stops.</param>
    public sealed record Frozen(Freeze Now, int Agents) : FreezeResult;

    /// <summary>They go on, unless another freeze holds them.</summary>
    /// <param name="Ended">What was ended.</param>
    /// <param name="Left">What still holds.</param>
    /// <param name="Held">What was held meanwhile.</param>
    public sealed record Thawed(IReadOnlyList<Freeze> Ended, IReadOnlyList<Freeze> Left, HeldWork Held) : FreezeResult;

    /// <summary>There was nothing to end; what holds is this.</summary>
    public sealed record NotFrozen(IReadOnlyList<Freeze> Others) : FreezeResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : FreezeResult;

    /// <summary>No agent has this name or tag; perhaps another was meant.</summary>
    public sealed record Unknown(GrantScope Scope, string? Nearest) : FreezeResult;
}

/// <summary>What agents would have done, had they not been frozen.</summary>
/// <param name="Skipped">Planned times that did not become runs; they are on record as frozen and are not made up for.</param>
/// <param name="Actions">Approved actions that are executed when nothing holds them any more, if they are still open then.</param>
/// <param name="Runs">Runs that wait, or stand between two steps, and go on; at most some hundred of an agent.</param>
public sealed record HeldWork(IReadOnlyList<HeldTurns> Skipped, IReadOnlyList<ActionId> Actions, IReadOnlyList<long> Runs);

/// <summary>Planned times of one schedule that were held.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
/// <param name="Count">How many.</param>
public sealed record HeldTurns(string Agent, string Trigger, DateTimeOffset First, DateTimeOffset Last, long Count)
{
    internal static HeldTurns From(string agent, string trigger, PlannedRange range) => new(agent, trigger, range.First, range.Last, range.Count);
}
