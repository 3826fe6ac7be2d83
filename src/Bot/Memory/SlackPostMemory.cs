using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>Posts to Slack that were begun, by the key of the post: Slack has no idempotency key, so this is ours.</summary>
internal sealed class SlackPostMemory(IDatabase database, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>The post with this key; null when it was never begun.</summary>
    public Task<SlackPost?> FindAsync(string key, CancellationToken cancel)
    {
        const string sql = "SELECT key AS Key, team AS Team, channel AS Channel, began_at AS BeganAt, message AS Message FROM slack_posts WHERE key = @key";
        return database.ReadAsync(db => db.QuerySingleOrDefault<SlackPost>(sql, new { key }), cancel);
    }

    /// <summary>Notes that Slack is about to be asked; the time of the first try stays.</summary>
    public Task BeginAsync(string key, string team, string channel, CancellationToken cancel)
    {
        const string sql = """
            INSERT INTO slack_posts (key, team, channel, began_at) VALUES (@key, @team, @channel, @now)
            ON CONFLICT (key) DO NOTHING
            """;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(db => db.Execute(sql, new { key, team, channel, now }), cancel);
    }

    /// <summary>It stands there.</summary>
    public Task SentAsync(string key, string message, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("UPDATE slack_posts SET message = @message WHERE key = @key", new { key, message }), cancel);

    /// <summary>Slack took nothing: there is nothing to look for.</summary>
    public Task DropAsync(string key, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute("DELETE FROM slack_posts WHERE key = @key AND message IS NULL", new { key }), cancel);

    /// <summary>Forgets old posts.</summary>
    public Task PruneAsync(CancellationToken cancel)
    {
        var before = (time.GetUtcNow() - KeptFor).ToUnixTimeMilliseconds();
        return database.WriteAsync(db => db.Execute("DELETE FROM slack_posts WHERE began_at < @before", new { before }), cancel);
    }
}

/// <summary>A post that was begun.</summary>
internal sealed record SlackPost
{
    /// <summary>The same for every try.</summary>
    public required string Key { get; init; }

    /// <summary>The workspace.</summary>
    public required string Team { get; init; }

    /// <summary>The channel's id.</summary>
    public required string Channel { get; init; }

    /// <summary>UTC milliseconds of the first try.</summary>
    public required long BeganAt { get; init; }

    /// <summary>The message's ts; null while it is not known to stand there.</summary>
    public string? Message { get; init; }
}
