using System.Data.Common;

namespace ChatRuns.Store.Sqlite;

/// <summary>Brings one room's tables to the newest of its schema files, each file once, in order, all or nothing.</summary>
internal static class Migration
{
    /// <summary>Runs on the writer. Throws <see cref="StoreException"/> when the data is not what this program knows.</summary>
    public static int Apply(DbConnection connection, string room, IReadOnlyList<SchemaFile> files, long at)
    {
        Execute(connection, """
            CREATE TABLE IF NOT EXISTS schema_version (
                room TEXT NOT NULL, id INTEGER NOT NULL, sha256 TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (room, id)) WITHOUT ROWID
            """);
        var applied = Applied(connection, room);
        foreach (var (id, sha256) in applied) Check(room, id, sha256, files);

        var missing = files.Where(f => !applied.ContainsKey(f.Id)).ToList();
        foreach (var file in missing)
        {
            Execute(connection, file.Sql);
            using var note = new Statement(connection, "INSERT INTO schema_version (room, id, sha256, at) VALUES (@room, @id, @sha256, @at)");
            note.Run(room, file.Id, file.Sha256, at);
        }

        return missing.Count;
    }

    /// <summary>For who only looks: throws <see cref="StoreException"/> when the data is not what this program knows; what is missing is left as it is.</summary>
    public static void Refuse(DbConnection connection, string room, IReadOnlyList<SchemaFile> files)
    {
        foreach (var (id, sha256) in Applied(connection, room)) Check(room, id, sha256, files);
    }

    /// <summary>Whether files are missing for a room that has some already, in a store with something in it: what a copy is kept of before.</summary>
    public static bool IsUpgrade(DbConnection connection, string room, IReadOnlyList<SchemaFile> files)
    {
        using var find = new Statement(connection, "SELECT count(*) FROM sqlite_master WHERE name IN ('schema_version', 'counters')");
        if (find.One() is not 2L || JournalReader.LastPosition(connection) == 0) return false;
        var applied = Applied(connection, room);
        return applied.Count > 0 && applied.All(a => files.Any(f => f.Id == a.Key && f.Sha256 == a.Value)) && applied.Count < files.Count;
    }

    private static void Check(string room, int id, string sha256, IReadOnlyList<SchemaFile> files)
    {
        var file = files.FirstOrDefault(f => f.Id == id) ?? throw new StoreException(
            $"The data was written by a newer ChatRuns: its {room} schema is at {id:0000}, this program knows {files[^1].Id:0000}. "
            + "Start that version, or restore a backup made by this one.");
        if (file.Sha256 != sha256)
            throw new StoreException(
                $"Schema file {id:0000}.sql of {room} is not the one that the data was made with ({file.Sha256[..12]}, not {sha256[..12]}). "
                + "Start the version that made the data; a schema file is never edited after a release.");
    }

    private static Dictionary<int, string> Applied(DbConnection connection, string room) => connection
        .All("SELECT id, sha256 FROM schema_version WHERE room = @room", row => (Id: row.GetInt32(0), Sha256: row.Text(1)), room)
        .ToDictionary(a => a.Id, a => a.Sha256);

    private static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
