namespace ChatRuns.Bot.Tests.Commands;

/// <summary>What the buttons of a run's card say is understood: one step, and further pages of its actions.</summary>
public sealed class StepAndPageTests
{
    private const string Look = """
        steps:
          - { name: look, title: Look around, tool: probe.look, with: { what: disk } }
          - { name: check-it, tool: probe.look, with: { what: tape } }
        """;

    [Theory]
    [InlineData("/run 1 steps look", "disk", "tape")]
    [InlineData("/run 1 steps \"Look around\"", "disk", "tape")]
    [InlineData("/run 1 steps look around", "disk", "tape")]
    [InlineData("/run 1 step check it", "tape", "disk")]
    [InlineData("/run 1 steps 2", "tape", "disk")]
    public async Task One_step_of_a_run_opens_by_name_title_or_place(string line, string shown, string notShown)
    {
        await using var bot = await BotBench.OpenAsync(("reader", Look));
        await bot.Bench.RunAsync("reader");

        var card = (await bot.SayAsync(line)).Card!;

        card.Name.ShouldBe("run-steps", card.Text);
        card.Text.ShouldContain(shown);
        card.Text.ShouldNotContain(notShown);
        card.Json.ToJsonString().ShouldContain("All steps");
    }

    [Fact]
    public async Task Every_step_button_of_a_run_card_opens_that_step()
    {
        await using var bot = await BotBench.OpenAsync(("reader", Look));
        await bot.Bench.RunAsync("reader");
        var json = (await bot.SayAsync("/run 1")).Card!.Json.ToJsonString();

        foreach (var step in (string[])["look", "check-it"])
        {
            json.ShouldContain($"/run 1 steps {step}");
            (await bot.SayAsync($"/run 1 steps {step}")).Card!.Name.ShouldBe("run-steps");
        }
    }

    [Fact]
    public async Task A_mistyped_step_is_asked_back()
    {
        await using var bot = await BotBench.OpenAsync(("reader", Look));
        await bot.Bench.RunAsync("reader");

        var card = (await bot.SayAsync("/run 1 steps chekc-it")).Card!;

        card.Text.ShouldContain("Run #1 has no step chekc-it. Did you mean one of these?");
        card.Json.ToJsonString().ShouldContain("/run 1 steps check-it");
    }

    [Fact]
    public async Task A_step_shows_the_tail_of_its_own_log_and_nothing_of_another_step()
    {
        await using var bot = await BotBench.OpenAsync(("talker", """
            steps:
              - { name: one, program: [sh, -c, "echo from-one"] }
              - { name: two, program: [sh, -c, "echo from-two"] }
            """));
        await bot.Bench.RunAsync("talker");

        var card = (await bot.SayAsync("/run 1 steps two")).Card!.Text;

        card.ShouldContain("from-two");
        card.ShouldNotContain("from-one");
    }

    [Fact]
    public async Task Further_actions_are_a_page_away_and_redrawn_when_they_are_decided()
    {
        await using var bot = await BotBench.OpenAsync(("many", Many(14)));
        await bot.Bench.RunAsync("many");

        var first = (await bot.SayAsync("/run 1 actions")).Card!;
        var second = await bot.SayAsync("/run 1 actions page 2");

        first.Text.ShouldContain("Actions 1 to 10 of 14 · page 1 of 2");
        first.Json.ToJsonString().ShouldContain("/run 1 actions page 2");
        second.Card!.Text.ShouldContain("Actions 11 to 14 of 14 · page 2 of 2");
        second.Card.Text.ShouldContain("proposes 14 actions");
        second.Card.Json.ToJsonString().ShouldNotContain("/run 1 actions page 3");
        second.Subject.ShouldBe("actions/1/2");
        (await bot.SayAsync("/run 1 actions page 9")).Subject.ShouldBe("actions/1/2");
        (await bot.SayAsync("/run 1 actions page 0")).Card!.Text.ShouldContain("pages are counted from 1");
    }

    private static string Many(int count) => "title: Many\napproval: { approvers: [approver] }\nsteps:\n" + string.Concat(
        Enumerable.Range(1, count).Select(i => $"  - {{ name: s{i}, tool: probe.change, with: {{ what: thing-{i} }}, reason: old }}\n"));
}
