using ChatRuns.Journal;

namespace ChatRuns.Planning;

/// <summary>What became of the planned times of one trigger, on the schedule's stream: a closed family.</summary>
public abstract record ScheduleEvent : JournalEvent;

/// <summary>The trigger was seen for the first time, or changed, went to rest or came back: planned times count from here.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="Plan">Its expression and zone as text; at rest: "at rest (paused): " before it.</param>
/// <param name="From">Planned times after this count.</param>
public sealed record ScheduleSet(string Agent, string Trigger, string Plan, DateTimeOffset From) : ScheduleEvent;

/// <summary>A planned time became a run.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="Planned">The planned time.</param>
/// <param name="Run">Number of the run.</param>
/// <param name="Target">What the run acts on; a turn on several targets is one event for each. Null without targets, and in older journals.</param>
public sealed record TurnStarted(string Agent, string Trigger, DateTimeOffset Planned, long Run, string? Target = null) : ScheduleEvent;

/// <summary>
/// Planned times that are neither a run nor skipped long after they were due: something keeps the planner from them. They stay owed, and
/// are accounted for when it can; this is only the alarm.
/// </summary>
/// <param name="Agent">The agent.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many there were when it was noticed.</param>
public sealed record TurnsOverdue(string Agent, string Trigger, DateTimeOffset First, int Count) : ScheduleEvent;

/// <summary>Planned times that did not become runs, and why.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them; equal to the first when there is one.</param>
/// <param name="Count">How many.</param>
/// <param name="Why">"downtime", "overlap", "changed", "removed", or the word for its rest: "paused", "draft", "frozen".</param>
/// <param name="Note">For people.</param>
/// <param name="Target">The one target on which they did not; null for all that the trigger names.</param>
public sealed record TurnsSkipped(
    string Agent, string Trigger, DateTimeOffset First, DateTimeOffset Last, int Count, string Why, string Note, string? Target = null) : ScheduleEvent;
