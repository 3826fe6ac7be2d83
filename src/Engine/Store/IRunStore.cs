using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Store;

/// <summary>
/// The journal and what is read from it. Each append is one transaction of events and the projections that they change, durable
/// when the call returns. Implementations pass the tests of RunStoreContract.
/// </summary>
public interface IRunStore
{
    /// <summary>Raised after a commit, from any thread; the position of the last event. Handlers must be quick.</summary>
    event Action<long>? Committed;

    /// <summary>Appends to one or several streams, all or nothing.</summary>
    Task<AppendResult> AppendAsync(Append append, CancellationToken cancel);

    /// <summary>
    /// Gives each run the next number and appends its first events, in one transaction with what else is to be appended
    /// (the schedule's turn). Returns the numbers in order.
    /// </summary>
    Task<AddRunsResult> AddRunsAsync(AddRuns add, CancellationToken cancel);

    /// <summary>Events after a position in ascending order, at most <paramref name="most"/>, log chunks left out.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadAsync(long afterPosition, int most, CancellationToken cancel);

    /// <summary>Events of one stream after a seq, ascending, at most <paramref name="most"/>.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadStreamAsync(string stream, long afterSeq, int most, CancellationToken cancel);

    /// <summary>The last events of one stream, ascending, at most <paramref name="most"/>: the tail of a log.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadTailAsync(string stream, int most, CancellationToken cancel);

    /// <summary>All events of a run and of its actions, log chunks left out, by position: its activity (D8).</summary>
    Task<IReadOnlyList<JournalEntry>> ReadActivityAsync(long run, CancellationToken cancel);

    /// <summary>The position of the last event; 0 for an empty journal.</summary>
    Task<long> LastPositionAsync(CancellationToken cancel);

    /// <summary>One run's row; null when there is none.</summary>
    Task<RunRow?> FindRunAsync(long number, CancellationToken cancel);

    /// <summary>Runs by filter, newest first.</summary>
    Task<RunPage> ListRunsAsync(RunFilter filter, RunPageRequest page, CancellationToken cancel);

    /// <summary>Numbers of runs and ids of actions with work due, earliest first, at most <paramref name="most"/>.</summary>
    Task<DueWork> ReadDueAsync(DateTimeOffset now, int most, CancellationToken cancel);

    /// <summary>Numbers of runs whose status is Running and ids of actions whose status is Started: what a crash left.</summary>
    Task<DueWork> ReadInFlightAsync(CancellationToken cancel);

    /// <summary>Numbers of the runs of an agent that are not over, oldest first, at most <paramref name="most"/>.</summary>
    Task<IReadOnlyList<long>> ReadUnfinishedAsync(string agent, int most, CancellationToken cancel);

    /// <summary>Rows of actions by filter; open ones by earliest expiry, others newest first.</summary>
    Task<ActionPage> ListActionsAsync(ActionFilter filter, CancellationToken cancel);

    /// <summary>The open action with this fingerprint; null when there is none (A19).</summary>
    Task<ActionRow?> FindOpenByFingerprintAsync(string fingerprint, CancellationToken cancel);

    /// <summary>Who muted identical proposals of this agent, where that still holds; null when nobody did (A19).</summary>
    Task<ProposalMuted?> FindMuteAsync(string agent, string fingerprint, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The latest rejections of an agent's actions, newest first: what its next run is given (A19).</summary>
    Task<IReadOnlyList<ActionId>> ReadRejectedAsync(string agent, int most, CancellationToken cancel);

    /// <summary>What chat laid over the agents' files, and which version of each is the latest.</summary>
    Task<IReadOnlyList<AgentRow>> ReadAgentsAsync(CancellationToken cancel);

    /// <summary>How far each schedule is accounted for.</summary>
    Task<IReadOnlyList<ScheduleRow>> ReadSchedulesAsync(CancellationToken cancel);

    /// <summary>Daily counts of one agent, or of all when null, from a UTC day on (yyyy-MM-dd).</summary>
    Task<IReadOnlyList<DailyRow>> ReadDailyAsync(string? agent, string fromDay, CancellationToken cancel);

    /// <summary>Tools by how many actions they were in since a time, most first.</summary>
    Task<IReadOnlyList<ToolCount>> ReadTopToolsAsync(string? agent, DateTimeOffset since, int most, CancellationToken cancel);

    /// <summary>Bad ends by agent and step since a time, most first: the review of a week.</summary>
    Task<IReadOnlyList<FailureCount>> ReadFailuresAsync(DateTimeOffset since, int most, CancellationToken cancel);

    /// <summary>The last run of each agent that ever ran.</summary>
    Task<IReadOnlyList<LastRun>> ReadLastRunsAsync(CancellationToken cancel);

    /// <summary>
    /// The failures in a row that a run of an agent ends or belongs to: bad ends after the last completed run before it, up to it.
    /// Test runs and canceled runs do not count. Null when there are none.
    /// </summary>
    Task<Streak?> ReadStreakAsync(string agent, long upTo, CancellationToken cancel);

    /// <summary>The failures in a row that began with a run, up to today or to the run that completed; null when it did not fail.</summary>
    Task<Streak?> FindStreakAsync(string agent, long first, CancellationToken cancel);

    /// <summary>Drops the projections and makes them anew from the journal.</summary>
    Task RebuildAsync(CancellationToken cancel);

    /// <summary>Walks every stream's chain and the global chain.</summary>
    Task<VerifyResult> VerifyAsync(CancellationToken cancel);
}

/// <summary>Events for several streams, appended all or nothing.</summary>
/// <param name="Id">Made by the caller (a version 7 GUID); the same id is appended once, however often it is sent.</param>
/// <param name="At">When it happened, UTC; kept to the millisecond.</param>
/// <param name="Streams">At least one.</param>
public sealed record Append(Guid Id, DateTimeOffset At, IReadOnlyList<StreamEvents> Streams);

/// <summary>Events for one stream.</summary>
/// <param name="Stream">See <see cref="StreamName"/>.</param>
/// <param name="By">Who caused them.</param>
/// <param name="Events">At least one.</param>
/// <param name="ExpectedSeq">The stream's seq that the caller saw; null when any will do.</param>
public sealed record StreamEvents(string Stream, Principal By, IReadOnlyList<JournalEvent> Events, long? ExpectedSeq = null);

/// <summary>What became of an append.</summary>
public abstract record AppendResult
{
    /// <summary>It is durable.</summary>
    /// <param name="LastPosition">Position of its last event.</param>
    /// <param name="LastSeqs">Per stream, in the order given: the seq of its last event.</param>
    public sealed record Appended(long LastPosition, IReadOnlyList<long> LastSeqs) : AppendResult;

