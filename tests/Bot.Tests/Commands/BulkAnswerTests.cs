using System.Text.RegularExpressions;
using ChatRuns.Actions;
using ChatRuns.Bot.Channels;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Doing something to many runs: asked first, done to no more than was shown, accounted for.</summary>
public sealed partial class BulkAnswerTests
{
    private const string Quick = "steps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private const string Slow = "overlap: allow\nsteps: [{ name: rest, pause: 1h }]";

    [Fact]
    public async Task Nothing_is_done_before_it_is_confirmed_and_then_all_of_it()
    {
        await using var bot = await OpenAsync(quick: 120);

        var asked = (await bot.SayAsync("/runs quick last 7d archive")).Card!;

        asked.Text.ShouldContain("Archive 120 runs?");
        await bot.GoAsync();
        (await CountAsync(bot, archived: true)).ShouldBe(0);
        var begun = await bot.PressAsync("say", Confirm(asked), id: "press-1");
        begun.Card!.Text.ShouldContain("0 of 120 runs so far");
        await bot.GoAsync();
        (await CountAsync(bot, archived: true)).ShouldBe(120);
        (await BulkAsync(bot)).ShouldSatisfyAllConditions(b => b.Done.ShouldBe(120), b => b.Skipped.ShouldBeEmpty(), b => b.EndedAt.ShouldNotBeNull());
        (await bot.PressAsync("say", Confirm(asked), id: "press-1")).Card!.Text.ShouldContain("Archived: 120 of 120 runs.");
        (await bot.Bench.Store.VerifyAsync(default)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Runs_that_came_after_the_count_are_left_alone()
    {
        await using var bot = await OpenAsync(quick: 2);
        var asked = (await bot.SayAsync("/runs quick archive")).Card!;
        await bot.Bench.RunAsync("quick");

        await bot.PressAsync("say", Confirm(asked));
        await bot.GoAsync();

        (await CountAsync(bot, archived: false)).ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_done_is_counted_with_its_reason()
    {
        await using var bot = await OpenAsync(quick: 2, slow: 1);

        await bot.PressAsync("say", Confirm((await bot.SayAsync("/runs 1 2 3 archive")).Card!));
        await bot.GoAsync();

        var bulk = await BulkAsync(bot);
        (bulk.Done, bulk.Skipped["not over"]).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Many_are_canceled_and_many_started_again()
    {
        await using var bot = await OpenAsync(quick: 2, slow: 3);

        await bot.PressAsync("say", Confirm((await bot.SayAsync("/runs waiting cancel")).Card!));
        await bot.GoAsync();
        await bot.PressAsync("say", Confirm((await bot.SayAsync("/runs completed rerun")).Card!));
        await bot.GoAsync();

        (await bot.Bench.Engine.ListRunsAsync(new() { Statuses = [RunStatus.Canceled] }, new(), default)).Total.ShouldBe(3);
        var again = await bot.Bench.Engine.ListRunsAsync(new() { Agent = "quick" }, new(), default);
        again.Total.ShouldBe(4);
        (await bot.Bench.FindAsync(again.Rows[0].Number)).Queued.Trigger.RerunOf.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_old_or_a_grown_count_is_asked_again_and_a_viewer_is_refused()
    {
        await using var bot = await OpenAsync(quick: 2);
        var asked = (await bot.SayAsync("/runs quick archive")).Card!;

        (await bot.SayAsync("/runs quick archive", EngineBench.Vera)).Card!.Text.ShouldContain("You may not change runs.");
        (await bot.PressAsync("say", Confirm(asked).Replace("confirm 2", "confirm 1", StringComparison.Ordinal))).Card!.Text.ShouldContain("They have changed since they were counted.");
        bot.Bench.Time.Advance(TimeSpan.FromHours(2));
        (await bot.PressAsync("say", Confirm(asked))).Card!.Text.ShouldContain("They have changed since they were counted.");
        await bot.GoAsync();
        (await CountAsync(bot, archived: true)).ShouldBe(0);
        (await bot.SayAsync("/runs failed archive")).Card!.Text.ShouldContain("No failed runs");
    }

    [Fact]
    public async Task Who_lost_the_role_meanwhile_changes_nothing_more()
    {
        await using var bot = await OpenAsync(quick: 60);
        await bot.PressAsync("say", Confirm((await bot.SayAsync("/runs quick archive", EngineBench.Otto)).Card!), EngineBench.Otto);
        var id = (await BulkAsync(bot)).Begun.Id;
        await bot.Bench.Get<BulkLoop>().WorkOnceAsync(id, default);

        bot.Bench.Roles.Give(EngineBench.Otto, Role.Viewer);
        await bot.GoAsync();

        var bulk = await BulkAsync(bot);
        (bulk.Done, bulk.Skipped.Values.Sum()).ShouldBe((50, 10));
    }

    [Fact]
    public async Task A_stop_between_two_portions_loses_nothing()
    {
        await using var bot = await OpenAsync(quick: 120);
        await bot.PressAsync("say", Confirm((await bot.SayAsync("/runs quick archive")).Card!));
        await bot.Bench.Get<BulkLoop>().WorkOnceAsync((await BulkAsync(bot)).Begun.Id, default);
        (await CountAsync(bot, archived: true)).ShouldBe(50);

        await bot.Bench.RestartAsync();

        (await CountAsync(bot, archived: true)).ShouldBe(120);
        (await BulkAsync(bot)).Done.ShouldBe(120);
    }

    private static async Task<BotBench> OpenAsync(int quick, int slow = 0)
    {
        var bot = await BotBench.OpenAsync(("quick", Quick), ("slow", Slow));
        for (var i = 0; i < quick; i++) await bot.Bench.StartAsync("quick");
        for (var i = 0; i < slow; i++) await bot.Bench.StartAsync("slow");
        await bot.Bench.GoAsync();
        return bot;
    }

    private static async Task<int> CountAsync(BotBench bot, bool archived) => (await bot.Bench.Engine.ListRunsAsync(new() { Archived = archived }, new(), default)).Total;

    private static async Task<Bulk> BulkAsync(BotBench bot)
    {
        var begun = (await bot.Bench.Engine.ReadAsync(0, 10_000, default)).Last(e => e.Event is BulkBegun);
        return (await bot.Bench.Engine.FindBulkAsync(StreamName.BulkOf(begun.Stream)!, default))!;
    }

    // What its button says.
    private static string Confirm(BoundCard card) =>
        $$"""{"line":"{{Line().Matches(card.Json.ToJsonString()).Select(m => Regex.Unescape(m.Groups[1].Value)).Single(line => line.Contains(" confirm ", StringComparison.Ordinal))}}"}""";

    [GeneratedRegex("\"line\":\"([^\"]*)\"")]
    private static partial Regex Line();
}
