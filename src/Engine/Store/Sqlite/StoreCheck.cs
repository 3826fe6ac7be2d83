using System.Data.Common;
using ChatRuns.Journal;
using Microsoft.Data.Sqlite;

namespace ChatRuns.Store.Sqlite;

/// <summary>
/// Walks a store that another process may own and write to: it takes no lock, writes nothing and applies no schema. What is appended
/// meanwhile is left for the next walk.
/// </summary>
public static class StoreCheck
{
    /// <summary>Walks the chains and looks at each blob that the journal names, and at those that <paramref name="also"/> names.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="blobs">Its blobs.</param>
    /// <param name="options">How to open it.</param>
    /// <param name="also">Another room that names blobs.</param>
    /// <param name="progress">Told after each portion.</param>
    /// <param name="cancel">Ends the walk.</param>
    /// <exception cref="StoreException">There is no store, it cannot be read, a newer program wrote it, or its runs have no journal.</exception>
    public static async Task<VerifyResult> RunAsync(
        string folder, BlobShelf blobs, StoreOptions options, INamesBlobs also, Action<StoreProgress> progress, CancellationToken cancel)
    {
        var file = DatabaseFile.In(folder);
        if (!File.Exists(file.Path)) throw new StoreException($"There is no store in {folder}. Name the data folder with --DataFolder.");
        DatabaseFile.Load(options.UseSystemSqlite);
        using var readers = new SqliteReaders(file, 1);
        await readers.ReadAsync(RefuseStrange, cancel);
        var walk = new BlobWalk(blobs);
        var result = await new Verifier(readers, walk, progress).RunAsync(cancel);
        List<string> broken = [.. result.Broken];
        foreach (var (what, blob) in await readers.ReadAsync(also.BlobsIn, cancel))
            if (await walk.LookAsync(blob, cancel) is { } wrong) broken.Add($"The blob {blob} of {what} {wrong}.");
        return result with { Broken = broken, Blobs = walk.Looked };
    }

    /// <summary>Throws <see cref="StoreException"/> when runs of this store have no journal, so that nothing can be told or made from it.</summary>
    internal static void RefuseSeededRows(DbConnection connection)
    {
        using var select = new Statement(connection, "SELECT body FROM events WHERE stream = @stream AND kind = @kind LIMIT 1");
        if (select.One(StreamName.Admin, nameof(RowsSeeded)) is null) return;
        throw new StoreException(
            "The rows of this store were made by seed --projections-only, without a journal: there is nothing to verify them against or to rebuild them from. "
            + "Such a store is for measurements only; use another data folder.");
    }

    private static int RefuseStrange(SqliteConnection connection)
    {
        Migration.Refuse(connection, "store", SchemaFile.Of(typeof(StoreCheck).Assembly, "ChatRuns.Store.Schema."));
        RefuseSeededRows(connection);
        return 0;
    }
}
