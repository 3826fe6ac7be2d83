using System.Data.Common;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>Use per agent and UTC hour; periods of quotas are whole hours, and a month is at most 744 rows of an agent.</summary>
internal sealed class UsageRows(DbConnection connection) : IDisposable
{
    public const string OfAgent = """
        SELECT agent, CAST(sum(runs) AS BIGINT), CAST(sum(input_tokens) AS BIGINT), CAST(sum(output_tokens) AS BIGINT), CAST(sum(credits) AS BIGINT)
        FROM usage WHERE agent = @agent AND hour >= @from AND hour < @to GROUP BY agent
        """;

    public const string OfAll = """
        SELECT agent, CAST(sum(runs) AS BIGINT), CAST(sum(input_tokens) AS BIGINT), CAST(sum(output_tokens) AS BIGINT), CAST(sum(credits) AS BIGINT)
        FROM usage INDEXED BY usage_hour WHERE hour >= @from AND hour < @to GROUP BY agent ORDER BY agent
        """;

    private const long Hour = 3_600_000;
    private const decimal Millionths = 1_000_000;

    private readonly Statement _add = new(connection, """
        INSERT INTO usage (agent, hour, runs, input_tokens, output_tokens, credits) VALUES (@agent, @hour, @runs, @input, @output, @credits)
        ON CONFLICT (agent, hour) DO UPDATE SET
            runs = usage.runs + @runs, input_tokens = usage.input_tokens + @input, output_tokens = usage.output_tokens + @output,
            credits = usage.credits + @credits
        """);

    /// <summary>Adds what a run used at a time.</summary>
    public void Add(string agent, UsageShare share) => _add.Run(
        agent, share.At.ToUnixTimeMilliseconds() / Hour * Hour, share.Runs, share.Used.InputTokens, share.Used.OutputTokens, ToMillionths(share.Used.Credits) ?? 0);

    /// <summary>Sums by agent, of one or of all when null, over whole hours.</summary>
    public static List<UsageSum> Read(DbConnection connection, string? agent, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, end) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        return agent is null ? connection.All(OfAll, Sum, first, end) : connection.All(OfAgent, Sum, agent, first, end);
    }

    /// <summary>Credits as they are stored.</summary>
    public static long? ToMillionths(decimal? credits) => credits is { } some ? (long)Math.Round(some * Millionths) : null;

    /// <summary>Stored credits as they are told.</summary>
    public static decimal? FromMillionths(long? stored) => stored / Millionths;

    public void Dispose() => _add.Dispose();

    private static UsageSum Sum(DbDataReader row) =>
        new(row.Text(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), FromMillionths(row.GetInt64(4))!.Value);
}
