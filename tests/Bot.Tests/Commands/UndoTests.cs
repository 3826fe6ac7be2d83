using ChatRuns.Actions;
using ChatRuns.Engine.Tests;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>An undo stands beside what it takes back, and is nobody's proposal.</summary>
public sealed class UndoTests
{
    private const string Tidy = """
        title: Tidy
        approval: { approvers: [approver] }
        steps: [{ name: change, tool: probe.change, with: { what: archive }, confidence: 0.9 }]
        """;

    [Fact]
    public async Task An_undo_tells_its_origin_and_offers_no_undo_of_itself()
    {
        await using var bot = await UndoneAsync();

        var card = (await bot.SayAsync("/run 1 actions")).Card!;

        card.Text.ShouldContain("Tidy proposed 1 action");
        card.Text.ShouldContain("Undo: Do archive");
        card.Text.ShouldContain("takes back 1.1");
        card.Json.ToJsonString().ShouldNotContain("action.undo");
        (await bot.Bench.Engine.UndoAsync(new(1, 2), EngineBench.Mia, CancellationToken.None)).ShouldBeOfType<DecideResult.Changed>();
    }

    [Fact]
    public async Task An_undo_is_not_counted_as_proposed_or_approved()
    {
        await using var bot = await UndoneAsync();

        var numbers = (await bot.Bench.Engine.ReadMetricsAsync(null, CancellationToken.None)).Now;

        (numbers.Proposed, numbers.Approved).ShouldBe((1, 1));
        (await bot.Bench.Engine.FindRowAsync(1, CancellationToken.None))!.Actions.ShouldSatisfyAllConditions(a => a.Proposed.ShouldBe(1), a => a.Approved.ShouldBe(1));
    }

    [Fact]
    public async Task The_activity_tells_who_asked_for_it()
    {
        await using var bot = await UndoneAsync();

        var activity = (await bot.SayAsync("/run 1 activity")).Card!.Text;

        activity.ShouldContain("Undo: Do archive asked for, to take back 1.1");
        activity.ShouldNotContain("Proposed 1.2");
    }

    private static async Task<BotBench> UndoneAsync()
    {
        var bot = await BotBench.OpenAsync(("tidy", Tidy));
        bot.Bench.Change.Answer = _ => Task.FromResult(new ToolResult(null, new("probe.change", Some.Json("""{"what":"unpack"}"""))));
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number));
        await bot.Bench.GoAsync();
        (await bot.PressAsync("action.undo", """{"id":"1.1"}""", EngineBench.Mia)).Card.ShouldBeNull();
        await bot.Bench.GoAsync();
        return bot;
    }
}
