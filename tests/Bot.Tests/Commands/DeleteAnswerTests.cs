using System.Text.Json;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Deleting by policy, by hand, by many and by the nightly sweep.</summary>
public sealed class DeleteAnswerTests
{
    private const string Steps = "steps: [{ name: look, tool: probe.look, with: { what: marmalade } }, { name: change, tool: probe.change, with: { what: jam } }]\nreport: \"# Report of marmalade\"\n";

    [Fact]
    public async Task A_deleted_run_is_gone_and_its_deletion_stays()
    {
        await using var bot = await BotBench.OpenAsync(("plain", Steps));
        await bot.Bench.RunAsync("plain");
        await bot.Bench.RunAsync("plain", variables: []);
        var before = (await bot.Bench.Engine.ReadMetricsAsync(null, default)).Weeks.Sum(w => w.Totals.Runs + w.Totals.Proposed);

        (await bot.SayAsync("/run 1 delete of no use")).Card!.Text.ShouldContain("Delete run #1 of Plain?");
        (await bot.SayAsync("/run 1")).Card!.Name.ShouldBe("run");
        var done = await bot.SayAsync("/run 1 delete confirm of no use");

        done.Card!.Text.ShouldContain("was deleted by Ada");
        (await bot.SayAsync("/run 1")).Card!.Text.ShouldSatisfyAllConditions(t => t.ShouldContain("Run #1 of plain was deleted by Ada"), t => t.ShouldContain("of no use"));
        (await bot.SayAsync("/run 1 log")).Card!.Text.ShouldContain("was deleted");
        (await bot.Bench.Engine.ListRunsAsync(new() { Archived = null }, new(), default)).Total.ShouldBe(1);
        (await bot.Bench.Engine.ListRunsAsync(new() { Text = "plain" }, new(), default)).Rows.Select(r => r.Number).ShouldBe([2]);
        (await bot.Bench.Store.VerifyAsync(default)).Broken.ShouldBeEmpty();
        await bot.Bench.Store.RebuildAsync(default);
        (await bot.Bench.Engine.ReadMetricsAsync(null, default)).Weeks.Sum(w => w.Totals.Runs + w.Totals.Proposed).ShouldBe(before);
        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("was deleted by Ada");
        var bodies = await bot.Bench.Store.ReadAsync(c => Bodies(c, 1), default);
        bodies.ShouldBe(0);
        await bot.CarryAllAsync();
        bot.Web.Wall.ShouldAllBe(card => !card.Text.Contains("#1 ", StringComparison.Ordinal) || card.Text.Contains("deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blobs_that_nothing_else_names_go_after_a_while()
    {
        await using var bot = await BotBench.OpenAsync(("plain", Steps), ("other", Steps.Replace("Report of", "Another report of", StringComparison.Ordinal)));
        await bot.Bench.RunAsync("plain");
        await bot.Bench.RunAsync("other");
        await bot.Bench.RunAsync("other");
        var own = (await bot.Bench.FindAsync(1)).Report!.Blob;
        var shared = (await bot.Bench.FindAsync(2)).Report!.Blob;
        foreach (var run in (long[])[1, 2]) await bot.SayAsync($"/run {run} delete confirm");

        bot.Bench.Time.Advance(TimeSpan.FromHours(2));
        await bot.Bench.Get<RetentionLoop>().TickOnceAsync(default);

        HasBlob(bot, own).ShouldBeFalse();
        HasBlob(bot, shared).ShouldBeTrue();
    }

    [Fact]
    public async Task The_policy_says_who_and_when()
    {
        await using var bot = await BotBench.OpenAsync(
            ("my-closed", Steps), ("my-open", "delete: allowed\n" + Steps), ("my-later", "delete: after 30d\n" + Steps), ("my-never", "delete: never\n" + Steps), ("my-rest", "steps: [{ pause: 30w }]"));
        foreach (var agent in (string[])["my-closed", "my-open", "my-later", "my-never", "my-rest"]) await bot.Bench.RunAsync(agent);

        (await bot.SayAsync("/run 1 delete confirm", EngineBench.Otto)).Card!.Text.ShouldContain("Only admins can delete runs of this agent.");
        (await bot.SayAsync("/run 2 delete confirm", EngineBench.Otto)).Card!.Text.ShouldContain("was deleted by Otto");
        (await bot.SayAsync("/run 3 delete confirm", EngineBench.Otto)).Card!.Text.ShouldContain("after their end");
        (await bot.SayAsync("/run 4 delete confirm")).Card!.Text.ShouldContain("are never deleted");
        (await bot.SayAsync("/run 5 delete confirm")).Card!.Text.ShouldContain("is not over");
        bot.Bench.Time.Advance(TimeSpan.FromDays(31));
        (await bot.SayAsync("/run 3 delete confirm", EngineBench.Otto)).Card!.Text.ShouldContain("was deleted by Otto");
    }

    [Fact]
    public async Task Many_are_deleted_after_a_question_and_what_is_kept_is_told()
    {
        await using var bot = await BotBench.OpenAsync(("plain", "delete: allowed\n" + Steps), ("my-never", "delete: never\n" + Steps));
        foreach (var agent in (string[])["plain", "my-never", "plain"]) await bot.Bench.RunAsync(agent);
        var press = JsonSerializer.Serialize(new { line = (await AskAsync(bot)).Line });

        await bot.PressAsync("say", press, EngineBench.Otto);
        await bot.GoAsync();

        (await bot.Bench.Engine.ListRunsAsync(new(), new(), default)).Rows.Select(r => r.Number).ShouldBe([2]);
        var ended = (await bot.Bench.Engine.ReadAsync(0, 10_000, default)).Select(e => e.Event).OfType<BulkWorked>().Single();
        (ended.Done, ended.Skipped["kept by the policy of its agent"]).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_night_deletes_what_is_kept_no_longer_and_accounts_for_it()
    {
        await using var bot = await BotBench.OpenAsync(("my-old", "retention: 7d\n" + Steps), ("my-few", "keep: 2 runs\n" + Steps), ("my-all", Steps), ("my-never", "retention: 7d\ndelete: never\n" + Steps));
        foreach (var agent in (string[])["my-old", "my-few", "my-few", "my-few", "my-all", "my-never"]) await bot.Bench.RunAsync(agent);
        bot.Bench.Time.Advance(TimeSpan.FromDays(8));
        await bot.Bench.RunAsync("my-old");

        await bot.Bench.Get<RetentionLoop>().TickOnceAsync(default);

        (await bot.Bench.Engine.ListRunsAsync(new(), new(), default)).Rows.Select(r => r.Number).Order().ShouldBe([3, 4, 5, 6, 7]);
        (await bot.SayAsync("/run 1")).Card!.Text.ShouldSatisfyAllConditions(t => t.ShouldContain("was deleted by ChatRuns"), t => t.ShouldContain("kept no longer"));
        (await bot.SayAsync("/agent my-few")).Card!.Text.ShouldSatisfyAllConditions(t => t.ShouldContain("runs are kept at most 2"), t => t.ShouldContain("1 deleted"));
        var swept = await bot.Bench.Store.ReadStreamAsync(StreamName.Retention, 0, 10, default);
        swept.ShouldHaveSingleItem().Event.ShouldBeOfType<RetentionSwept>().Deleted.ShouldBe(new Dictionary<string, int> { ["my-few"] = 1, ["my-old"] = 1 }, ignoreOrder: true);
        await bot.Bench.Get<RetentionLoop>().TickOnceAsync(default);
        (await bot.Bench.Store.ReadStreamAsync(StreamName.Retention, 0, 10, default)).Count.ShouldBe(1);
        (await bot.Bench.Store.VerifyAsync(default)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_a_process_left_when_it_died_after_the_deletion_is_removed_later()
    {
        await using var bot = await BotBench.OpenAsync(("plain", "delete: allowed\n" + Steps));
        await bot.Bench.RunAsync("plain");
        await bot.SayAsync("/run 1 delete confirm", EngineBench.Otto);
        var folder = Directory.CreateDirectory(Path.Combine(bot.Bench.Data, "runs", "1"));
        bot.Bench.Time.Advance(TimeSpan.FromHours(2));

        await bot.Bench.Get<RetentionLoop>().TickOnceAsync(default);

        Directory.Exists(folder.FullName).ShouldBeFalse();
    }

    [Fact]
    public async Task A_body_that_is_missing_without_a_deletion_is_found()
    {
        await using var bot = await BotBench.OpenAsync(("plain", Steps));
        await bot.Bench.RunAsync("plain");
        await bot.Bench.Store.WriteAsync(c =>
        {
            using var command = c.CreateCommand();
            command.CommandText = "UPDATE events SET body = NULL WHERE stream = 'run/1' AND seq = 2";
            return command.ExecuteNonQuery();
        }, default);

        (await bot.Bench.Store.VerifyAsync(default)).Broken.ShouldHaveSingleItem().ShouldContain("no deletion is on record");
    }

    private static async Task<(string Text, string Line)> AskAsync(BotBench bot)
    {
        var card = (await bot.SayAsync("/runs all time delete", EngineBench.Otto)).Card!;
        card.Text.ShouldContain("Delete 3 runs?");
        var line = card.Json["actions"]!.AsArray().Select(a => a!["data"]!["line"]!.GetValue<string>()).Single(l => l.Contains(" confirm ", StringComparison.Ordinal));
        return (card.Text, line);
    }

    private static long Bodies(System.Data.Common.DbConnection connection, long run)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM events WHERE (stream = 'run/{run}' OR stream LIKE 'run/{run}/%') AND body IS NOT NULL";
        return (long)command.ExecuteScalar()!;
    }

    private static bool HasBlob(BotBench bot, string name) => File.Exists(Path.Combine(bot.Bench.Data, "blobs", name[..2], name));
}
