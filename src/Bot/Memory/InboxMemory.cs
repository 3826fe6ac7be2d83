using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>
/// What a chat system sent and was, or will be, acknowledged: durable before the acknowledgement, done once. The body may hold capabilities
/// (Slack's response_url and trigger id, a file's upload address) and is dropped as soon as it is done.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="time">The clock of leases and of forgetting.</param>
/// <param name="platform">Whose: "slack" or "teams".</param>
internal abstract class InboxMemory(IDatabase database, TimeProvider time, string platform)
{
    /// <summary>How long a delivery is recognised when it comes again.</summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromDays(2);

    /// <summary>How long whoever added a delivery has it for themself, before it counts as due.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Keeps a delivery, leased to whoever adds it; false when this one was here before.</summary>
    public Task<bool> AddAsync(string key, string way, string body, CancellationToken cancel)
    {
        const string sql = """
            INSERT INTO inbox (key, platform, way, body, at, not_before) VALUES (@key, @platform, @way, @body, @at, @lease)
            ON CONFLICT (key) DO NOTHING
            """;
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        var lease = at + (long)Lease.TotalMilliseconds;
        return database.WriteAsync(db => db.Execute(sql, new { key, platform, way, body, at, lease }) == 1, cancel);
    }

    /// <summary>A new process: what an earlier one had for itself, or had put off, is due now.</summary>
    public Task ReleaseAsync(CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("UPDATE inbox SET not_before = 0 WHERE platform = @platform AND body IS NOT NULL", new { platform }), cancel);

    /// <summary>Whether a delivery is still to be done.</summary>
    public Task<bool> IsOpenAsync(string key, CancellationToken cancel) => database.ReadAsync(
        db => db.ExecuteScalar<long>("SELECT count(*) FROM inbox WHERE key = @key AND body IS NOT NULL", new { key }) > 0, cancel);

    /// <summary>It is done.</summary>
    public Task DoneAsync(string key, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("UPDATE inbox SET body = NULL WHERE key = @key", new { key }), cancel);

    /// <summary>It failed: again at this time.</summary>
    public Task PostponeAsync(string key, DateTimeOffset notBefore, CancellationToken cancel)
    {
        const string sql = "UPDATE inbox SET attempts = attempts + 1, not_before = @at WHERE key = @key";
        return database.WriteAsync(db => db.Execute(sql, new { key, at = notBefore.ToUnixTimeMilliseconds() }), cancel);
    }

    /// <summary>What is not done and due, the oldest first.</summary>
    public Task<IReadOnlyList<KeptDelivery>> ReadDueAsync(int most, CancellationToken cancel)
    {
        const string sql = """
            SELECT key AS Key, way AS Way, body AS Body, attempts AS Attempts FROM inbox
            WHERE platform = @platform AND body IS NOT NULL AND not_before <= @now ORDER BY not_before, at LIMIT @most
            """;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.ReadAsync<IReadOnlyList<KeptDelivery>>(db => [.. db.Query<KeptDelivery>(sql, new { platform, now, most })], cancel);
    }

    /// <summary>When the next one is due that has to wait; null when none waits.</summary>
    public Task<DateTimeOffset?> NextAtAsync(CancellationToken cancel)
    {
        const string sql = "SELECT min(not_before) FROM inbox WHERE platform = @platform AND body IS NOT NULL AND not_before > @now";
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.ReadAsync(db => db.ExecuteScalar<long?>(sql, new { platform, now }) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null, cancel);
    }

    /// <summary>Forgets what was done long ago.</summary>
    public Task PruneAsync(CancellationToken cancel)
    {
        const string sql = "DELETE FROM inbox WHERE platform = @platform AND body IS NULL AND at < @before";
        var before = (time.GetUtcNow() - Remembered).ToUnixTimeMilliseconds();
        return database.WriteAsync(db => db.Execute(sql, new { platform, before }), cancel);
    }
}

/// <summary>A delivery that is not done.</summary>
internal sealed record KeptDelivery
{
    /// <summary>What makes it one delivery.</summary>
    public required string Key { get; init; }

    /// <summary>Which way it came (a command, an interaction, an event), or its type.</summary>
    public required string Way { get; init; }

    /// <summary>What was sent, as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>How often it failed.</summary>
    public required long Attempts { get; init; }
}
