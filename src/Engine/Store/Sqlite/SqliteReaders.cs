using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// A few connections that only read, each piece of work on a snapshot of its own. SQLite's calls block, so they run on the
/// thread pool, on the caller's own thread where that is one of the pool's, and no more of them at once than there are connections.
/// </summary>
internal sealed class SqliteReaders(DatabaseFile file, int most) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most);
    private readonly ConcurrentBag<KeepingConnection> _idle = [];
    private volatile bool _isClosed;

    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteStore));
        await _free.WaitAsync(cancel);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteStore));
            cancel.ThrowIfCancellationRequested();
            // To hand it to another thread of the pool costs more than a small query, and sets nothing free.
            return Thread.CurrentThread.IsThreadPoolThread ? Read(work) : await Task.Run(() => Read(work), cancel);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        for (var i = 0; i < most; i++) _free.Wait();
        while (_idle.TryTake(out var connection)) connection.Dispose();
        // Who still waits for a connection is let in, to be told that it is closed.
        _free.Release(most);
    }

    private T Read<T>(Func<SqliteConnection, T> work)
    {
        if (!_idle.TryTake(out var connection)) connection = file.OpenReader();
        var isSound = false;
        try
        {
            connection.Statement("BEGIN").Run();
            var result = work(connection);
            connection.Statement("COMMIT").Run();
            isSound = true;
            return result;
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Explain(e, file.Path);
        }
        finally
        {
            // A connection whose work was cut off may still hold its snapshot: it is not used again.
            if (isSound) _idle.Add(connection);
            else connection.Dispose();
        }
    }
}
