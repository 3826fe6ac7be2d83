using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary><c>/usage</c>, and what runs, steps and lists tell of tokens and credits (K5, L7, D10).</summary>
public sealed class UsageAnswerTests
{
    private const string Talker = """
        steps:
          - name: think
            program: [sh, -c, 'echo "{\"chatruns\":\"usage\",\"model\":\"gpt-5-mini-2026-01\",\"input_tokens\":12000,\"output_tokens\":300,\"credits\":0.0425}"']
        """;

    [Fact]
    public async Task What_a_step_used_is_told_on_its_run_its_step_and_in_the_list()
    {
        await using var bot = await BotBench.OpenAsync(("talker", Talker));
        await bot.Bench.RunAsync("talker");

        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("12,300 tokens, 0.0425 credits");
        (await bot.SayAsync("/run 1 steps think")).Card!.Text.ShouldContain("12,300 tokens, 0.0425 credits");
        (await bot.SayAsync("/runs")).Card!.Text.ShouldContain("0.0425 credits");
    }

    [Fact]
    public async Task Usage_adds_up_each_agent_and_shows_what_is_left_of_quotas()
    {
        await using var bot = await BotBench.OpenAsync(("talker", "title: The talker\nlimits: { credits: 0.1 per day, runs: 10 per hour }\n" + Talker), ("quiet", "steps: [{ pause: 1ms }]"));
        await bot.Bench.RunAsync("talker");
        await bot.Bench.RunAsync("talker");
        await bot.Bench.RunAsync("quiet");

        var all = (await bot.SayAsync("/usage")).Card!;

        all.Name.ShouldBe("usage", all.Text);
        all.Text.ShouldContain("this month");
        all.Text.ShouldContain("24,600");
        all.Text.ShouldContain("The talker: 0.085 of 0.1 credits per day");
        all.Text.ShouldContain("85 % · anew on ");
        all.Text.ShouldContain("The talker: 2 of 10 runs per hour");
        all.Text.ShouldContain("quiet");
        var one = (await bot.SayAsync("/usage quiet today")).Card!.Text;
        one.ShouldContain("Usage of quiet");
        one.ShouldContain("none were told");
        one.ShouldNotContain("The talker");
        (await bot.SayAsync("/usage talker yesterday")).Card!.Text.ShouldContain("Nothing was used yesterday.");
    }

    [Fact]
    public async Task Who_sees_some_agents_sees_what_those_used_and_nothing_of_all_together()
    {
        await using var bot = await BotBench.OpenAsync(("talker", "tags: [mine]\n" + Talker), ("secret", "title: The secret one\nlimits: { runs: 5 per day }\n" + Talker));
        await bot.Bench.RunAsync("talker");
        await bot.Bench.RunAsync("secret");
        await bot.SayAsync("/access web/local/nobody viewer tag:mine");

        var seen = (await bot.SayAsync("/usage", EngineBench.Stranger)).Card!.Text;

        seen.ShouldContain("12,300");
        seen.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Tokens_without_a_price_say_where_prices_go()
    {
        await using var bot = await BotBench.OpenAsync(("talker", Talker.Replace(",\\\"credits\\\":0.0425", "", StringComparison.Ordinal)));
        await bot.Bench.RunAsync("talker");

        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("12,300 tokens");
        (await bot.SayAsync("/usage")).Card!.Text.ShouldContain("Prices:MODEL:Input");
    }
}
