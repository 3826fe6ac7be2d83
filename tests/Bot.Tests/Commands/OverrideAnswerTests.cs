using ChatRuns.Agents;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>What is set over an agent's file in chat, as people say and see it (M10).</summary>
public sealed class OverrideAnswerTests
{
    private const string Tidy = """
        title: Tidy
        timezone: Europe/Berlin
        approval: { approvers: [approver], required: 2 }
        notify: { actions: [web] }
        triggers: [{ name: nightly, cron: '0 3 * * *' }]
        steps: [{ name: change, tool: probe.change, with: { what: disk } }]
        """;

    [Fact]
    public async Task What_is_set_stands_on_the_agents_card_beside_what_the_file_says()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));

        (await bot.SayAsync("/agent tidy threshold 0.95 quiet week", EngineBench.Otto)).Card!.Text.ShouldContain("Tidy: threshold is 0.95. It counts until it is reset");
        (await bot.SayAsync("/agent tidy schedule \"30 4 * * 1-5\"", EngineBench.Otto)).Card!.Text.ShouldContain("schedule nightly is 30 4 * * 1-5 Europe/Berlin.");
        await bot.SayAsync("/agent tidy pause holidays", EngineBench.Otto);
        var text = (await bot.SayAsync("/agent tidy")).Card!.Text;

        text.ShouldContain("paused by Otto: holidays; the file says active");
        text.ShouldContain("threshold: 0.95, set by Otto (quiet week); the file says 0.9");
        text.ShouldContain("schedule nightly: 30 4 * * 1-5 Europe/Berlin, set by Otto; the file says 0 3 * * * Europe/Berlin");
        (await bot.SayAsync("/agent tidy reset")).Card!.Text.ShouldContain("The file counts again.");
        (await bot.SayAsync("/agent tidy")).Card!.Text.ShouldNotContain("set by");
        (await bot.SayAsync("/agent tidy reset")).Card!.Text.ShouldContain("Tidy is so already.");
    }

    [Fact]
    public async Task What_loosens_approval_is_asked_of_admins_on_a_card_that_follows_the_decision()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));

        var asked = await bot.SayAsync("/agent tidy mode auto", EngineBench.Otto);
        await bot.GoAsync();

        asked.Card!.Text.ShouldContain("Otto wants mode: goes ahead; now it is asks first. It loosens approval, so it waits for an admin.");
        bot.Web.Wall.ShouldHaveSingleItem().Text.ShouldContain("Tidy: a change waits for an admin");
        (await bot.SayAsync("/agents")).Card!.Text.ShouldContain("1 change for an admin");
        (await bot.PressAsync("say", """{"line":"/agent tidy confirm mode auto"}""", EngineBench.Otto)).Card!.Text.ShouldContain("Only admins can confirm");
        (await bot.SayAsync("/agent tidy confirm mode ask")).Card!.Text.ShouldContain("By now Otto wants something else there: goes ahead.");
        (await bot.PressAsync("say", """{"line":"/agent tidy confirm mode auto"}""")).Card!.Text.ShouldContain("It counts from now on.");
        await bot.GoAsync();
        bot.Web.Wall.ShouldHaveSingleItem().Text.ShouldContain("is decided");
        bot.Bench.Engine.FindAgent("tidy")!.Mode.ShouldBe(RunMode.Auto);
    }

    [Fact]
    public async Task What_cannot_be_set_and_who_may_not_is_told()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));

        (await bot.SayAsync("/agent tidy schedule \"61 3 * * *\"")).Card!.Text.ShouldContain("minute \"61\" is wrong");
        (await bot.SayAsync("/agent tidy mode auto", EngineBench.Vera)).Card!.Text.ShouldContain("You may not change agents.");
        (await bot.SayAsync("/agent tidy refuse mode")).Card!.Text.ShouldContain("Nothing waits there any more.");
    }
}
