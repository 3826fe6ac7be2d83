using ChatRuns.Actions;
using ChatRuns.Journal;

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

    /// <summary>All events of some streams, in one read: by stream, ascending. Not for logs.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadStreamsAsync(IReadOnlyList<string> streams, CancellationToken cancel);

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

    /// <summary>Numbers of the runs of a filter, newest first, at most <paramref name="most"/>; numbered up to its <see cref="RunFilter.UpTo"/>.</summary>
    Task<IReadOnlyList<long>> ListNumbersAsync(RunFilter filter, int most, CancellationToken cancel);

    /// <summary>
    /// Deletes a run that is over: its row, actions, search words and the bodies of its events; hashes and figures stay. False when there is none,
    /// it is not over, or an action of it is being executed.
    /// </summary>
    Task<bool> DeleteRunAsync(DeleteRun delete, CancellationToken cancel);

    /// <summary>What is left of a deleted run; null when none of that number was.</summary>
    Task<DeletedRun?> FindDeletedAsync(long number, CancellationToken cancel);

    /// <summary>
    /// Clears what was left of the logs of runs deleted before a time, in small transactions, and hands each run with the blobs that only
    /// deleted runs named to <paramref name="remove"/>, which says whether they are gone; what is not is looked at another time.
    /// </summary>
    Task CleanDeletedAsync(DateTimeOffset before, Func<long, IReadOnlyList<string>, bool> remove, CancellationToken cancel);

    /// <summary>Ids of what is being done to many runs and is not finished.</summary>
    Task<IReadOnlyList<string>> ReadOpenBulksAsync(CancellationToken cancel);

    /// <summary>Numbers of runs and ids of actions with work due, earliest first, at most <paramref name="most"/>.</summary>
    Task<DueWork> ReadDueAsync(DateTimeOffset now, int most, CancellationToken cancel);

    /// <summary>Numbers of runs whose status is Running and ids of actions whose status is Started: what a crash left.</summary>
    Task<DueWork> ReadInFlightAsync(CancellationToken cancel);

    /// <summary>Numbers of the runs of an agent that are not over, oldest first, at most <paramref name="most"/>.</summary>
    Task<IReadOnlyList<long>> ReadUnfinishedAsync(string agent, int most, CancellationToken cancel);

    /// <summary>How many runs are before a queued one, counted to <paramref name="most"/>; null when it is not queued.</summary>
    Task<QueuePlace?> FindPlaceAsync(long number, int most, CancellationToken cancel);

    /// <summary>What one agent, or each one when null, used from a full hour to another; none that used nothing.</summary>
    Task<IReadOnlyList<UsageSum>> ReadUsageAsync(string? agent, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);

    /// <summary>As <see cref="ReadUnfinishedAsync"/>, but only runs on this target; null for those without one.</summary>
    Task<IReadOnlyList<long>> ReadUnfinishedOnAsync(string agent, string? target, int most, CancellationToken cancel);

    /// <summary>Rows of actions by filter; open ones by earliest expiry, others newest first.</summary>
    Task<ActionPage> ListActionsAsync(ActionFilter filter, CancellationToken cancel);

    /// <summary>The open action with this fingerprint; null when there is none (A19).</summary>
    Task<ActionRow?> FindOpenByFingerprintAsync(string fingerprint, CancellationToken cancel);

    /// <summary>How far each schedule is accounted for.</summary>
    Task<IReadOnlyList<ScheduleRow>> ReadSchedulesAsync(CancellationToken cancel);

    /// <summary>Every agent that was ever published or paused, by name.</summary>
    Task<IReadOnlyList<AgentRow>> ReadAgentsAsync(CancellationToken cancel);

    /// <summary>What was set in chat over the files of agents, and what waits for an admin's word.</summary>
    Task<IReadOnlyList<OverrideRow>> ReadOverridesAsync(CancellationToken cancel);

    /// <summary>What rests at present: a hold of all work, and freezes, also those whose time is over and whose end is not on record.</summary>
    Task<IReadOnlyList<RestRow>> ReadRestsAsync(CancellationToken cancel);

    /// <summary>The mute of identical proposals of an agent, also one that is over; null when nobody muted them (A19).</summary>
    Task<MuteRow?> FindMuteAsync(string agent, string fingerprint, CancellationToken cancel);

    /// <summary>The latest rejections of an agent's actions, newest first: what its next run is given (A19).</summary>
    Task<IReadOnlyList<ActionId>> ReadRejectedAsync(string agent, int most, CancellationToken cancel);

    /// <summary>
    /// The failures in a row that a run of an agent ends or belongs to: bad ends after the last completed run before it, up to it.
    /// Test runs and canceled runs do not count. Null when there are none.
    /// </summary>
    Task<Streak?> ReadStreakAsync(string agent, long upTo, CancellationToken cancel);

    /// <summary>The failures in a row that began with a run, up to today or to the run that completed; null when it did not fail.</summary>
    Task<Streak?> FindStreakAsync(string agent, long first, CancellationToken cancel);

    /// <summary>Names of the agents that there are runs of.</summary>
    Task<IReadOnlyList<string>> ReadRunAgentsAsync(CancellationToken cancel);

    /// <summary>Daily counts of one agent, or of all when null, from a UTC day on (yyyy-MM-dd).</summary>
    Task<IReadOnlyList<DailyRow>> ReadDailyAsync(string? agent, string fromDay, CancellationToken cancel);

    /// <summary>Daily counts of all agents together, from a UTC day on (yyyy-MM-dd): one row a day, whose agent is empty.</summary>
    Task<IReadOnlyList<DailyRow>> ReadDaysAsync(string fromDay, CancellationToken cancel);

    /// <summary>Tools by how many proposed actions they were in, most first, counted by whole UTC days from that of <paramref name="since"/> on.</summary>
    Task<IReadOnlyList<ToolCount>> ReadTopToolsAsync(string? agent, DateTimeOffset since, int most, CancellationToken cancel);

    /// <summary>Bad ends by agent and step since a time, most first: the review of a week.</summary>
    Task<IReadOnlyList<FailureCount>> ReadFailuresAsync(DateTimeOffset since, int most, CancellationToken cancel);

    /// <summary>The last run of each agent that ever ran.</summary>
    Task<IReadOnlyList<LastRun>> ReadLastRunsAsync(CancellationToken cancel);

    /// <summary>Drops the projections and makes them anew from the journal.</summary>
    Task RebuildAsync(CancellationToken cancel);

    /// <summary>Walks every stream's chain and the global chain.</summary>
    Task<VerifyResult> VerifyAsync(CancellationToken cancel);
}