    /// <summary>A stream has moved on; nothing was appended.</summary>
    /// <param name="Stream">Which.</param>
    /// <param name="Seq">Where it is now.</param>
    public sealed record Conflict(string Stream, long Seq) : AppendResult;

    /// <summary>This id was appended before; nothing was appended now.</summary>
    public sealed record Duplicate : AppendResult;
}

/// <summary>New runs, and what is appended with them.</summary>
/// <param name="Id">As in <see cref="Append"/>.</param>
/// <param name="At">When.</param>
/// <param name="By">Who starts them.</param>
/// <param name="Runs">One function per run: from its number to its first events, of which the first is RunQueued.</param>
/// <param name="Also">Further events, from the numbers; the schedule's turn with its expected seq. Null for none.</param>
public sealed record AddRuns(
    Guid Id, DateTimeOffset At, Principal By, IReadOnlyList<Func<long, IReadOnlyList<JournalEvent>>> Runs,
    Func<IReadOnlyList<long>, IReadOnlyList<StreamEvents>>? Also = null);

/// <summary>What became of new runs.</summary>
/// <param name="Numbers">Their numbers; empty when nothing was appended.</param>
/// <param name="Result">As for any append.</param>
public sealed record AddRunsResult(IReadOnlyList<long> Numbers, AppendResult Result);

/// <summary>What has work due.</summary>
/// <param name="Runs">Numbers of runs.</param>
/// <param name="Actions">Ids of actions.</param>
/// <param name="NextAt">When the earliest of the rest is due; null when nothing is.</param>
public sealed record DueWork(IReadOnlyList<long> Runs, IReadOnlyList<ActionId> Actions, DateTimeOffset? NextAt);

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
    long? Run = null, string? Agent = null, IReadOnlyList<ActionStatus>? Statuses = null, int Offset = 0, int Most = 20);

/// <summary>Rows of actions.</summary>
/// <param name="Rows">At most as many as asked for.</param>
/// <param name="Total">How many there are, counted to 1,001 at most.</param>
public sealed record ActionPage(IReadOnlyList<ActionRow> Rows, int Total);

/// <summary>What the journal knows of an agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that was published last.</param>
/// <param name="Blob">The blob that holds it.</param>
/// <param name="IsRemoved">Whether its file is gone.</param>
/// <param name="PausedBy">Name of the person who paused it in chat; null when it is not paused there.</param>
/// <param name="PausedReason">Why, or null.</param>
/// <param name="ResumedInChat">Whether the last word from chat was "resume", which overlays a paused file.</param>
public sealed record AgentRow(
    string Name, string Version, string Blob, bool IsRemoved, string? PausedBy, string? PausedReason, bool ResumedInChat);

/// <summary>How far one trigger is accounted for.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="Plan">Its expression and zone as text, so that a change is noticed.</param>
/// <param name="AccountedTo">Every planned time up to here is a run, a skip or a miss.</param>
/// <param name="Seq">Seq of its stream.</param>
public sealed record ScheduleRow(string Agent, string Trigger, string Plan, DateTimeOffset AccountedTo, long Seq);

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
/// <param name="Broken">Positions or groups that do not fit, with what is wrong; empty when all is well.</param>
public sealed record VerifyResult(long Events, IReadOnlyList<string> Broken);

/// <summary>Failures of an agent in a row.</summary>
/// <param name="First">Number of the first failed run.</param>
/// <param name="Last">Number of the last failed run.</param>
/// <param name="Count">How many, counted to 1,000.</param>
/// <param name="Since">When the first one ended.</param>
/// <param name="Recovered">Number of the run that completed after them; null while it goes on.</param>
public sealed record Streak(long First, long Last, int Count, DateTimeOffset Since, long? Recovered);
