using ChatRuns.Actions;
using ChatRuns.Bot.Pages;
using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Pages;

public sealed class SidePanelTests
{
    private const string Tidy = "overlap: allow\napproval: { approvers: [approver] }\nvariables: { what: x }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]";

    [Fact]
    public async Task It_counts_what_the_reader_may_decide_and_shows_the_first()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy));
        bot.Bench.Roles.Give(EngineBench.Mia, Role.Approver, Role.Operator);
        bot.Bench.Roles.Give(EngineBench.Otto, Role.Operator);
        for (var i = 0; i < 8; i++) await bot.Bench.StartAsync("tidy", by: i == 0 ? EngineBench.Mia : EngineBench.Ada, variables: ("what", $"folder {i}"));
        await bot.Bench.GoAsync();

        var panel = new SidePanel(bot.Bench.Engine, bot.Bench.Get<Turns>(), bot.Bench.Get<OpenQuestions>());
        var mia = await panel.ReadAsync(EngineBench.Mia, CancellationToken.None);
        var otto = await panel.ReadAsync(EngineBench.Otto, CancellationToken.None);

        mia.Waiting.Count.ShouldBe(6);
        mia.WaitingTotal.ShouldBeInRange(7, 8);
        otto.WaitingTotal.ShouldBe(0);
    }

    [Fact]
    public async Task A_question_that_a_run_asks_counts_and_stands_where_it_expires()
    {
        await using var bot = await BotBench.OpenAsync(("tidy", Tidy), ("asks", "steps: [{ name: ask, question: { text: \"Which *disk*?\", expires: 2h } }]"));
        bot.Bench.Roles.Give(EngineBench.Mia, Role.Approver, Role.Operator);
        bot.Bench.Roles.Give(EngineBench.Otto, Role.Viewer);
        await bot.Bench.StartAsync("tidy");
        await bot.Bench.StartAsync("asks");
        await bot.Bench.GoAsync();

        var panel = new SidePanel(bot.Bench.Engine, bot.Bench.Get<Turns>(), bot.Bench.Get<OpenQuestions>());
        var mia = await panel.ReadAsync(EngineBench.Mia, CancellationToken.None);

        mia.Waiting.Select(item => item.Line).ShouldBe(["/run 2", "/run 1 actions 1.1"]);
        (mia.Waiting[0].Title, mia.WaitingTotal).ShouldBe(("Which *disk*?", 2));
        (await panel.ReadAsync(EngineBench.Otto, CancellationToken.None)).WaitingTotal.ShouldBe(0);
    }
}
