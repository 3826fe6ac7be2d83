using ChatRuns.Agents;
using ChatRuns.Journal;

namespace ChatRuns.Planning;

/// <summary>What the planner must know of agents, and how a planned time becomes a run; the engine supplies it.</summary>
public interface ITurnStarter
{
    /// <summary>
    /// Every agent, those at rest too. Complete before the planner's first tick: an agent that is missing here counts as removed.
    /// </summary>
    IReadOnlyList<PlannedAgent> Agents { get; }

    /// <summary>
    /// The run of a planned time: from its number to its first events, of which the first is RunQueued. Called from several
    /// threads; nothing may happen yet, for the run may not come to be.
    /// </summary>
    Func<long, IReadOnlyList<JournalEvent>> Start(Agent agent, Trigger trigger, DateTimeOffset planned, string? target);

    /// <summary>
    /// A newer run is durable and the overlap policy is to cancel the older ones. A process killed right before leaves them to
    /// the next turn.
    /// </summary>
    Task CancelOlderAsync(Agent agent, IReadOnlyList<long> older, long newer, CancellationToken cancel);
}

/// <summary>An agent as the planner sees it.</summary>
/// <param name="Agent">Its present version.</param>
/// <param name="Rests">
/// Null when its triggers fire; else why not, in a word that goes on record: "paused", "draft", "frozen" …
/// </param>
/// <param name="RestEndedAt">
/// When its last rest ended by itself, which may be a while ago when the bot was down: planned times after it are not the rest's. Null where
/// that is not known, or somebody ended it.
/// </param>
public sealed record PlannedAgent(Agent Agent, string? Rests, DateTimeOffset? RestEndedAt = null);
