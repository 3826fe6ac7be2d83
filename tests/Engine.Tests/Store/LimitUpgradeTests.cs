using System.Data.Common;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>A store from before use was counted.</summary>
public sealed class LimitUpgradeTests : StoreTests
{
    [Fact]
    public async Task Runs_that_started_before_the_upgrade_count_and_their_rows_stay()
    {
        var files = SchemaFile.Of(typeof(SqliteStore).Assembly, "ChatRuns.Store.Schema.");
        using (var connection = DatabaseFile.In(Folder.Path).OpenWriter())
        {
            Migration.Apply(connection, "store", [.. files.Where(file => file.Id < 4)], 0);
            Insert(connection, 1, "Failed", "NonZeroExit", test: 0);
            Insert(connection, 2, "TimedOut", "TimedOut", test: 0);
            Insert(connection, 3, "Completed", null, test: 1);
        }

        await using var store = await OpenAsync();

        (await store.ReadUsageAsync(null, Some.Noon, Some.Noon.AddHours(1), Cancel)).ShouldBe([new("tidy", 2, 0, 0, 0)]);
        (await store.FindRunAsync(2, Cancel)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            run => run.Status.ShouldBe(RunStatus.TimedOut), run => run.Tokens.ShouldBe(0), run => run.Credits.ShouldBeNull());
    }

    private static void Insert(DbConnection connection, long number, string status, string? cause, int test)
    {
        using var insert = new Statement(connection, """
            INSERT INTO runs (number, agent, agent_title, version, status, test, trigger_kind, started_by, started_by_name, tags, steps,
                              queued_at, started_at, ended_at, updated_at, cause)
            VALUES (@number, 'tidy', 'Tidy', 'v', @status, @test, 'Manual', 'x', 'X', '[]', 1, @at, @at, @at, @at, @cause)
            """);
        insert.Run(number, status, test, Some.Noon.ToUnixTimeMilliseconds(), cause);
    }
}
