using System.Security.Cryptography;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>
/// Posts to Teams by the key of the post: those that stand, and tries that were begun and of which nobody knows whether they came to anything.
/// One that is tried again, because the bot was killed before it noted where it stands, may stand twice; the try that its card names tells which of the two is too many.
/// </summary>
internal sealed class TeamsPostMemory(IDatabase database, TimeProvider time)
{
    private const int PostsBetweenForgetting = 1000;
    private const int AttemptLetters = 12;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private long _posted;

    /// <summary>Where a post stands; null when it was not made, or nobody knows.</summary>
    public Task<string?> FindAsync(string key, CancellationToken cancel) =>
        database.ReadAsync(db => db.ExecuteScalar<string?>("SELECT message FROM teams_posts WHERE key = @key", new { key }), cancel);

    /// <summary>Notes that Teams is about to be asked for a post; returns the name of this try, which nobody can guess.</summary>
    /// <param name="key">The post, the same for every try.</param>
    /// <param name="tenant">Where.</param>
    /// <param name="isTargeted">Whether one person alone is to see it.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<string> BeginAsync(string key, string tenant, bool isTargeted, CancellationToken cancel)
    {
        const string sql = "INSERT INTO teams_tries (attempt, key, tenant, is_targeted, at) VALUES (@attempt, @key, @tenant, @isTargeted, @at)";
        var attempt = RandomNumberGenerator.GetHexString(AttemptLetters, lowercase: true);
        await database.WriteAsync(db => db.Execute(sql, new { attempt, key, tenant, isTargeted, at = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancel);
        return attempt;
    }

    /// <summary>Teams took nothing of this try: there is nothing to look for.</summary>
    public Task DropAsync(string attempt, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("DELETE FROM teams_tries WHERE attempt = @attempt", new { attempt }), cancel);

    /// <summary>A post stands, by this try; null where no try was begun for it.</summary>
    public async Task PostedAsync(string key, string message, string? attempt, CancellationToken cancel)
    {
        const string sql = "INSERT INTO teams_posts (key, message, at) VALUES (@key, @message, @at) ON CONFLICT (key) DO NOTHING";
        var now = time.GetUtcNow();
        await database.WriteAsync(
            db =>
            {
                // Where another try was first, this one left a message too many.
                var isFirst = db.Execute(sql, new { key, message, at = now.ToUnixTimeMilliseconds() }) == 1;
                if (isFirst && attempt is not null) db.Execute("DELETE FROM teams_tries WHERE attempt = @attempt", new { attempt });
                return true;
            }, cancel);
        if (Interlocked.Increment(ref _posted) % PostsBetweenForgetting != 1) return;
        var before = (now - Kept).ToUnixTimeMilliseconds();
        await database.WriteAsync(
            db => db.Execute("DELETE FROM teams_posts WHERE at < @before", new { before }) + db.Execute("DELETE FROM teams_tries WHERE at < @before", new { before }), cancel);
    }

    /// <summary>
    /// A try that was begun and not confirmed, with where its post stands by another one; null for any other, as for one whose post is not
    /// known to stand, or stands no more.
    /// </summary>
    public Task<OpenTry?> FindTryAsync(string attempt, CancellationToken cancel)
    {
        const string sql = """
            SELECT t.attempt AS Attempt, t.tenant AS Tenant, t.is_targeted AS IsTargeted, p.message AS Stands FROM teams_tries t JOIN teams_posts p ON p.key = t.key
            WHERE t.attempt = @attempt AND NOT EXISTS (SELECT 1 FROM living_cards c WHERE c.platform = 'teams' AND c.message = p.message AND c.gone = 1)
            """;
        return database.ReadAsync(db => db.QuerySingleOrDefault<OpenTry>(sql, new { attempt }), cancel);
    }

    /// <summary>Whether a message is one that is known to stand, as a post or as a living card; its conversation may be told with a thread or without.</summary>
    /// <param name="conversation">Its conversation, without a thread.</param>
    /// <param name="activity">Its id there.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<bool> IsKnownAsync(string conversation, string activity, CancellationToken cancel)
    {
        const string isIt = "substr(message, 1, length(@conversation)) = @conversation AND substr(message, -length(@end)) = @end";
        const string sql = $"SELECT EXISTS (SELECT 1 FROM teams_posts WHERE {isIt}) OR EXISTS (SELECT 1 FROM living_cards WHERE platform = 'teams' AND message IS NOT NULL AND {isIt})";
        return database.ReadAsync(db => db.ExecuteScalar<bool>(sql, new { conversation, end = "|" + activity }), cancel);
    }

    /// <summary>What a try left stands in this message, and is to be taken away at that time.</summary>
    public Task FoundAsync(string attempt, string message, DateTimeOffset due, CancellationToken cancel)
    {
        const string sql = "UPDATE teams_tries SET message = @message, due_at = min(coalesce(due_at, @due), @due) WHERE attempt = @attempt";
        return database.WriteAsync(db => db.Execute(sql, new { attempt, message, due = due.ToUnixTimeMilliseconds() }), cancel);
    }

    /// <summary>It could not be taken away: again at this time.</summary>
    public Task PostponeAsync(string attempt, DateTimeOffset due, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("UPDATE teams_tries SET due_at = @due WHERE attempt = @attempt", new { attempt, due = due.ToUnixTimeMilliseconds() }), cancel);

    /// <summary>What is to be taken away by now, the oldest first.</summary>
    public Task<IReadOnlyList<TeamsLeftover>> ReadDueAsync(int most, CancellationToken cancel)
    {
        const string sql = """
            SELECT attempt AS Attempt, tenant AS Tenant, is_targeted AS IsTargeted, message AS Message FROM teams_tries
            WHERE due_at <= @now ORDER BY due_at LIMIT @most
            """;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.ReadAsync<IReadOnlyList<TeamsLeftover>>(db => [.. db.Query<TeamsLeftover>(sql, new { now, most })], cancel);
    }

    /// <summary>When the next one is to be taken away; null when none is.</summary>
    public Task<DateTimeOffset?> NextAtAsync(CancellationToken cancel) => database.ReadAsync(
        db => db.ExecuteScalar<long?>("SELECT min(due_at) FROM teams_tries WHERE due_at IS NOT NULL") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null, cancel);
}

/// <summary>A try that was begun and not confirmed, of a post that stands by another one.</summary>
internal sealed record OpenTry
{
    /// <summary>Its name.</summary>
    public required string Attempt { get; init; }

    /// <summary>Where it was made.</summary>
    public required string Tenant { get; init; }

    /// <summary>Whether one person alone sees what it left.</summary>
    public required bool IsTargeted { get; init; }

    /// <summary>The message that stays, as "conversation|activity".</summary>
    public required string Stands { get; init; }
}

/// <summary>A message that a try left, and that is too many.</summary>
internal sealed record TeamsLeftover
{
    /// <summary>The try.</summary>
    public required string Attempt { get; init; }

    /// <summary>Where.</summary>
    public required string Tenant { get; init; }

    /// <summary>Whether one person alone sees it.</summary>
    public required bool IsTargeted { get; init; }

    /// <summary>The message, as "conversation|activity".</summary>
    public required string Message { get; init; }
}
