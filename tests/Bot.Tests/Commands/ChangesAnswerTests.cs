namespace ChatRuns.Bot.Tests.Commands;

/// <summary><c>/run N changes</c>: an operator finds out what differs from the last good run (D17), and from today's file (D6).</summary>
public sealed class ChangesAnswerTests
{
    private const string Good = """
        variables: { limit: 5, path: /srv/a }
        steps:
          - { name: count, program: [sh, -c, "echo '{\"chatruns\":\"output\",\"value\":{\"files\":3}}'"] }
        """;

    private static readonly string Bad = Good.Replace("limit: 5", "limit: 9", StringComparison.Ordinal) + "\n  - { name: fail, program: [sh, -c, \"exit 3\"] }";

    [Fact]
    public async Task A_failed_run_is_compared_with_the_last_good_one_before_it()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Good));
        await bot.Bench.RunAsync("tidy");
        await bot.Bench.EditAsync("tidy", Bad);
        await bot.Bench.RunAsync("tidy", variables: ("path", "/srv/b"));

        var card = (await bot.SayAsync("/run 2 changes")).Card!;

        card.Name.ShouldBe("changes", card.Text);
        card.Text.ShouldContain("Against run #1, the last good one before it");
        card.Text.ShouldContain("ended: Completed → Failed at fail: ");
        card.Text.ShouldContain("limit: 5 → 9");
        card.Text.ShouldContain("path: /srv/a → /srv/b");
        card.Text.ShouldContain("steps.fail: new, ");
        card.Text.ShouldNotContain("since this run");
        card.Json.ToJsonString().ShouldContain("\"/run 1\"");
    }

    [Fact]
    public async Task The_card_of_a_failed_run_offers_it_and_that_of_a_good_one_does_not()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Good), ("bad", Bad));
        await bot.Bench.RunAsync("tidy");
        await bot.Bench.RunAsync("bad");

        (await bot.SayAsync("/run 1")).Card!.Json.ToJsonString().ShouldNotContain("/run 1 changes");
        (await bot.SayAsync("/run 2")).Card!.Json.ToJsonString().ShouldContain("/run 2 changes");
    }

    [Fact]
    public async Task Runs_that_are_alike_say_so_and_where_to_look_instead()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Good));
        await bot.Bench.RunAsync("tidy");
        await bot.Bench.RunAsync("tidy");

        var card = (await bot.SayAsync("/run 2 changes since 1")).Card!.Text;

        card.ShouldContain("Nothing differs that is on record");
        card.ShouldContain("Against run #1, ");
    }

    [Fact]
    public async Task An_edit_after_the_run_is_told_though_there_is_no_good_run()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Bad));
        await bot.Bench.RunAsync("tidy");
        await bot.Bench.EditAsync("tidy", Bad.Replace("exit 3", "exit 0", StringComparison.Ordinal));

        var card = (await bot.SayAsync("/run 1 what changed")).Card!.Text;

        card.ShouldContain("No run of this agent completed before this one");
        card.ShouldContain("The agent's file since this run");
        card.ShouldContain("steps.fail.program[2]: exit 3 → exit 0");
    }

    [Fact]
    public async Task Runs_of_different_agents_are_not_compared()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Good), ("other", Good));
        await bot.Bench.RunAsync("tidy");
        await bot.Bench.RunAsync("other");

        (await bot.SayAsync("/run 2 changes since 1")).Card!.Text.ShouldContain("Run #1 is of another agent");
        (await bot.SayAsync("/run 2 changes since 77")).Card!.Text.ShouldContain("There is no run #77");
    }
}
