using System.Data.Common;
using ChatRuns.Journal;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>One-time keys and sessions, known by their hash only.</summary>
internal sealed class SignInMemory(IDatabase database)
{
    /// <summary>Keeps a key; with <paramref name="only"/> the earlier unused ones of the same purpose stop working.</summary>
    public Task AddKeyAsync(string hash, string purpose, Principal who, DateTimeOffset now, DateTimeOffset expires, bool only, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            var at = now.ToUnixTimeMilliseconds();
            db.Execute("DELETE FROM sign_in_keys WHERE expires_at < @before", new { before = now.AddDays(-7).ToUnixTimeMilliseconds() });
            if (only)
                db.Execute("UPDATE sign_in_keys SET expires_at = @at WHERE purpose = @purpose AND used_at IS NULL AND expires_at > @at", new { at, purpose });
            const string sql = """
                INSERT INTO sign_in_keys (hash, purpose, platform, tenant, person, name, created_at, expires_at)
                VALUES (@hash, @purpose, @Platform, @Tenant, @Id, @Name, @at, @until)
                """;
            return db.Execute(sql, new { hash, purpose, who.Platform, who.Tenant, who.Id, who.Name, at, until = expires.ToUnixTimeMilliseconds() });
        }, cancel);

    /// <summary>The key with this hash; null when there is none.</summary>
    public Task<KeyRow?> FindKeyAsync(string hash, CancellationToken cancel) => database.ReadAsync(db => FindKey(db, hash), cancel);

    /// <summary>
    /// Uses up a key and opens a session in its place, both or neither. Returns the key as it was before; a session was opened
    /// only if that one was open.
    /// </summary>
    public Task<KeyRow?> UseKeyAsync(string keyHash, string sessionHash, DateTimeOffset now, DateTimeOffset expires, CancellationToken cancel) =>
        database.WriteAsync(db =>
        {
            var key = FindKey(db, keyHash);
            if (key is null || !key.IsOpen(now)) return key;

            var at = now.ToUnixTimeMilliseconds();
            db.Execute("UPDATE sign_in_keys SET used_at = @at WHERE hash = @keyHash", new { at, keyHash });
            db.Execute("DELETE FROM sessions WHERE expires_at < @at", new { at });
            const string sql = """
                INSERT INTO sessions (hash, platform, tenant, person, name, created_at, seen_at, expires_at)
                VALUES (@sessionHash, @Platform, @Tenant, @Person, @Name, @at, @at, @until)
                """;
            db.Execute(sql, new { sessionHash, key.Platform, key.Tenant, key.Person, key.Name, at, until = expires.ToUnixTimeMilliseconds() });
            return key;
        }, cancel);

    /// <summary>The session with this hash, expired ones too; null when there is none.</summary>
    public Task<SessionRow?> FindSessionAsync(string hash, CancellationToken cancel)
    {
        const string sql = """
            SELECT hash AS Hash, platform AS Platform, tenant AS Tenant, person AS Person, name AS Name, seen_at AS SeenAt, expires_at AS ExpiresAt
            FROM sessions WHERE hash = @hash
            """;
        return database.ReadAsync(db => db.QuerySingleOrDefault<SessionRow>(sql, new { hash }), cancel);
    }

    /// <summary>Notes that a session is in use, and lets it live longer.</summary>
    public Task TouchSessionAsync(string hash, DateTimeOffset now, DateTimeOffset expires, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("UPDATE sessions SET seen_at = @at, expires_at = @until WHERE hash = @hash",
            new { hash, at = now.ToUnixTimeMilliseconds(), until = expires.ToUnixTimeMilliseconds() }), cancel);

    /// <summary>Ends a session.</summary>
    public Task DropSessionAsync(string hash, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("DELETE FROM sessions WHERE hash = @hash", new { hash }), cancel);

    private static KeyRow? FindKey(DbConnection db, string hash)
    {
        const string sql = """
            SELECT hash AS Hash, platform AS Platform, tenant AS Tenant, person AS Person, name AS Name, expires_at AS ExpiresAt, used_at AS UsedAt
            FROM sign_in_keys WHERE hash = @hash
            """;
        return db.QuerySingleOrDefault<KeyRow>(sql, new { hash });
    }
}

/// <summary>A one-time key and whom it lets in.</summary>
internal sealed record KeyRow
{
    /// <summary>SHA-256 of the key.</summary>
    public required string Hash { get; init; }

    /// <summary>Of the principal.</summary>
    public required string Platform { get; init; }

    /// <summary>Of the principal.</summary>
    public required string Tenant { get; init; }

    /// <summary>The principal's id.</summary>
    public required string Person { get; init; }

    /// <summary>The principal's name.</summary>
    public required string Name { get; init; }

    /// <summary>UTC milliseconds.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>UTC milliseconds; null while unused.</summary>
    public long? UsedAt { get; init; }

    /// <summary>Whether it still lets somebody in.</summary>
    public bool IsOpen(DateTimeOffset now) => UsedAt is null && ExpiresAt > now.ToUnixTimeMilliseconds();
}

/// <summary>A signed-in browser.</summary>
internal sealed record SessionRow
{
    /// <summary>SHA-256 of the token.</summary>
    public required string Hash { get; init; }

    /// <summary>Of the principal.</summary>
    public required string Platform { get; init; }

    /// <summary>Of the principal.</summary>
    public required string Tenant { get; init; }

    /// <summary>The principal's id.</summary>
    public required string Person { get; init; }

    /// <summary>The principal's name.</summary>
    public required string Name { get; init; }

    /// <summary>UTC milliseconds.</summary>
    public long SeenAt { get; init; }

    /// <summary>UTC milliseconds.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>Who it is.</summary>
    public Principal Who => new(Platform, Tenant, Person, Name);
}
