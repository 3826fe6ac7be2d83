using System.Data.Common;
using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bench;

/// <summary>One question of a person, three ways: of the store, as plain SQL that one would write by hand, and as a typed line. Each time with another range, so that nothing is used again.</summary>
/// <param name="Name">The line as people know it.</param>
/// <param name="Ask">Of the store.</param>
/// <param name="Sql">The same rows and the same capped count; its parameter @from is in UTC milliseconds, @day a day.</param>
/// <param name="Line">The line of the nth time.</param>
internal sealed record ListQuery(string Name, Func<IRunStore, DateTimeOffset, Task> Ask, string Sql, Func<int, string> Line)
{
    private const string Bad = "('Failed', 'TimedOut', 'QuotaExceeded', 'MemoryLimitExceeded', 'LogSizeExceeded', 'InternalError')";
    private const int Week = 7 * 24 * 60;
    private const int Page = 500;

    // The last twelve weeks and those before, as MetricsView reads them.
    private const int MetricDays = 7 * 24;

    /// <summary>The questions that issue and manual name. The agent of the five filters is the one that runs most.</summary>
    public static IReadOnlyList<ListQuery> All { get; } =
    [
        List("/runs failed last 7d", new() { Statuses = RunStatuses.Bad, Archived = false }, 1, $"archived = 0 AND status IN {Bad}", n => $"/runs failed last {Week + n}m"),
        List(
            "/runs tidy-0 failed scheduled berlin step scan last 7d",
            new() { Agent = "tidy-0", Statuses = RunStatuses.Bad, Trigger = TriggerKind.Schedule, Target = "berlin", Step = "scan", Archived = false }, 1,
            $"archived = 0 AND agent = 'tidy-0' AND status IN {Bad} AND trigger_kind = 'Schedule' AND target = 'berlin' AND step = 'scan'",
            n => $"/runs tidy-0 failed scheduled berlin step scan last {Week + n}m"),
        List($"/runs last 60d page {Page}", new() { Archived = false }, Page, "archived = 0", n => $"/runs last {(60 * 24 * 60) + n}m page {Page}", days: 60),
        new("/metrics", AskMetricsAsync, """
            SELECT day, sum(runs), sum(completed), sum(bad), sum(proposed), sum(approved), sum(rejected), sum(automatic), sum(confidence_sum), sum(confidence_count) FROM daily WHERE day >= @day GROUP BY day;
            SELECT tool, sum(proposed) FROM daily_tools WHERE day >= @day GROUP BY tool ORDER BY 2 DESC LIMIT 8
            """, n => n % 61 == 60 ? "/metrics" : $"/metrics {Seeded(n % 61)}"),
    ];

    /// <summary>Reads everything that the SQL asks for.</summary>
    public void AskPlainly(DbConnection connection, DateTimeOffset now, int minutes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        Bind(command, "@from", From(now, minutes).ToUnixTimeMilliseconds());
        Bind(command, "@day", now.AddDays(-MetricDays).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        using var rows = command.ExecuteReader();
        var values = new object[64];
        do
        {
            while (rows.Read()) rows.GetValues(values);
        }
        while (rows.NextResult());
    }

    private int Days { get; init; } = 7;

    private DateTimeOffset From(DateTimeOffset now, int minutes) => now.AddDays(-Days).AddMinutes(-minutes);

    private static ListQuery List(string name, RunFilter filter, int page, string where, Func<int, string> line, int days = 7) => new(
        name, (store, from) => store.ListRunsAsync(filter with { From = from.AddDays(-days) }, new(page), CancellationToken.None), $"""
        SELECT * FROM runs WHERE {where} AND queued_at >= @from ORDER BY queued_at DESC, number DESC LIMIT 20 OFFSET {20 * (page - 1)};
        SELECT count(*) FROM (SELECT 1 FROM runs WHERE {where} AND queued_at >= @from LIMIT {RunPage.CountLimit + 1})
        """, line)
    { Days = days };

    private static Task AskMetricsAsync(IRunStore store, DateTimeOffset now) => MetricsView.ReadAsync(store, null, Sight.All, now, CancellationToken.None);

    private static string Seeded(int agent) => $"{((string[])["tidy", "watch", "review", "backup", "sync", "report", "check", "archive", "rotate", "scan"])[agent % 10]}-{agent}";

    private static void Bind(DbCommand command, string name, object value)
    {
        if (!command.CommandText.Contains(name, StringComparison.Ordinal)) return;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
