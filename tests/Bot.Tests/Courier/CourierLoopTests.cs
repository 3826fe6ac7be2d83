using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;
using ChatRuns.Runs;
using ChatRuns.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatRuns.Bot.Tests.Courier;

/// <summary>What happened and the cards that stand for it, in conversations that are slow, gone or restarted.</summary>
public sealed class CourierLoopTests
{
    private const string Look = "steps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private const string Ask = "approval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";

    [Fact]
    public async Task A_failure_stands_in_the_web_chat_where_the_agent_says_nothing()
    {
        await using var bot = await OpenAsync(Look, fails: true);

        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();

        bot.Web.Wall.ShouldHaveSingleItem().Name.ShouldBe("run-failed");
        bot.Slack.Wall.ShouldBeEmpty();
    }

    [Fact]
    public async Task Named_routes_are_followed_and_an_empty_list_goes_nowhere()
    {
        await using var bot = await OpenAsync("notify: { failed: [\"slack:#ops\"], completed: [] }\n" + Look, fails: true);

        await bot.Bench.RunAsync("reader");
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();

        bot.Slack.Wall.ShouldHaveSingleItem().Name.ShouldBe("run-failed");
        bot.Web.Wall.ShouldBeEmpty();
    }

    [Fact]
    public async Task Failures_in_a_row_are_one_message_and_the_recovery_redraws_it()
    {
        await using var bot = await OpenAsync("notify: { completed: [] }\n" + Look, fails: true);
        for (var i = 0; i < 3; i++)
        {
            await bot.Bench.RunAsync("reader");
            await bot.CarryAsync();
        }

        bot.Web.Wall.ShouldHaveSingleItem().Text.ShouldContain("3 times");
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        bot.Web.Wall.ShouldHaveSingleItem().Text.ShouldContain("3 runs");
        bot.Web.Wall.ShouldHaveSingleItem().Text.ShouldNotContain("is failing");

        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        bot.Web.Wall.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_alert_waits_for_as_many_failures_as_the_agent_says()
    {
        await using var bot = await OpenAsync("notify: { alert_after: 3 }\n" + Look, fails: true);

        for (var i = 1; i <= 4; i++)
        {
            await bot.Bench.RunAsync("reader");
            await bot.CarryAsync();
            bot.Web.Wall.Count.ShouldBe(i < 3 ? 0 : 1);
        }
    }

    [Fact]
    public async Task Proposed_actions_are_a_card_that_is_redrawn_with_who_decided()
    {
        await using var bot = await OpenAsync(Ask);
        var run = await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        bot.Web.Wall[0].Name.ShouldBe("actions");

        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run.Number));
        await bot.GoAsync();

