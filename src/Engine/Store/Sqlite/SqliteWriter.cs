using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// The one connection that writes, on a thread of its own. What waits is committed in groups, each item in a savepoint, so that
/// one that fails is undone alone; answers are given once the group is durable. Not promised: an order between items of
/// different callers.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly BlockingCollection<WriteItem> _queue = [];
    private readonly SqliteConnection _connection;
    private readonly JournalWriter _journal;
    private readonly DatabaseFile _file;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<long> _committed;
    private readonly Dictionary<string, Statement> _verbs = [];
    private readonly Thread _thread;

    public SqliteWriter(DatabaseFile file, EventJson json, StoreOptions options, TimeProvider time, Action<long> committed)
    {
        (_file, _options, _time, _committed) = (file, options, time, committed);
        _connection = file.OpenWriter();
        Projector = new(_connection);
        _journal = new(_connection, json, Projector);
        _thread = new(Work) { Name = "ChatRuns writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>For work on the writer's thread.</summary>
    public Projector Projector { get; }

    /// <summary>Journal work; on the writer's thread, inside a savepoint of the commit group.</summary>
    public Task<T> AppendAsync<T>(Func<JournalWriter, T> work, CancellationToken cancel) => EnqueueAsync(() => work(_journal), cancel);

    /// <summary>Other work on the same connection; it may run twice, the first time being undone.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel) => EnqueueAsync(() => work(_connection), cancel);

    /// <summary>Finishes what waits, then closes.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        if (_thread != Thread.CurrentThread) _thread.Join();
        _queue.Dispose();
    }

    private Task<T> EnqueueAsync<T>(Func<T> work, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return Task.FromCanceled<T>(cancel);
        var item = new WriteItem<T>(work, cancel);
        try
        {
            _queue.Add(item, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore));
        }

        return item.Task;
    }

    private void Work()
    {
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            List<WriteItem> group = [];
            try
            {
                Commit(group, first);
            }
            catch (SqliteException e)
            {
                if (group.Count == 0) group.Add(first);
                Lose(group, e);
            }

            foreach (var item in group) item.Answer();
        }

        Close();
    }

    private void Commit(List<WriteItem> group, WriteItem first)
    {
        var began = _time.GetTimestamp();
        var most = TimeSpan.FromMilliseconds(_options.CommitGroupMs);
        Do("BEGIN IMMEDIATE");
        Execute(group, first);
        while (group.Count < _options.CommitGroup && _time.GetElapsedTime(began) < most && _queue.TryTake(out var next)) Execute(group, next);
        Finish();
    }

    private void Execute(List<WriteItem> group, WriteItem item)
    {
        if (item.IsCanceled)
        {
            item.Drop();
            return;
        }

        group.Add(item);
        Do("SAVEPOINT item");
        var mark = _journal.SetMark();
        try
        {
            item.Execute();
            Do("RELEASE item");
        }
        catch (Exception e) when (e is not SqliteException || IsInTransaction)
        {
            item.Fail(SqliteErrors.Explain(e, _file.Path));
            Do("ROLLBACK TO item");
            Do("RELEASE item");
            _journal.UndoTo(mark);
        }
    }

    private void Finish()
    {
        _journal.Seal(_time.GetUtcNow().ToUnixTimeMilliseconds());
        Do("COMMIT");
        var position = _journal.Position;
        if (!_journal.StartGroup()) return;
        try
        {
            _committed(position);
        }
        catch (Exception)
        {
            // A listener's fault is the listener's to report; what was committed is committed, and the writer goes on.
        }
    }

    /// <summary>
    /// The whole transaction is gone. With a full disk each item gets another try alone, so that a small one is not lost for a
    /// big one's sake; after any other fault what became of the commit may be unknown, and nothing is tried again.
    /// </summary>
    private void Lose(List<WriteItem> group, SqliteException e)
    {
        Reset();
        var again = e.IsFull() && group.Count > 1;
        foreach (var item in group.Where(i => i.Error is null))
        {
            if (again) CommitAlone(item);
            else item.Fail(SqliteErrors.Explain(e, _file.Path));
        }
    }

    private void CommitAlone(WriteItem item)
    {
        try
        {
            Do("BEGIN IMMEDIATE");
            Execute([], item);
            Finish();
        }
        catch (SqliteException e)
        {
            Reset();
            item.Fail(SqliteErrors.Explain(e, _file.Path));
        }
    }

    private void Reset()
    {
        _journal.Forget();
        if (!IsInTransaction) return;
        try
        {
            Do("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself.
        }
    }

    private bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    private void Do(string verb)
    {
        if (!_verbs.TryGetValue(verb, out var statement)) _verbs[verb] = statement = new(_connection, verb);
        statement.Run();
    }

    private void Close()
    {
        foreach (var statement in _verbs.Values) statement.Dispose();
        _journal.Dispose();
        Projector.Dispose();
        _connection.Dispose();
    }
}
