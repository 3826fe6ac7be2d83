using ChatRuns.Actions;
using ChatRuns.Bot.Courier;
using ChatRuns.Engine.Tests;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>/freeze and /unfreeze as people say them, and what cards show meanwhile.</summary>
public sealed class FreezeAnswerTests
{
    private static readonly (string, string)[] Agents =
    [
        ("reader", "title: Reader\ntags: [web]\ntriggers: [{ name: nightly, cron: '0 * * * *' }]\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]"),
        ("changer", "title: Changer\napproval: { approvers: [approver] }\nnotify: { actions: [web], progress: [web] }\nsteps: [{ name: change, tool: probe.change, with: { what: disk } }]"),
    ];

    [Fact]
    public async Task A_freeze_tells_what_stands_still_and_unfreeze_lists_what_was_held()
    {
        await using var bot = await BotBench.OpenAsync(Agents);
        await bot.Bench.Get<Planner>().TickOnceAsync(default);
        await bot.Bench.RunAsync("changer");

        var frozen = await bot.SayAsync("/freeze all for 5h odd mails", EngineBench.Otto);
        await bot.Bench.Get<Planner>().TickOnceAsync(default);
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(1));
        var started = await bot.SayAsync("/agent reader run");
        await bot.GoAsync();
        bot.Bench.Time.Advance(TimeSpan.FromHours(2.5));
        var thawed = await bot.SayAsync("/unfreeze", EngineBench.Otto);

        frozen.Card!.Text.ShouldSatisfyAllConditions(
            text => text.ShouldContain("All agents are frozen by Otto since"), text => text.ShouldContain("odd mails"), text => text.ShouldContain("2 agents stand still."));
        started.Card!.Text.ShouldStartWith("❄ Frozen by Otto");
        bot.Bench.Change.Calls.ShouldBeEmpty();
        thawed.Card!.Text.ShouldSatisfyAllConditions(
            text => text.ShouldContain("All agents are no longer frozen."), text => text.ShouldContain("Skipped: reader, “nightly”, 2 times"),
            text => text.ShouldContain("1 approved action, executed now unless it is too late: 1.1."), text => text.ShouldContain("#2"));
        await bot.GoAsync();
        bot.Bench.Change.Calls.Count.ShouldBe(1);
        (await bot.Bench.FindAsync(2)).Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task Every_answer_that_a_freeze_concerns_says_so_and_no_other()
    {
        await using var bot = await BotBench.OpenAsync(Agents);
        await bot.Bench.RunAsync("changer");
        await bot.Bench.RunAsync("reader");
        await bot.SayAsync("/freeze changer mails went astray");

        foreach (var line in new[] { "/agent changer", "/runs", "/agents", "/approvals", "/next", "/run 1", "/run 1 actions" })
            (await bot.SayAsync(line)).Card!.Text.ShouldContain("mails went astray", customMessage: line);
        foreach (var line in new[] { "/agent reader", "/run 2", "/help", "/metrics" })
            (await bot.SayAsync(line)).Card!.Text.ShouldNotContain("mails went astray", customMessage: line);
    }

    [Fact]
    public async Task Cards_in_channels_say_it_and_take_it_off_again()
    {
        await using var bot = await BotBench.OpenAsync(Agents);
        await bot.Bench.StartAsync("changer");
        await bot.GoAsync();
        bot.Web.Wall.ShouldNotBeEmpty();

        await bot.SayAsync("/freeze changer odd mails");
        await bot.CarryAsync();
        var actions = bot.Web.Wall.Single(card => card.Name == "actions");
        actions.Text.ShouldContain("Frozen by Ada");
        actions.Subject.ShouldBe("actions/1");
        await bot.SayAsync("/unfreeze changer");
        await bot.CarryAsync();

        bot.Web.Wall.ShouldAllBe(card => !card.Text.Contains("Frozen by Ada", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_not_what_is_unknown_and_what_is_not_frozen_is_told()
    {
        await using var bot = await BotBench.OpenAsync(Agents);

        (await bot.SayAsync("/unfreeze")).Card!.Text.ShouldContain("Nothing is frozen.");
        (await bot.SayAsync("/freeze", EngineBench.Vera)).Card!.Text.ShouldContain("You may not freeze all agents.");
        (await bot.SayAsync("/freeze raeder")).Card!.Text.ShouldContain("Did you mean reader?");
        await bot.SayAsync("/freeze tag:web");
        (await bot.SayAsync("/unfreeze changer")).Card!.Text.ShouldContain("That is not frozen. Agents with the tag web are frozen by Ada");
        bot.Bench.Engine.Freezes.ShouldHaveSingleItem().Scope.ShouldBe(GrantScope.OfTag("web"));
    }

    [Fact]
    public async Task The_preview_says_which_times_are_skipped()
    {
        await using var bot = await BotBench.OpenAsync(Agents);
        await bot.SayAsync("/freeze reader for 90m");

        var next = (await bot.SayAsync("/next reader")).Card!.Text;

        next.Split("it is skipped unless").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_restored_store_posts_and_redraws_nothing_until_it_is_released()
    {
        await using var bot = await BotBench.OpenAsync(Agents);
        await bot.Bench.RunAsync("changer");
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(1));
        await HoldDesk.HoldRestoredAsync(bot.Bench.Store, "From a backup.", bot.Bench.Time, default);
        await bot.Bench.Get<HoldDesk>().ReadAsync(default);

        await bot.CarryAsync();
        (bot.Web.Posts, bot.Web.Redraws).ShouldBe((0, 0));
        await bot.Bench.Engine.ReleaseAsync(EngineBench.Ada, default);
        await bot.CarryAsync();

        bot.Web.Posts.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_courier_begins_again_by_itself_when_a_store_is_released()
    {
        await using var bot = await BotBench.OpenAsync(Agents);
        await bot.Bench.RunAsync("changer");
        await HoldDesk.HoldRestoredAsync(bot.Bench.Store, "From a backup.", bot.Bench.Time, default);
        await bot.Bench.Get<HoldDesk>().ReadAsync(default);
        var courier = bot.Bench.Get<CourierLoop>();
        await courier.StartAsync(default);
        await courier.StartedAsync(default);
        bot.Web.Posts.ShouldBe(0);

        await bot.Bench.Engine.ReleaseAsync(EngineBench.Ada, default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (bot.Web.Posts == 0 && !patience.IsCancellationRequested) await Task.Yield();
        await courier.StopAsync(default);

        bot.Web.Posts.ShouldBeGreaterThan(0);
    }
}
