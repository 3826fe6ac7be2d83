using ChatRuns.Actions;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Views;

public sealed class RunViewsTests
{
    [Fact]
    public async Task Runs_that_are_linked_stand_on_both_cards_for_who_sees_their_agents()
    {
        await using var bot = await BotBench.OpenAsync(("night", "steps: [{ name: call, title: Tidy up, agent: asker }]"), ("asker", "title: Ask me\nsteps: [{ question: Go on? }]"));
        var run = await bot.Bench.RunAsync("night");
        var child = run.Children.ShouldHaveSingleItem().Run;
        await bot.Bench.Engine.GrantAsync(EngineBench.Stranger.Key, "Nobody", Role.Viewer, GrantScope.OfAgent("night"), EngineBench.Ada, CancellationToken.None);

        var upper = await FactsAsync(run.Number, EngineBench.Ada);
        var lower = await FactsAsync(child, EngineBench.Ada);

        upper.Now!.ToString().ShouldBe($"Tidy up waits for run #{child}");
        Told(upper).ShouldBe([$"#{child} Ask me Waiting: started by Tidy up /run {child}"]);
        Told(lower).ShouldBe([$"#{run.Number} Night Waiting: started this run /run {run.Number}"]);
        (await FactsAsync(run.Number, EngineBench.Stranger)).Relatives.ShouldBeNull();

        async Task<RunFacts> FactsAsync(long number, Principal who) =>
            bot.Bench.Get<RunViews>().Run((await bot.Bench.Engine.SeenBy(who).FindRunAsync(number, CancellationToken.None)).ShouldNotBeNull());

        static IEnumerable<string> Told(RunFacts facts) => facts.Relatives!.Select(r => $"#{r.Number} {r.Title.Text} {r.Status.Word}: {r.How} {r.Open}");
    }

    [Fact]
    public async Task Targets_are_listed_with_the_agents_that_name_them_and_one_is_chosen_where_there_are_several()
    {
        await using var bot = await BotBench.OpenAsync(("look", "title: Look\ntargets: [eu-prod, us-prod]\nsteps: [{ tool: probe.look, with: { what: x } }]"));

        var all = TargetViews.Of(bot.Bench.Engine.SeenBy(EngineBench.Ada).ListTargets(), null);
        (all.Counted, string.Join(", ", all.Targets.Select(t => $"{t.Name.Text} {t.Agents.Text}"))).ShouldBe(("2 targets", "eu-prod Look, us-prod Look"));
        (await bot.SayAsync("/agent look run")).Card!.Json.ToString().ShouldContain("var.target");
        await bot.SayAsync("/agent look run on us-prod");
        await bot.PressAsync("agent.start", """{"agent":"look","var.target":"eu-prod"}""");
        (await bot.Bench.Engine.ListRunsAsync(new(), new(), CancellationToken.None)).Rows.Select(r => r.Target).ShouldBe(["eu-prod", "us-prod"]);
    }

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
