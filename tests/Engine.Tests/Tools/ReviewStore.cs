using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Tools;

/// <summary>Only the readings that a review is made of; tools use nothing else of the store.</summary>
internal sealed class ReviewStore : IRunStore
{
    public List<FailureCount> Failures { get; } = [];

    public List<DailyRow> Daily { get; } = [];

    public List<LastRun> LastRuns { get; } = [];

    public List<ScheduleRow> Schedules { get; } = [];

    public event Action<long>? Committed
    {
        add { }
        remove { }
    }

    public Task<IReadOnlyList<ScheduleRow>> ReadSchedulesAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<ScheduleRow>>(Schedules);

    public Task<IReadOnlyList<DailyRow>> ReadDailyAsync(string? agent, string fromDay, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<DailyRow>>([.. Daily.Where(d => string.CompareOrdinal(d.Day, fromDay) >= 0)]);

    public Task<IReadOnlyList<DailyRow>> ReadDaysAsync(string fromDay, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<FailureCount>> ReadFailuresAsync(DateTimeOffset since, int most, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<FailureCount>>(Failures);

    public Task<IReadOnlyList<LastRun>> ReadLastRunsAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<LastRun>>(LastRuns);

    public Task<AppendResult> AppendAsync(Append append, CancellationToken cancel) => throw new NotSupportedException();

    public Task<AddRunsResult> AddRunsAsync(AddRuns add, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalEntry>> ReadAsync(long afterPosition, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalEntry>> ReadStreamAsync(string stream, long afterSeq, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalEntry>> ReadStreamsAsync(IReadOnlyList<string> streams, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalEntry>> ReadTailAsync(string stream, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<JournalEntry>> ReadActivityAsync(long run, CancellationToken cancel) => throw new NotSupportedException();

    public Task<long> LastPositionAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<RunRow?> FindRunAsync(long number, CancellationToken cancel) => throw new NotSupportedException();

    public Task<QueuePlace?> FindPlaceAsync(long number, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<UsageSum>> ReadUsageAsync(string? agent, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => throw new NotSupportedException();

    public Task<RunPage> ListRunsAsync(RunFilter filter, RunPageRequest page, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<long>> ListNumbersAsync(RunFilter filter, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ReadRunAgentsAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<bool> DeleteRunAsync(DeleteRun delete, CancellationToken cancel) => throw new NotSupportedException();

    public Task<DeletedRun?> FindDeletedAsync(long number, CancellationToken cancel) => throw new NotSupportedException();

    public Task CleanDeletedAsync(DateTimeOffset before, Func<long, IReadOnlyList<string>, bool> remove, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ReadOpenBulksAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<DueWork> ReadDueAsync(DateTimeOffset now, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<DueWork> ReadInFlightAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<long>> ReadUnfinishedOnAsync(string agent, string? target, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<long>> ReadUnfinishedAsync(string agent, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<ActionPage> ListActionsAsync(ActionFilter filter, CancellationToken cancel) => throw new NotSupportedException();

    public Task<ActionRow?> FindOpenByFingerprintAsync(string fingerprint, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<OverrideRow>> ReadOverridesAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<RestRow>> ReadRestsAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<AgentRow>> ReadAgentsAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<MuteRow?> FindMuteAsync(string agent, string fingerprint, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<ActionId>> ReadRejectedAsync(string agent, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task<Streak?> ReadStreakAsync(string agent, long upTo, CancellationToken cancel) => throw new NotSupportedException();

    public Task<Streak?> FindStreakAsync(string agent, long first, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<ToolCount>> ReadTopToolsAsync(string? agent, DateTimeOffset since, int most, CancellationToken cancel) => throw new NotSupportedException();

    public Task RebuildAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task<VerifyResult> VerifyAsync(CancellationToken cancel) => throw new NotSupportedException();
}
