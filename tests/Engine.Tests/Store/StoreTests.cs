using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>A folder in which a test opens and closes SQLite stores.</summary>
public abstract class StoreTests : IDisposable
{
    protected static CancellationToken Cancel => CancellationToken.None;

    protected TempFolder Folder { get; } = new();

    protected string File => Folder["chatruns.db"];

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<SqliteStore> OpenAsync(Func<string, string>? mask = null) =>
        SqliteStore.OpenAsync(Folder.Path, new StoreOptions(), TimeProvider.System, mask, Cancel);

    /// <summary>Changes the file behind the store's back.</summary>
    protected static Task TamperAsync(SqliteStore store, string sql) => store.WriteAsync(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return command.ExecuteNonQuery();
        },
        Cancel);
}
