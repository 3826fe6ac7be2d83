using ChatRuns.Actions;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Whose turn it is to decide: said before anybody presses.</summary>
public sealed class TurnTests
{
    private const string Two = """
        title: Tidy
        approval: { approvers: [approver], required: 2 }
        steps: [{ name: change, tool: probe.change, with: { what: archive } }]
        """;

    [Fact]
    public async Task Who_started_a_run_is_told_that_somebody_else_decides()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Two));
        await bot.Bench.RunAsync("tidy", by: EngineBench.Ada);

        (await bot.SayAsync("/run 1 actions")).Card!.Text.ShouldContain("Who may decide: approver, not who started the run · needs 2 approvals");
        (await bot.SayAsync("/approvals")).Card!.Text.ShouldContain("you started its run, somebody else decides");
        (await bot.SayAsync("/approvals mine")).Card!.Text.ShouldContain("Nothing waits for you.");
    }

    [Fact]
    public async Task What_somebody_has_approved_waits_for_others_and_a_second_press_is_answered()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Two));
        var action = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);
        var press = $$"""{"id":"{{action.Id}}","digest":"{{action.Digest}}"}""";

        (await bot.PressAsync("action.approve", press, EngineBench.Mia)).Card.ShouldBeNull();

        (await bot.SayAsync("/approvals mine", EngineBench.Mia)).Card!.Text.ShouldContain("Nothing waits for you.");
        (await bot.SayAsync("/approvals", EngineBench.Mia)).Card!.Text.ShouldContain("you approved it, 1 of 2");
        (await bot.SayAsync("/approvals mine", EngineBench.Noor)).Card!.Text.ShouldContain("1 action waits");
        (await bot.PressAsync("action.approve", press, EngineBench.Mia)).Card!.Text.ShouldContain("You approved this already: 1 of 2.");
        (await bot.Bench.ActionAsync(1)).Status.ShouldBe(ActionStatus.Open);
    }

    [Fact]
    public void A_word_of_the_commands_wins_over_an_agent_of_that_name()
    {
        var known = new Vocabulary { Agents = [new("mine", "Mine"), new("page", "Page")] };
        Command Parse(string line) => CommandLine.Parse(line, known, EngineBench.Ada.Key, Some.Noon, TimeZoneInfo.Utc);


        Parse("/approvals mine").ShouldBe(new ApprovalsCommand { Mine = true });
        Parse("/approvals mine page 2").ShouldBe(new ApprovalsCommand { Mine = true, Page = 2 });
        Parse("/approvals \"mine\"").ShouldBe(new ApprovalsCommand { Agent = "mine" });
    }

    [Theory]
    [InlineData("mine")]
    [InlineData("all")]
    [InlineData("me")]
    [InlineData("failed")]
    [InlineData("timed-out")]
    [InlineData("page")]
    [InlineData("pause")]
    [InlineData("yesterday")]
    public async Task No_agent_is_called_by_a_word_of_the_commands(string name)
    {
        await using var bot = await BotBench.OpenAsync((name, Two));

        bot.Bench.Engine.ListAgents().ShouldBeEmpty();
        var card = (await bot.SayAsync("/agents")).Card!.Text;
        card.ShouldContain("is a word of the commands");
        card.ShouldNotContain("line 0");
    }

    [Fact]
    public async Task The_title_of_a_notice_has_times_as_words()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Two.Replace("required: 2", "required: 1", StringComparison.Ordinal)));
        var action = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);
        var press = $$"""{"id":"{{action.Id}}","digest":"{{action.Digest}}"}""";

        await bot.PressAsync("action.approve", press, EngineBench.Mia);
        var late = await bot.PressAsync("action.approve", press, EngineBench.Noor);

        late.Card!.Title.ShouldBe("Mia approved this at 12:00 UTC, before you.");
    }
}