        bot.Web.Wall.Count(c => c.Name == "actions").ShouldBe(1);
        bot.Web.Wall[0].Text.ShouldContain("Approved by Mia");
    }

    [Fact]
    public async Task A_question_is_a_card()
    {
        await using var bot = await OpenAsync("steps: [{ name: ask, question: \"Go on?\" }]");

        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();

        bot.Web.Wall.ShouldHaveSingleItem().Text.ShouldContain("Go on?");
    }

    [Fact]
    public async Task A_question_of_a_run_that_was_canceled_is_closed()
    {
        await using var bot = await OpenAsync("steps: [{ name: ask, question: \"Go on?\" }]");
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        bot.Web.Wall.ShouldHaveSingleItem().Json.ToJsonString().ShouldContain("question.answer");

        await bot.Bench.Engine.CancelAsync(1, EngineBench.Ada, null, CancellationToken.None);
        await bot.Bench.GoAsync();
        await bot.CarryAsync();

        var card = bot.Web.Wall.ShouldHaveSingleItem();
        card.Text.ShouldContain("Run #1 was canceled before anybody answered.");
        card.Json.ToJsonString().ShouldNotContain("question.answer");
        var run = bot.Bench.Get<RunViews>().Run((await bot.Bench.Engine.FindRunAsync(1, CancellationToken.None)).ShouldNotBeNull());
        run.Steps.ShouldHaveSingleItem().Status.Word.ShouldBe("Canceled");
    }

    [Fact]
    public async Task A_question_that_nobody_answered_in_time_is_closed_while_its_run_goes_on()
    {
        await using var bot = await OpenAsync(
            "steps: [{ name: ask, question: { text: \"Go on?\", expires: 1h } }, { name: then, question: \"And now?\", when: failure }]");
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();

        bot.Bench.Time.Advance(TimeSpan.FromHours(1));
        await bot.Bench.GoAsync();
        await bot.CarryAsync();

        bot.Web.Wall[0].Text.ShouldContain("Nobody answered.");
        bot.Web.Wall[1].Json.ToJsonString().ShouldContain("question.answer");
    }

    [Fact]
    public async Task A_restart_posts_nothing_twice()
    {
        await using var bot = await OpenAsync(Look, fails: true);
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();

        await bot.Bench.RestartAsync();
        await bot.CarryAsync();
        await bot.CarryAsync();

        bot.Web.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task What_happened_while_the_courier_was_away_is_brought_later()
    {
        await using var bot = await OpenAsync(Look, fails: true);
        await bot.Bench.RunAsync("reader");

        await bot.Bench.RestartAsync();
        await bot.CarryAsync();

        bot.Web.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task A_platform_that_says_later_is_asked_later()
    {
        await using var bot = await OpenAsync(Look, fails: true);
        bot.Web.Refuses = () => new SendResult.Later(TimeSpan.FromSeconds(30), "slow down");
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        bot.Web.Refuses = () => null;

        await bot.CarryAsync();
        bot.Web.Posts.ShouldBe(0);
        bot.Bench.Time.Advance(TimeSpan.FromSeconds(30));
        await bot.CarryAsync();

        bot.Web.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_that_is_gone_is_left_alone()
    {
        await using var bot = await OpenAsync(Look, fails: true);
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        var asked = 0;
        bot.Web.Refuses = () =>
        {
            asked++;
            return new SendResult.Gone("somebody deleted it");
        };

        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();

        asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_card_that_cannot_be_drawn_is_put_back_alone_and_for_longer_each_time()
    {
        await using var bot = await OpenAsync("steps: [{ name: ask, question: \"Go on?\" }]");
        await bot.Bench.RunAsync("reader");
        await bot.Bench.RunAsync("reader");
        var cards = new BrokenCards(bot.Bench.Get<ILivingCards>());
        using var courier = new CourierLoop(
            bot.Bench.Get<RunEngine>(), bot.Bench.Get<Following>(), bot.Bench.Get<Telling>(), bot.Bench.Get<Timed>(), bot.Bench.Get<CourierMemory>(), bot.Channels, bot.Bench.Get<HeldCards>(), new(), cards, bot.Bench.Time,
            NullLogger<CourierLoop>.Instance);

        await CarryAsync(courier);
        bot.Web.Posts.ShouldBe(1);

        var asked = new List<int>();
        foreach (var seconds in new[] { 4, 1, 9, 1, 19, 1 })
        {
            bot.Bench.Time.Advance(TimeSpan.FromSeconds(seconds));
            await CarryAsync(courier);
            asked.Add(cards.Asked);
        }

        asked.ShouldBe([1, 2, 2, 3, 3, 4]);
        cards.IsBroken = false;
        bot.Bench.Time.Advance(TimeSpan.FromMinutes(5));
        await CarryAsync(courier);
        bot.Web.Posts.ShouldBe(2);
    }

    [Fact]
    public async Task Ten_thousand_failures_of_one_agent_are_one_message()
    {
        await using var bot = await OpenAsync(Look);
        var starts = Enumerable.Range(0, 10_000).Select(_ => (Func<long, IReadOnlyList<Journal.JournalEvent>>)(number =>
            [Some.Queued(number, "reader"), new RunStarted(), Some.Failed()])).ToList();
        foreach (var some in starts.Chunk(1000))
            await bot.Bench.Store.AddRunsAsync(new(Guid.CreateVersion7(), Some.Noon, Journal.Principal.System, some), CancellationToken.None);

        await bot.CarryAsync();

        bot.Web.Posts.ShouldBe(1);
        bot.Web.Wall.ShouldHaveSingleItem().Name.ShouldBe("run-failed");
    }

    private static async Task<BotBench> OpenAsync(string agent, bool fails = false)
    {
        var bot = await BotBench.OpenAsync(("reader", agent));
        if (fails) bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        return bot;
    }

    private static async Task CarryAsync(CourierLoop courier)
    {
        await courier.TickOnceAsync(CancellationToken.None);
        await courier.SettleAsync();
    }

    /// <summary>The first subject that is asked for cannot be drawn while it is broken.</summary>
    private sealed class BrokenCards(ILivingCards cards) : ILivingCards
    {
        private string? _first;

        public bool IsBroken { get; set; } = true;

        public int Asked { get; private set; }

        public Task<BoundCard?> DrawAsync(string subject, CancellationToken cancel)
        {
            _first ??= subject;
            if (!IsBroken || subject != _first) return cards.DrawAsync(subject, cancel);
            Asked++;
            throw new InvalidOperationException("This card cannot be drawn.");
        }
    }
}
