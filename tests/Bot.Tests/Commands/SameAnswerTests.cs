using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>An answer is used again only where it is still the answer, and to whom it is.</summary>
public sealed class SameAnswerTests
{
    private const string Look = "steps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task The_same_question_at_once_has_the_same_card()
    {
        await using var bot = await BotBench.OpenAsync(("reader", Look));

        (await bot.SayAsync("/runs last 7d")).Card.ShouldBeSameAs((await bot.SayAsync("/runs last 7d")).Card);
    }

    [Fact]
    public async Task A_run_that_was_just_started_is_in_the_next_answer()
    {
        await using var bot = await BotBench.OpenAsync(("reader", Look));
        await bot.SayAsync("/runs last 7d");

        await bot.Bench.RunAsync("reader");

        (await bot.SayAsync("/runs last 7d")).Card.ShouldNotBeNull().Text.ShouldContain("1 run");
    }

    [Fact]
    public async Task Mine_is_the_one_who_asks()
    {
        await using var bot = await BotBench.OpenAsync(("reader", Look));
        await bot.Bench.RunAsync("reader", by: EngineBench.Otto);

        (await bot.SayAsync("/runs mine last 7d", EngineBench.Otto)).Card.ShouldNotBeNull().Text.ShouldContain("1 run");
        (await bot.SayAsync("/runs mine last 7d", EngineBench.Ada)).Card.ShouldNotBeNull().Text.ShouldContain("No runs");
    }
}
