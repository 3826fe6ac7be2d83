using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>What was proposed stays on record beside what a person made of it.</summary>
public sealed class EditedActionTests
{
    private const string Tidy = """
        title: Tidy
        approval: { approvers: [approver] }
        steps: [{ name: change, tool: probe.change, with: { what: archive, token: t1 }, confidence: 0.95, reason: old }]
        """;

    [Fact]
    public async Task The_card_shows_what_was_proposed_beside_what_was_approved()
    {
        await using var bot = await EditedAsync();

        var card = (await bot.SayAsync("/run 1 actions")).Card!.Text;

        card.ShouldContain("Do delete");
        card.ShouldContain("Edited by Mia · proposed as “Do archive”");
        card.ShouldContain("archive → delete");
        card.ShouldContain("low risk · proposed with confidence 0.95");
        card.ShouldContain("Why, of the proposal before the edit: old");
        card.ShouldNotContain("t1 →");
    }

    [Fact]
    public async Task The_run_says_that_its_action_was_edited()
    {
        await using var bot = await EditedAsync();

        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("Edited by Mia · proposed as “Do archive” · Approved by Mia");
    }

    [Fact]
    public async Task The_activity_tells_each_event_with_the_words_of_its_time()
    {
        await using var bot = await EditedAsync();

        var activity = (await bot.SayAsync("/run 1 activity")).Card!.Text;

        activity.ShouldContain("Do archive proposed");
        activity.ShouldContain("Do archive edited by Mia");
        activity.ShouldContain("what: archive → delete");
        activity.ShouldContain("Do delete approved by Mia");
        activity.ShouldNotContain("Do delete proposed");
    }

    private static async Task<BotBench> EditedAsync()
    {
        var bot = await BotBench.OpenAsync(("tidy", Tidy));
        var action = await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number);
        var press = $$"""{"id":"{{action.Id}}","digest":"{{action.Digest}}","arg.what":"delete"}""";
        (await bot.PressAsync("action.edit", press, EngineBench.Mia)).Card.ShouldBeNull();
        return bot;
    }
}
