using Microsoft.Data.Sqlite;

namespace ChatRuns.Store.Sqlite;

/// <summary>What a copy of a database holds.</summary>
/// <param name="Position">Position of its last event.</param>
/// <param name="Head">Hash of the last link of the chain over all events, 64 hex digits: kept elsewhere, it proves that nothing was taken off the end.</param>
public sealed record StoreCopied(long Position, string Head);

/// <summary>Copies a database that a bot may be writing to, as it was committed at one moment, and tells what belongs to the copy.</summary>
public static class StoreCopy
{
    /// <summary>
    /// Copies the database of a data folder to a new file. The copy is one plain file without a log beside it, which can be read where nothing
    /// can be written. While it is made, the bot's own log cannot be folded into its database, and grows.
    /// </summary>
    /// <exception cref="StoreException">There is no store, it cannot be read, or the disk is full.</exception>
    public static StoreCopied Take(string folder, StoreOptions options, string file)
    {
        var from = DatabaseFile.In(folder);
        if (!File.Exists(from.Path)) throw new StoreException($"There is no store in {folder}. Name the data folder with --DataFolder.");
        DatabaseFile.Load(options.UseSystemSqlite);
        return Copy(from, file);
    }

    /// <summary>Tells of each blob that belongs to a copy, as often as an event or the other room names it.</summary>
    public static IEnumerable<string> BlobsIn(string file, INamesBlobs also)
    {
        var json = new EventJson(mask: null);
        using var connection = new DatabaseFile(file).OpenReader();
        using var select = new Statement(connection, """SELECT kind, body FROM events WHERE body IS NOT NULL AND instr(body, '"blob":"') > 0 ORDER BY position""");
        using var rows = select.Read();
        while (rows.Read())
            foreach (var name in BlobNames.Of(json.Read(rows.Text(0), rows.Text(1)))) yield return name;
        foreach (var (_, blob) in also.BlobsIn(connection)) yield return blob;
    }

    /// <summary>Numbers of the runs of a copy that are not over.</summary>
    public static IReadOnlyList<long> UnfinishedIn(string file)
    {
        using var connection = new DatabaseFile(file).OpenReader();
        using var select = new Statement(connection, "SELECT number FROM runs WHERE ended_at IS NULL ORDER BY number");
        return select.All(row => row.GetInt64(0));
    }

    internal static StoreCopied Copy(DatabaseFile from, string file)
    {
        try
        {
            using var source = from.OpenReader();
            using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
            copy.Open();
            source.BackupDatabase(copy);
            using var plain = new Statement(copy, "PRAGMA journal_mode = DELETE");
            plain.One();
            using var head = new Statement(copy, "SELECT last_position, hash FROM commit_groups ORDER BY id DESC LIMIT 1");
            using var row = head.Read();
            return row.Read() ? new(row.GetInt64(0), Convert.ToHexStringLower((byte[])row[1])) : new(0, Convert.ToHexStringLower(EventHash.Zero));
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Explain(e, file);
        }
    }
}
