using System.Data.Common;
using System.Reflection;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// The embedded store: one SQLite file in the data folder, <c>chatruns.db</c>. Owns the folder as long as it is open. Not promised:
/// that work given to <see cref="WriteAsync"/> runs once only; it may be undone and run again before it is committed.
/// </summary>
public sealed class SqliteStore : IRunStore, IDatabase, IAsyncDisposable
{
    private readonly DataFolderLock _owner;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly EventJson _json;
    private readonly JournalReader _journal;
    private readonly TimeProvider _time;
    private readonly DatabaseFile _file;
    private bool _isCopied;
    private int _isClosed;

    private SqliteStore(DataFolderLock owner, DatabaseFile file, StoreOptions options, TimeProvider time, Func<string, string>? mask)
    {
        (_owner, _file, _time) = (owner, file, time);
        _json = new(mask);
        _journal = new(_json);
        _writer = new(file, _json, options, time, position => Committed?.Invoke(position));
        _readers = new(file, options.Readers);
    }

    /// <inheritdoc/>
    public event Action<long>? Committed;

    /// <summary>
    /// Opens the store, making it where there is none and bringing its schema to date. Every text of every event passes through
    /// <paramref name="mask"/>; null masks nothing. Throws <see cref="StoreException"/> with place and remedy.
    /// </summary>
    public static async Task<SqliteStore> OpenAsync(
        string folder, StoreOptions options, TimeProvider time, Func<string, string>? mask, CancellationToken cancel)
    {
        DatabaseFile.Load(options.UseSystemSqlite);
        var owner = DataFolderLock.Take(folder);
        SqliteStore? store = null;
        try
        {
            store = new(owner, DatabaseFile.In(folder), options, time, mask);
            await store.MigrateAsync("store", typeof(SqliteStore).Assembly, "ChatRuns.Store.Schema.", cancel);
            return store;
        }
        catch (Exception)
        {
            if (store is not null) await store.DisposeAsync();
            else owner.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<AppendResult> AppendAsync(Append append, CancellationToken cancel)
    {
        if (append.Streams.Count == 0) throw new ArgumentException("An append has at least one stream.", nameof(append));
        if (append.Streams.Any(s => s.Events is [RunQueued, ..]))
            throw new InvalidOperationException($"A run gets its number from {nameof(AddRunsAsync)}, not from an append.");
        List<WrittenStream> streams = [.. append.Streams.Select(s => WrittenStream.From(s, _json))];
        var at = append.At.ToUnixTimeMilliseconds();
        return _writer.AppendAsync(journal => journal.Append(append.Id, at, streams), cancel);
    }

    /// <inheritdoc/>
    public Task<AddRunsResult> AddRunsAsync(AddRuns add, CancellationToken cancel) =>
        _writer.AppendAsync(journal => journal.AddRuns(add), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(long afterPosition, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => _journal.After(c, afterPosition, most), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> ReadStreamAsync(string stream, long afterSeq, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => _journal.OfStream(c, stream, afterSeq, most), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> ReadStreamsAsync(IReadOnlyList<string> streams, CancellationToken cancel) =>
        await _readers.ReadAsync(c => _journal.OfStreams(c, streams), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> ReadTailAsync(string stream, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => _journal.Tail(c, stream, most), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> ReadActivityAsync(long run, CancellationToken cancel) =>
        await _readers.ReadAsync(c => _journal.Activity(c, run), cancel);

    /// <inheritdoc/>
    public Task<long> LastPositionAsync(CancellationToken cancel) => _readers.ReadAsync(JournalReader.LastPosition, cancel);

    /// <inheritdoc/>
    public Task<RunRow?> FindRunAsync(long number, CancellationToken cancel) => _readers.ReadAsync(c => RunQueries.Find(c, number), cancel);

    /// <inheritdoc/>
    public Task<RunPage> ListRunsAsync(RunFilter filter, RunPageRequest page, CancellationToken cancel) =>
        _readers.ReadAsync(c => RunQueries.List(c, filter, page, _time.GetUtcNow().ToUnixTimeMilliseconds()), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> ListNumbersAsync(RunFilter filter, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => RunQueries.Numbers(c, filter, most, _time.GetUtcNow().ToUnixTimeMilliseconds()), cancel);

    /// <inheritdoc/>
    public Task<bool> DeleteRunAsync(DeleteRun delete, CancellationToken cancel) => _writer.AppendAsync(journal => journal.Delete(delete), cancel);

    /// <inheritdoc/>
    public async Task<DeletedRun?> FindDeletedAsync(long number, CancellationToken cancel) =>
        (await _readers.ReadAsync(c => c.All(DeletedRows.FindByNumber, DeletedRows.Read, number), cancel)).SingleOrDefault();

    /// <inheritdoc/>
    public Task CleanDeletedAsync(DateTimeOffset before, Func<long, IReadOnlyList<string>, bool> remove, CancellationToken cancel) =>
        new Cleaning(_writer, _readers).RunAsync(before.ToUnixTimeMilliseconds(), remove, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadOpenBulksAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(c => c.All(BulkRows.Open, row => row.Text(0)), cancel);

    /// <inheritdoc/>
    public Task<DueWork> ReadDueAsync(DateTimeOffset now, int most, CancellationToken cancel) =>
        _readers.ReadAsync(c => DueQueries.Due(c, now.ToUnixTimeMilliseconds(), most), cancel);

    /// <inheritdoc/>
    public Task<DueWork> ReadInFlightAsync(CancellationToken cancel) => _readers.ReadAsync(DueQueries.InFlight, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> ReadUnfinishedAsync(string agent, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => RunQueries.Unfinished(c, agent, most), cancel);

    /// <inheritdoc/>
    public Task<QueuePlace?> FindPlaceAsync(long number, int most, CancellationToken cancel) =>
        _readers.ReadAsync(c => QueueQueries.Read(c, number, most), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UsageSum>> ReadUsageAsync(string? agent, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        await _readers.ReadAsync(c => UsageRows.Read(c, agent, from, to), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> ReadUnfinishedOnAsync(string agent, string? target, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => RunQueries.UnfinishedOn(c, agent, target, most), cancel);

    /// <inheritdoc/>
    public Task<ActionPage> ListActionsAsync(ActionFilter filter, CancellationToken cancel) =>
        _readers.ReadAsync(c => ActionQueries.List(c, filter), cancel);

    /// <inheritdoc/>
    public Task<ActionRow?> FindOpenByFingerprintAsync(string fingerprint, CancellationToken cancel) =>
        _readers.ReadAsync(c => ActionQueries.FindOpen(c, fingerprint), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScheduleRow>> ReadSchedulesAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(SettingQueries.Schedules, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentRow>> ReadAgentsAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(SettingQueries.Agents, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OverrideRow>> ReadOverridesAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(SettingQueries.AllOverrides, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RestRow>> ReadRestsAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(SettingQueries.Rests, cancel);

    /// <inheritdoc/>
    public Task<MuteRow?> FindMuteAsync(string agent, string fingerprint, CancellationToken cancel) =>
        _readers.ReadAsync(c => SettingQueries.FindMute(c, agent, fingerprint), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ActionId>> ReadRejectedAsync(string agent, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => ActionQueries.Rejected(c, agent, most), cancel);

    /// <inheritdoc/>
    public Task<Streak?> ReadStreakAsync(string agent, long upTo, CancellationToken cancel) =>
        _readers.ReadAsync(c => StreakQueries.EndingAt(c, agent, upTo), cancel);

    /// <inheritdoc/>
    public Task<Streak?> FindStreakAsync(string agent, long first, CancellationToken cancel) =>
        _readers.ReadAsync(c => StreakQueries.From(c, agent, first), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DailyRow>> ReadDailyAsync(string? agent, string fromDay, CancellationToken cancel) =>
        await _readers.ReadAsync(c => FigureQueries.Daily(c, agent, fromDay), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DailyRow>> ReadDaysAsync(string fromDay, CancellationToken cancel) =>
        await _readers.ReadAsync(c => FigureQueries.Days(c, fromDay), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ToolCount>> ReadTopToolsAsync(string? agent, DateTimeOffset since, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => FigureQueries.TopTools(c, agent, DailyRows.DayOf(since.ToUnixTimeMilliseconds()), most), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FailureCount>> ReadFailuresAsync(DateTimeOffset since, int most, CancellationToken cancel) =>
        await _readers.ReadAsync(c => FigureQueries.FailuresSince(c, since.ToUnixTimeMilliseconds(), most), cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LastRun>> ReadLastRunsAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(FigureQueries.LastOfEach, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadRunAgentsAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(c => c.All(FigureQueries.RunAgents, row => row.Text(0)), cancel);

    /// <inheritdoc/>
    public Task RebuildAsync(CancellationToken cancel) =>
        _writer.WriteAsync(c => Rebuild.Run(c, _json, _writer.Projector, _ => { }, cancel), cancel);

    /// <inheritdoc/>
    public Task<VerifyResult> VerifyAsync(CancellationToken cancel) => new Verifier(_readers).RunAsync(cancel);

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<DbConnection, T> work, CancellationToken cancel) => _writer.WriteAsync(work, cancel);

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, T> work, CancellationToken cancel) => _readers.ReadAsync(work, cancel);

    /// <inheritdoc/>
    public Task MigrateAsync(string room, Assembly assembly, string resourcePrefix, CancellationToken cancel)
    {
        var files = SchemaFile.Of(assembly, resourcePrefix);
        return MigrateAsync(room, files, cancel);
    }

    /// <summary>With the files themselves.</summary>
    internal async Task MigrateAsync(string room, IReadOnlyList<SchemaFile> files, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        if (!_isCopied && await _readers.ReadAsync(c => Migration.IsUpgrade(c, room, files), cancel))
        {
            // Once, for all rooms that an upgrade changes.
            await Task.Run(() => UpgradeCopy.Make(_file, now), cancel);
            _isCopied = true;
        }

        await _writer.WriteAsync(c => Migration.Apply(c, room, files, now.ToUnixTimeMilliseconds()), cancel);
    }

    /// <summary>Journal work in one savepoint, for those who make many appends at once.</summary>
    internal Task<T> AppendAsync<T>(Func<JournalWriter, T> work, CancellationToken cancel) => _writer.AppendAsync(work, cancel);

    /// <summary>Events ready for <see cref="JournalWriter.Append"/>.</summary>
    internal WrittenStream Written(StreamEvents stream) => WrittenStream.From(stream, _json);

    /// <summary>Finishes what waits to be written, then closes the file and gives up the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1) return;
        // The last connection to close tidies the file up, and that must be the one that writes.
        await Task.Run(() =>
        {
            _readers.Dispose();
            _writer.Dispose();
        });
        _owner.Dispose();
    }
}
