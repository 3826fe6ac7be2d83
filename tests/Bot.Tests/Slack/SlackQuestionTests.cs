using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>A run's question is found and answered wherever its run is looked at, whatever the agent's file says of routes.</summary>
public sealed class SlackQuestionTests
{
    private const string Asker = "title: Deploy\nnotify: { actions: [], progress: [\"slack:#ops\"], completed: [] }\nsteps: [{ name: ask, question: { text: \"Go on?\", choices: [\"yes\", \"no\"] } }]";

    [Fact]
    public async Task The_card_of_a_run_takes_the_answer_that_it_waits_for()
    {
        await using var bot = await SlackBench.OpenAsync(("deploy", Asker));
        var run = await bot.RunAsync("deploy");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/run", $"{run}");
        var card = bot.Slack.Ephemerals(SlackBench.Mia).Single();

        card.Text.ShouldContain("Go on?");
        bot.Slack.Fill(SlackBench.Mia, card, "Your answer", "yes");
        await bot.Slack.ClickAsync(SlackBench.Mia, card, "Answer");
        await bot.GoAsync();

        (await bot.Bench.Engine.FindRunAsync(run, CancellationToken.None))!.Run.Status.ShouldBe(RunStatus.Completed);
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_progress_card_asks_and_stops_asking_when_somebody_answered()
    {
        await using var bot = await SlackBench.OpenAsync(("deploy", Asker));
        var run = await bot.RunAsync("deploy");
        await bot.PassAsync(TimeSpan.FromSeconds(5));
        var card = bot.Message();

        card.Text.ShouldContain("Go on?");
        bot.Slack.Fill(SlackBench.Jon, card, "Your answer", "no");
        await bot.Slack.ClickAsync(SlackBench.Jon, card, "Answer");
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(5));

        (await bot.Bench.Engine.FindRunAsync(run, CancellationToken.None))!.Run.Status.ShouldBe(RunStatus.Completed);
        bot.Message().Blocks.ToJsonString().ShouldNotContain("\"Answer\"");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_home_tab_lists_a_question_for_those_who_may_answer_and_leads_to_it()
    {
        await using var bot = await SlackBench.OpenAsync(("deploy", Asker));
        var run = await bot.RunAsync("deploy");

        await bot.Slack.OpenHomeAsync(SlackBench.Mia);
        await bot.GoAsync();
        bot.Slack.Home(SlackBench.Mia)!.View.ToJsonString().ShouldContain("Go on?");
        await bot.Slack.ClickAsync(SlackBench.Mia, "Answer");
        await bot.GoAsync();
        await bot.Slack.SubmitAsync(SlackBench.Mia, ("Your answer", "yes"));
        await bot.GoAsync();

        (await bot.Bench.Engine.FindRunAsync(run, CancellationToken.None))!.Run.Status.ShouldBe(RunStatus.Completed);
        bot.Slack.Violations.ShouldBeEmpty();
    }
}
