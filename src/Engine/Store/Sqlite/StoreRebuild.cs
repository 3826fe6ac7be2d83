using System.Data.Common;

namespace ChatRuns.Store.Sqlite;

/// <summary>What a rebuild made.</summary>
/// <param name="Events">The position of the last event that was read.</param>
/// <param name="Tables">Each table with the number of its rows before and after.</param>
public sealed record RebuildResult(long Events, IReadOnlyList<RebuiltTable> Tables);

/// <summary>One table that was made anew.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">Rows before.</param>
/// <param name="After">Rows after.</param>
public sealed record RebuiltTable(string Name, long Before, long After);

/// <summary>
/// Makes the projections of a stopped store anew, in place and in one transaction: what is cut off, by kill -9 too, leaves the old rows, and
/// indexes, laws and later migrations need no second copy of the schema. On a connection of its own and outside the writer's savepoints: those
/// would keep every old page in memory until the end, and this holds no more than SQLite's page cache.
/// </summary>
public static class StoreRebuild
{
    /// <summary>Takes the folder, rebuilds, and gives the folder up.</summary>
    /// <exception cref="StoreException">There is no store, a bot runs on it, its rows have no journal, or the disk is full.</exception>
    public static async Task<RebuildResult> RunAsync(string folder, StoreOptions options, TimeProvider time, Action<StoreProgress> progress, CancellationToken cancel)
    {
        var file = DatabaseFile.In(folder);
        if (!File.Exists(file.Path)) throw new StoreException($"There is no store in {folder}. Name the data folder with --DataFolder.");
        // Brings the schema up to date.
        await (await SqliteStore.OpenAsync(folder, options, time, mask: null, cancel)).DisposeAsync();
        using var owner = DataFolderLock.Take(folder);
        try
        {
            return await Task.Run(() => Run(file, progress, cancel), cancel);
        }
        catch (DbException e)
        {
            throw SqliteErrors.Explain(e, file.Path);
        }
    }

    private static RebuildResult Run(DatabaseFile file, Action<StoreProgress> progress, CancellationToken cancel)
    {
        using var connection = file.OpenWriter();
        StoreCheck.RefuseSeededRows(connection);
        using var projector = new Projector(connection);
        var last = JournalReader.LastPosition(connection);
        var before = Rebuild.Count(connection);
        Do(connection, "BEGIN IMMEDIATE");
        var events = Rebuild.Run(connection, new(mask: null), projector, position => progress(new("Events read", position, last)), cancel);
        var after = Rebuild.Count(connection);
        cancel.ThrowIfCancellationRequested();
        Do(connection, "COMMIT");
        return new(events, [.. before.Select(table => new RebuiltTable(table.Key, table.Value, after[table.Key]))]);
    }

    private static void Do(DbConnection connection, string verb)
    {
        using var statement = new Statement(connection, verb);
        statement.Run();
    }
}
