using System.Data.Common;
using ChatRuns.Actions;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>No list reads a table from end to end: SQLite's own plan of each query says so.</summary>
public sealed class PlanTests : StoreTests
{
    [Theory]
    [MemberData(nameof(RunStoreContract.Filters), MemberType = typeof(RunStoreContract))]
    public Task Each_list_of_runs_has_an_index(string name, RunFilter filter, long[] expected) => Check(name, RunQuery.From(filter, 100, 0), expected);

    [Theory]
    [MemberData(nameof(RunStoreContract.Filters), MemberType = typeof(RunStoreContract))]
    public Task Each_list_of_runs_that_goes_on_has_an_index(string name, RunFilter filter, long[] expected) =>
        Check(name, RunQuery.From(filter, 100, 0, new(Some.Noon, 50)), expected);

    private async Task Check(string name, RunQuery query, long[] expected)
    {
        query.Bind("most", 20L).Bind("low", 0L).Bind("count_limit", 1_001L);
        await using var store = await OpenAsync();
        foreach (var sql in new[] { query.NumbersSql, query.LowestSql, query.CanCountApart ? query.CountSql : null })
        {
            if (sql is null || query.IsEmpty) continue;
            var plan = await store.ReadAsync(c => query.Read(c, $"EXPLAIN QUERY PLAN {sql}", row => row.GetString(3)), Cancel);
            Check(plan, $"{name} ({expected.Length}): {sql}");
            if (sql == query.NumbersSql) plan.ShouldNotContain(line => line.Contains("TEMP B-TREE"), $"{name} is sorted: {sql}");
        }
    }

    [Theory]
    [MemberData(nameof(RunStoreContract.Filters), MemberType = typeof(RunStoreContract))]
    public Task Each_list_of_runs_has_an_index_for_who_sees_some_agents(string name, RunFilter filter, long[] expected) =>
        Each_list_of_runs_has_an_index(name, filter with { Within = Sight.Of(["site-check", "tidy"]) }, expected);

    [Fact]
    public async Task Each_list_of_actions_has_an_index()
    {
        await using var store = await OpenAsync();
        foreach (var run in new long?[] { null, 1 })
            foreach (var agent in new[] { null, "tidy" })
                foreach (ActionStatus[] statuses in new ActionStatus[][] { [], [ActionStatus.Open], [ActionStatus.Failed], [ActionStatus.Failed, ActionStatus.Open] })
                {
                    var filter = new ActionFilter(run, agent, statuses);
                    await Check(store, $"{ActionQueries.PageSql(filter, statuses)} LIMIT 20");
                    await Check(store, ActionQueries.CountSql(filter, statuses));
                    var some = filter with { Within = Sight.Of(["tidy", "site-check"]) };
                    await Check(store, $"{ActionQueries.PageSql(some, statuses)} LIMIT 20");
                    await Check(store, ActionQueries.CountSql(some, statuses));
                }
    }

    [Theory]
    [InlineData(DueQueries.DueRuns)]
    [InlineData(DueQueries.DueActions)]
    [InlineData(DueQueries.RunningRuns)]
    [InlineData(DueQueries.StartedActions)]
    [InlineData(FigureQueries.DailyOfAll)]
    [InlineData(FigureQueries.DaysOfAll)]
    [InlineData(FigureQueries.DailyOfAgent)]
    [InlineData(FigureQueries.ToolsOfAll)]
    [InlineData(FigureQueries.ToolsOfAgent)]
    [InlineData(FigureQueries.Failures)]
    [InlineData(FigureQueries.LastRuns)]
    [InlineData(RunQueries.UnfinishedOfAgent)]
    [InlineData(QueueQueries.Find)]
    [InlineData(QueueQueries.BeforeInLine)]
    [InlineData(QueueQueries.BeforeOfAgent)]
    [InlineData(UsageRows.OfAgent)]
    [InlineData(UsageRows.OfAll)]
    [InlineData(BulkRows.Open)]
    [InlineData(DeletedRows.FindByNumber)]
    [InlineData(FigureQueries.RunAgents)]
    [InlineData(ActionQueries.OpenByFingerprint)]
    [InlineData(JournalReader.AfterPosition)]
    [InlineData(JournalReader.AfterSeq)]
    [InlineData(JournalReader.LastOfStream)]
    [InlineData(JournalReader.ActivityOfRun)]
    public async Task Each_other_query_has_an_index(string sql)
    {
        await using var store = await OpenAsync();

        await Check(store, sql);
    }

    private static async Task Check(SqliteStore store, string sql) => Check(await store.ReadAsync(c => Plan(c, sql), Cancel), sql);

    /// <summary>A walk along an index in the order asked for ends at the limit; a walk over the table itself finds nothing by it.</summary>
    private static void Check(List<string> plan, string sql) => plan.ShouldNotContain(
        line => line.StartsWith("SCAN", StringComparison.Ordinal) && !line.Contains("INDEX") && !line.Contains("SUBQUERY") && !line.Contains("CONSTANT")
            && !line.Contains("names") && !line.Contains("VIRTUAL TABLE"),
        $"{string.Join("; ", plan)}\n{sql}");

    private static List<string> Plan(DbConnection connection, string sql)
    {
        using var explain = connection.CreateCommand();
        explain.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        foreach (var name in new[] { "most", "run", "agent", "from", "since", "fingerprint", "position", "stream", "seq", "actions", "end", "status0", "status1", "seen", "number", "due", "to" })
        {
            var parameter = explain.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ('@' + name, 1L);
            explain.Parameters.Add(parameter);
        }

        List<string> plan = [];
        using var rows = explain.ExecuteReader();
        while (rows.Read()) plan.Add(rows.GetString(3));
        return plan;
    }
}
