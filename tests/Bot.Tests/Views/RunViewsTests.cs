using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Views;

public sealed class RunViewsTests
{
    [Theory]
    [InlineData(Cause.Interrupted, 0, "–")]
    [InlineData(Cause.NotAnswered, 0, "–")]
    [InlineData(Cause.Canceled, 0, "–")]
    [InlineData(Cause.Canceled, 1400, "1.4 s")]
    [InlineData(Cause.NonZeroExit, 0, "0 ms")]
    public async Task A_step_whose_time_nobody_knows_says_no_time(Cause cause, long took, string told)
    {
        await using var bot = await BotBench.OpenAsync(("tidy", "steps: [{ name: look, tool: probe.look, with: { what: disk } }]"));
        await bot.Bench.RunAsync("tidy");
        var detail = (await bot.Bench.Engine.FindRunAsync(1, CancellationToken.None)).ShouldNotBeNull();
        var end = Some.Noon.AddMilliseconds(7600);
        var run = Run.From(Some.Queued(1), Some.Noon).Apply(new RunStarted(), Some.Noon).Apply(new StepStarted("look", 1, "a"), Some.Noon)
            .Apply(new StepFailed("look", 1, new(cause, "It stopped."), took, null), end)
            .Apply(new RunEnded(RunStatus.Failed, "look", new(cause, "It stopped."), "It stopped."), end);

        var facts = bot.Bench.Get<RunViews>().Run(detail with { Run = run });

        facts.Steps.ShouldHaveSingleItem().Took.ShouldBe(told);
        facts.Took.ShouldBe("took 7.6 s");
    }
}
