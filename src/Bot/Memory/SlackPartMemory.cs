using System.Collections.Concurrent;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>
/// What buttons of Slack messages refer to, by the hash of its content. Kept before the message is posted; the same content is
/// written once a day at most. Pruned after half a year without a new message that refers to it.
/// </summary>
internal sealed class SlackPartMemory(IDatabase database, TimeProvider time)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Rewrite = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(180);
    private readonly ConcurrentDictionary<string, long> _written = new(StringComparer.Ordinal);

    /// <summary>Keeps parts, as JSON by hash.</summary>
    public async Task KeepAsync(IEnumerable<KeyValuePair<string, string>> parts, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var fresh = (now - Rewrite).ToUnixTimeMilliseconds();
        var missing = parts.Where(p => _written.GetValueOrDefault(p.Key) < fresh).Select(p => new { hash = p.Key, part = p.Value, now = now.ToUnixTimeMilliseconds() }).ToList();
        if (missing.Count == 0) return;

        const string sql = "INSERT INTO slack_parts (hash, part, seen_at) VALUES (@hash, @part, @now) ON CONFLICT (hash) DO UPDATE SET seen_at = @now";
        await database.WriteAsync(db => db.Execute(sql, missing), cancel);
        if (_written.Count > MostRemembered) _written.Clear();
        foreach (var part in missing) _written[part.hash] = part.now;
    }

    /// <summary>One part as JSON; null when it is not kept any more.</summary>
    public Task<string?> FindAsync(string hash, CancellationToken cancel) =>
        database.ReadAsync(db => db.ExecuteScalar<string?>("SELECT part FROM slack_parts WHERE hash = @hash", new { hash }), cancel);

    /// <summary>Forgets what no message referred to for long.</summary>
    public Task PruneAsync(CancellationToken cancel)
    {
        var before = (time.GetUtcNow() - KeptFor).ToUnixTimeMilliseconds();
        return database.WriteAsync(db => db.Execute("DELETE FROM slack_parts WHERE seen_at < @before", new { before }), cancel);
    }
}
