using ChatRuns.Actions;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>A deletion that was made, and of which nobody knows because the process died before its end was on record.</summary>
public sealed class UnknownOutcomeTests
{
    private const string Tidy = """
        title: Tidy
        approval: { approvers: [approver] }
        steps: [{ name: drop, tool: file.delete, with: { path: old.txt }, reason: old }]
        """;

    [Fact]
    public async Task What_happened_before_the_crash_is_recognised_when_it_is_run_again_and_can_be_undone()
    {
        await using var bot = await CrashedAsync();

        (await bot.PressAsync("action.again", """{"id":"1.1"}""", EngineBench.Mia)).Card.ShouldBeNull();
        await bot.Bench.GoAsync();

        (await bot.Bench.ActionAsync(1)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(ActionStatus.Succeeded, a.Error), a => a.Undo.ShouldNotBeNull());
        await ShouldComeBackAsync(bot);
    }

    [Fact]
    public async Task It_happened_names_who_said_so_and_offers_undo()
    {
        await using var bot = await CrashedAsync();

        (await bot.PressAsync("action.happened", """{"id":"1.1"}""", EngineBench.Mia)).Card.ShouldBeNull();
        var card = (await bot.SayAsync("/run 1 actions")).Card!;

        card.Text.ShouldContain("it happened, as Mia confirmed");
        card.Json.ToJsonString().ShouldContain("action.undo");
        await ShouldComeBackAsync(bot);
    }

    [Fact]
    public async Task It_happened_offers_no_undo_of_what_the_tool_does_not_find_done()
    {
        await using var bot = await CrashedAsync(isDone: false);

        await bot.PressAsync("action.happened", """{"id":"1.1"}""", EngineBench.Mia);

        (await bot.Bench.ActionAsync(1)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(ActionStatus.Succeeded), a => a.Undo.ShouldBeNull());
    }

    [Fact]
    public async Task A_tool_that_truly_failed_is_called_again_with_a_key_of_its_own()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy.Replace("file.delete, with: { path: old.txt }", "probe.change, with: { what: archive }", StringComparison.Ordinal)));
        bot.Bench.Change.Answer = _ => throw new ToolException(ToolFault.Failed, "Busy.");
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number));
        await bot.Bench.GoAsync();
        bot.Bench.Change.Answer = _ => Task.FromResult(new ToolResult(null));

        await bot.PressAsync("action.retry", """{"id":"1.1"}""", EngineBench.Mia);
        await bot.Bench.GoAsync();

        (await bot.Bench.ActionAsync(1)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Bench.Change.Calls.Count.ShouldBe(2);
        bot.Bench.Change.Calls.Select(c => c.Key).Distinct().Count().ShouldBe(2);
    }

    private static string Old(BotBench bot) => Path.Combine(bot.Bench.Docs, "old.txt");

    private static async Task<BotBench> CrashedAsync(bool isDone = true)
    {
        var bot = await BotBench.OpenAsync(("tidy", Tidy));
        await File.WriteAllTextAsync(Old(bot), "old");
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy")).Number));
        var action = await bot.Bench.ActionAsync(1);
        var started = new ActionStarted("1.1-key");
        var at = bot.Bench.Time.GetUtcNow();
        await bot.Bench.Store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(action.Id.Stream, Principal.System, [started], action.Seq)]), CancellationToken.None);
        if (isDone) await bot.Bench.Get<ToolShelf>().Find("file.delete")!.CallAsync(action.Arguments, new(1, started.IdempotencyKey), CancellationToken.None);
        await bot.Bench.RestartAsync();
        (await bot.Bench.ActionAsync(1)).Status.ShouldBe(ActionStatus.Unknown);
        return bot;
    }

    private static async Task ShouldComeBackAsync(BotBench bot)
    {
        File.Exists(Old(bot)).ShouldBeFalse();
        (await bot.PressAsync("action.undo", """{"id":"1.1"}""", EngineBench.Mia)).Card.ShouldBeNull();
        await bot.Bench.GoAsync();
        (await File.ReadAllTextAsync(Old(bot))).ShouldBe("old");
    }
}
