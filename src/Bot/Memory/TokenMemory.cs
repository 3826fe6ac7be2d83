using ChatRuns.Journal;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>Tokens of scripts, known by their hash only.</summary>
internal sealed class TokenMemory(IDatabase database)
{
    private const string Columns = "id AS Id, name AS Name, hash AS Hash, created_at AS CreatedAt, expires_at AS ExpiresAt, used_at AS UsedAt";

    /// <summary>Keeps a token; false when another has its name.</summary>
    public Task<bool> AddAsync(TokenRow token, CancellationToken cancel)
    {
        const string sql = """
            INSERT INTO api_tokens (id, name, hash, created_at, expires_at) VALUES (@Id, @Name, @Hash, @CreatedAt, @ExpiresAt)
            ON CONFLICT (name) DO NOTHING
            """;
        return database.WriteAsync(db => db.Execute(sql, token) == 1, cancel);
    }

    /// <summary>The token with this hash, one whose time is over too; null when there is none.</summary>
    public Task<TokenRow?> FindAsync(string hash, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleOrDefault<TokenRow>($"SELECT {Columns} FROM api_tokens WHERE hash = @hash", new { hash }), cancel);

    /// <summary>All of them, by name.</summary>
    public Task<IReadOnlyList<TokenRow>> ReadAllAsync(CancellationToken cancel) => database.ReadAsync<IReadOnlyList<TokenRow>>(
        db => [.. db.Query<TokenRow>($"SELECT {Columns} FROM api_tokens ORDER BY name")], cancel);

    /// <summary>Notes that a token is in use.</summary>
    public Task TouchAsync(string id, DateTimeOffset at, CancellationToken cancel) => database.WriteAsync(
        db => db.Execute("UPDATE api_tokens SET used_at = @at WHERE id = @id", new { id, at = at.ToUnixTimeMilliseconds() }), cancel);

    /// <summary>Forgets a token: it lets nobody in any more.</summary>
    public Task DropAsync(string id, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("DELETE FROM api_tokens WHERE id = @id", new { id }), cancel);
}

/// <summary>One token.</summary>
internal sealed record TokenRow
{
    /// <summary>16 hex digits, of no other token, also not of one that is gone: acts on record stay those of this one.</summary>
    public required string Id { get; init; }

    /// <summary>As its maker named it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token, 64 hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>UTC milliseconds.</summary>
    public long CreatedAt { get; init; }

    /// <summary>UTC milliseconds; null for never.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>About when it was used last, UTC milliseconds; null for never.</summary>
    public long? UsedAt { get; init; }

    /// <summary>Who acts with it.</summary>
    public Principal Who => new("token", "local", Id, Name);

    /// <summary>Whether its time is over.</summary>
    public bool IsOver(DateTimeOffset now) => ExpiresAt <= now.ToUnixTimeMilliseconds();
}
