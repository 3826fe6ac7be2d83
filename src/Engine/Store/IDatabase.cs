using System.Data.Common;

namespace ChatRuns.Store;

/// <summary>
/// The one database file behind the store, for the second room that speaks SQL (the bot's memory). Writes of both rooms go
/// through one writer, in commit groups.
/// </summary>
public interface IDatabase
{
    /// <summary>
    /// Runs on the writer inside a savepoint of the commit group; durable when the task ends. An exception undoes it alone. It may be
    /// undone and run a second time before it is committed, so it must change nothing but the database, and begins no transaction.
    /// </summary>
    Task<T> WriteAsync<T>(Func<DbConnection, T> work, CancellationToken cancel);

    /// <summary>Runs on a reader with a snapshot of what is committed.</summary>
    Task<T> ReadAsync<T>(Func<DbConnection, T> work, CancellationToken cancel);

    /// <summary>Applies a room's numbered schema files that are not applied yet; refuses files that changed or are newer.</summary>
    Task MigrateAsync(string room, System.Reflection.Assembly assembly, string resourcePrefix, CancellationToken cancel);
}
