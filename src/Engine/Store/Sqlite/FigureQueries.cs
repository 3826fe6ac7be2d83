using System.Data.Common;
using ChatRuns.Runs;

namespace ChatRuns.Store.Sqlite;

/// <summary>Figures: days, tools, failures, last runs.</summary>
internal static class FigureQueries
{
    private const string DailyColumns = """
        day, agent, runs, completed, bad, proposed, approved, rejected, automatic, confidence_sum, confidence_count
        """;

    public const string DailyOfAll = $"SELECT {DailyColumns} FROM daily WHERE day >= @from ORDER BY day, agent";

    public const string DailyOfAgent = $"SELECT {DailyColumns} FROM daily WHERE agent = @agent AND day >= @from ORDER BY day";

    public const string DaysOfAll = """
        SELECT day, '', sum(runs), sum(completed), sum(bad), sum(proposed), sum(approved), sum(rejected), sum(automatic), sum(confidence_sum), sum(confidence_count)
        FROM daily WHERE day >= @from GROUP BY day ORDER BY day
        """;

    public const string ToolsOfAll = """
        SELECT tool, CAST(sum(proposed) AS BIGINT) AS times FROM daily_tools WHERE day >= @since
        GROUP BY tool ORDER BY times DESC, tool LIMIT @most
        """;

    public const string ToolsOfAgent = """
        SELECT tool, CAST(sum(proposed) AS BIGINT) AS times FROM daily_tools WHERE agent = @agent AND day >= @since
        GROUP BY tool ORDER BY times DESC, tool LIMIT @most
        """;

    // The inner query reads the index alone. Beside max() SQLite gives the other columns of the row that has it: the last run.
    public const string Failures = """
        SELECT bad.agent, bad.step, bad.times, runs.error FROM (
            SELECT agent, step, count(*) AS times, number AS last, max(ended_at) FROM runs INDEXED BY runs_bad
            WHERE status IN ('Failed', 'TimedOut', 'QuotaExceeded', 'MemoryLimitExceeded', 'LogSizeExceeded', 'InternalError')
              AND test = 0 AND archived = 0 AND ended_at >= @since
            GROUP BY agent, step ORDER BY times DESC, agent, step LIMIT @most) AS bad
        CROSS JOIN runs ON runs.number = bad.last
        ORDER BY bad.times DESC, bad.agent, bad.step
        """;

    // Jumps from agent to agent in the index instead of walking over a million runs.
    public const string LastRuns = """
        WITH RECURSIVE names (agent) AS (
            SELECT min(agent) FROM runs
            UNION ALL
            SELECT (SELECT min(agent) FROM runs WHERE agent > names.agent) FROM names WHERE names.agent IS NOT NULL)
        SELECT names.agent, runs.number, runs.status, runs.queued_at FROM names
        CROSS JOIN runs ON runs.number = (SELECT number FROM runs WHERE agent = names.agent AND archived = 0 ORDER BY queued_at DESC, number DESC LIMIT 1)
        ORDER BY names.agent
        """;

    public const string RunAgents = """
        WITH RECURSIVE names (agent) AS (
            SELECT min(agent) FROM runs
            UNION ALL
            SELECT (SELECT min(agent) FROM runs WHERE agent > names.agent) FROM names WHERE names.agent IS NOT NULL)
        SELECT agent FROM names WHERE agent IS NOT NULL
        """;

    public static List<DailyRow> Daily(DbConnection connection, string? agent, string fromDay) => agent is null
        ? connection.All(DailyOfAll, Day, fromDay)
        : connection.All(DailyOfAgent, Day, agent, fromDay);

    public static List<DailyRow> Days(DbConnection connection, string fromDay) => connection.All(DaysOfAll, Day, fromDay);

    public static List<ToolCount> TopTools(DbConnection connection, string? agent, string since, int most) => agent is null
        ? connection.All(ToolsOfAll, Tool, since, most)
        : connection.All(ToolsOfAgent, Tool, agent, since, most);

    public static List<FailureCount> FailuresSince(DbConnection connection, long since, int most) => connection.All(
        Failures, row => new FailureCount(row.Text(0), row.TextOrNull(1), row.GetInt64(2), row.TextOrNull(3)), since, most);

    public static List<LastRun> LastOfEach(DbConnection connection) => connection.All(
        LastRuns, row => new LastRun(row.Text(0), row.GetInt64(1), row.Word<RunStatus>(2), row.Time(3)));

    private static ToolCount Tool(DbDataReader row) => new(row.Text(0), row.GetInt64(1));

    private static DailyRow Day(DbDataReader row) => new()
    {
        Day = row.Text(0),
        Agent = row.Text(1),
        Runs = row.GetInt32(2),
        Completed = row.GetInt32(3),
        Bad = row.GetInt32(4),
        Proposed = row.GetInt32(5),
        Approved = row.GetInt32(6),
        Rejected = row.GetInt32(7),
        Automatic = row.GetInt32(8),
        ConfidenceSum = row.GetDouble(9),
        ConfidenceCount = row.GetInt32(10),
    };
}
