using ChatRuns.Bot.Channels;
using ChatRuns.Store;
using Dapper;

namespace ChatRuns.Bot.Memory;

/// <summary>Reads what a burst's card stands for.</summary>
internal sealed class BurstMemory(IDatabase database)
{
    private const int ShownAgents = 5;

    /// <summary>The burst as it is now; null when there is none, or no card stands for it.</summary>
    public Task<Burst?> FindAsync(long id, CancellationToken cancel) => database.ReadAsync(db =>
    {
        const string sql = """
            SELECT id AS Id, platform AS Platform, tenant AS Tenant, conversation AS Conversation, opened_at AS OpenedAt,
              (SELECT count(DISTINCT agent) FROM burst_alerts WHERE burst = @id) AS Agents,
              (SELECT count(DISTINCT agent) FROM burst_alerts WHERE burst = @id AND is_over = 0) AS Failing,
              (SELECT coalesce(sum(failures), 0) FROM burst_alerts WHERE burst = @id) AS Failures,
              (SELECT coalesce(max(at), 0) FROM burst_alerts WHERE burst = @id) AS LastAt
            FROM bursts WHERE id = @id AND opened_at IS NOT NULL
            """;
        const string agents = """
            SELECT agent AS Agent, sum(failures) AS Failures FROM burst_alerts
            WHERE burst = @id AND is_over = @over GROUP BY agent ORDER BY sum(failures) DESC, agent LIMIT @most
            """;
        if (db.QuerySingleOrDefault<BurstRow>(sql, new { id }) is not { } row) return null;
        var over = row.Failing == 0 ? 1 : 0;
        var shown = db.Query<AgentRow>(agents, new { id, over, most = ShownAgents }).Select(a => new BurstAgent(a.Agent, a.Failures)).ToList();
        return new Burst(
            id, new(row.Platform, row.Tenant, row.Conversation), DateTimeOffset.FromUnixTimeMilliseconds(row.OpenedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.LastAt),
            row.Agents, row.Failing, row.Failures, shown);
    }, cancel);

    private sealed record BurstRow
    {
        public required string Platform { get; init; }

        public required string Tenant { get; init; }

        public required string Conversation { get; init; }

        public long OpenedAt { get; init; }

        public long LastAt { get; init; }

        public long Agents { get; init; }

        public long Failing { get; init; }

        public long Failures { get; init; }
    }

    private sealed record AgentRow
    {
        public required string Agent { get; init; }

        public long Failures { get; init; }
    }
}

/// <summary>Alerts that one card of a conversation stands for.</summary>
/// <param name="Id">Never used again.</param>
/// <param name="Where">The conversation.</param>
/// <param name="Since">When the card was made.</param>
/// <param name="LastAt">When one of its agents failed or recovered last.</param>
/// <param name="Agents">How many agents it is about.</param>
/// <param name="Failing">How many of them are still failing.</param>
/// <param name="Failures">Failed runs that it stands for.</param>
/// <param name="Shown">Those with the most failures: of the failing ones, or when it is over of all.</param>
internal sealed record Burst(
    long Id, Address Where, DateTimeOffset Since, DateTimeOffset LastAt, long Agents, long Failing, long Failures, IReadOnlyList<BurstAgent> Shown);

/// <summary>One agent of a burst.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Failures">How often it failed.</param>
internal sealed record BurstAgent(string Agent, long Failures);
