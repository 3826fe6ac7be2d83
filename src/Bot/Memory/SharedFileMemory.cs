using System.Data.Common;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>Files that people shared, until they have chosen the agent that takes them; forgotten after a day.</summary>
internal sealed class SharedFileMemory(IDatabase database, TimeProvider time)
{
    /// <summary>How long a person has to choose.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(1);

    /// <summary>Keeps a file under an id of the caller's, the same for each delivery of the same file.</summary>
    public Task KeepAsync(string id, string principal, KeptShare file, CancellationToken cancel)
    {
        const string sql = """
            INSERT INTO shared_files (id, principal, name, blob, bytes, media_type, at) VALUES (@id, @principal, @Name, @Blob, @Bytes, @MediaType, @at)
            ON CONFLICT (id) DO NOTHING;
            DELETE FROM shared_files WHERE at < @before;
            """;
        var now = time.GetUtcNow();
        var row = new { id, principal, file.Name, file.Blob, file.Bytes, file.MediaType, at = now.ToUnixTimeMilliseconds(), before = (now - Kept).ToUnixTimeMilliseconds() };
        return database.WriteAsync(db => db.Execute(sql, row), cancel);
    }

    /// <summary>A file of this person; null when it is another's or forgotten.</summary>
    public Task<KeptShare?> FindAsync(string id, string principal, CancellationToken cancel)
    {
        const string sql = "SELECT name, blob, bytes, media_type AS MediaType FROM shared_files WHERE id = @id AND principal = @principal AND at >= @before";
        var before = (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds();
        return database.ReadAsync(db => db.QueryFirstOrDefault<KeptShare?>(sql, new { id, principal, before }), cancel);
    }
}

/// <summary>The blobs of shared files, for who looks into a database or copies it.</summary>
internal sealed class SharedFileBlobs : INamesBlobs
{
    /// <summary>It has nothing of its own.</summary>
    public static SharedFileBlobs Instance { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<(string What, string Blob)> BlobsIn(DbConnection connection)
    {
        var isThere = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'shared_files'") > 0;
        return isThere ? [.. connection.Query<string>("SELECT DISTINCT blob FROM shared_files ORDER BY blob").Select(blob => ("a shared file", blob))] : [];
    }
}

/// <summary>A shared file: its name as made fit for a folder, the blob of its bytes, its size and media type.</summary>
internal sealed record KeptShare(string Name, string Blob, long Bytes, string MediaType);
