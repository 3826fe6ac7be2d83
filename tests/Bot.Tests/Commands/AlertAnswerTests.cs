using ChatRuns.Actions;
using ChatRuns.Bot.Channels;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Snoozing, acknowledging and assigning (N4). It is noon in UTC; the agent fails every hour.</summary>
public sealed class AlertAnswerTests
{
    private const string Look =
        "notify: { failed: [\"slack:#ops\"], completed: [] }\ntriggers: [{ every: 7d }]\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private static readonly Principal s_amy = new("slack", "local", "amy", "Amy");

    [Fact]
    public async Task What_is_failing_is_listed_with_who_is_on_it()
    {
        await using var bot = await OpenAsync();
        (await bot.SayAsync("/alerts")).Card.ShouldNotBeNull().Text.ShouldContain("Nothing is failing");

        await FailAsync(bot, 2);
        await bot.SayAsync("/alert reader ack");

        var card = (await bot.SayAsync("/alerts")).Card.ShouldNotBeNull();
        card.Text.ShouldContain("1 agent is failing");
        card.Text.ShouldContain("2 times since");
        card.Text.ShouldContain("Ada is on it");
        card.Json.ToJsonString().ShouldContain("/alert 2");
    }

    [Fact]
    public async Task Who_acknowledged_stands_on_the_card_and_no_reminder_comes()
    {
        await using var bot = await OpenAsync();
        await FailAsync(bot, 1);
        bot.Slack.Wall[0].Json.ToJsonString().ShouldContain("/alert 1 ack");

        (await bot.SayAsync("/alert 1 ack")).Card.ShouldNotBeNull().Text.ShouldContain("Ada is on it");
        await bot.CarryAsync();
        bot.Slack.Wall[0].Text.ShouldContain("Ada is on it");
        bot.Slack.Wall[0].Json.ToJsonString().ShouldNotContain("/alert 1 ack");
        await LaterAsync(bot, 30);

        bot.Slack.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_snoozed_streak_repeats_nothing_until_then_and_its_recovery_is_told()
    {
        await using var bot = await OpenAsync();
        await FailAsync(bot, 1);

        await bot.SayAsync("/alert 1 snooze 4h");
        await bot.CarryAsync();
        bot.Slack.Wall[0].Text.ShouldContain("snoozed until 16:00");
        await LaterAsync(bot, 3);
        bot.Slack.Told.ShouldBeEmpty();
        await LaterAsync(bot, 1);
        bot.Slack.Told.ShouldHaveSingleItem().Card.Text.ShouldContain("is still failing");

        await bot.SayAsync("/alert 1 snooze 4h");
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        await bot.Bench.RunAsync("reader");
        await bot.CarryAllAsync();
        bot.Slack.Told.Count.ShouldBe(2);
        bot.Slack.Told[1].Card.Text.ShouldContain("recovered");
        bot.Slack.Wall[0].Text.ShouldNotContain("snoozed");
    }

    [Fact]
    public async Task Whom_it_was_assigned_to_is_told_once_by_name_under_the_alert()
    {
        await using var bot = await OpenAsync();
        await FailAsync(bot, 1);

        await bot.SayAsync("/alert 1 assign slack/local/amy");
        await bot.CarryAllAsync();
        await bot.SayAsync("/alert 1 assign slack/local/amy");
        await bot.Bench.RestartAsync();
        await bot.CarryAllAsync();

        var told = bot.Slack.Told.ShouldHaveSingleItem();
        told.Nudge.ShouldBeOfType<Nudge.People>().Keys.ShouldBe([s_amy.Key]);
        told.Card.Text.ShouldContain("Ada gave you the alert of reader");
        bot.Slack.Wall[0].Text.ShouldContain("assigned to");
    }

    [Fact]
    public async Task Who_reads_elsewhere_is_told_alone()
    {
        await using var bot = await OpenAsync(Look.Replace("slack:#ops", "web", StringComparison.Ordinal));
        await FailAsync(bot, 1);

        await bot.SayAsync("/alert 1 assign slack/local/amy");
        await bot.CarryAllAsync();

        bot.Slack.Wall.ShouldHaveSingleItem().Text.ShouldContain("gave you the alert");
    }

    [Fact]
    public async Task What_people_did_is_on_record_with_who_and_until_when()
    {
        await using var bot = await OpenAsync();
        await FailAsync(bot, 1);

        await bot.SayAsync("/alert 1 snooze until tomorrow 9:00");
        await bot.SayAsync("/alert 1 ack");
        await bot.SayAsync("/alert 1 assign slack/local/amy");

        var events = (await bot.Bench.Store.ReadStreamAsync(StreamName.Alert("reader", 1), 0, 10, CancellationToken.None)).ToList();
        events.Select(e => e.Event!.GetType().Name).ShouldBe([nameof(AlertSnoozed), nameof(AlertAcknowledged), nameof(AlertAssigned)]);
        ((AlertSnoozed)events[0].Event!).Until.ShouldBe(new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));
        events.ShouldAllBe(e => e.Actor == EngineBench.Ada.Key);
    }

    [Fact]
    public async Task Only_operators_may_and_only_while_it_fails()
    {
        await using var bot = await OpenAsync();
        await FailAsync(bot, 1);

        (await bot.SayAsync("/alert 1 ack", EngineBench.Vera)).Card.ShouldNotBeNull().Text.ShouldContain("You may not acknowledge alerts.");
        (await bot.SayAsync("/alert 1 assign slack/local/nobody")).Card.ShouldNotBeNull().Text.ShouldContain("may not see");
        (await bot.SayAsync("/alert 77 ack")).Card.ShouldNotBeNull().Text.ShouldContain("There is no such run.");
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        await bot.Bench.RunAsync("reader");
        (await bot.SayAsync("/alert 1 ack")).Card.ShouldNotBeNull().Text.ShouldContain("is not failing");
    }

    [Fact]
    public async Task Words_under_an_alert_mean_that_alert_and_the_recovery_names_who_was_on_it()
    {
        await using var bot = await OpenAsync();
        await FailAsync(bot, 1);
        var under = new Address("slack", "local", "runs", "1");

        (await bot.Bench.Get<IDesk>().AnswerAsync(new Said.Line(EngineBench.Ada, under with { Message = null }, TimeZoneInfo.Utc, "ack") { Under = under }, CancellationToken.None))
            .Card.ShouldNotBeNull().Text.ShouldContain("Ada is on it");
        await bot.Bench.Store.AddRunsAsync(
            new(Guid.CreateVersion7(), Some.Noon, Principal.System, [n => [Some.Queued(n, "reader"), new RunStarted(), Some.Completed()]]), CancellationToken.None);
        await bot.CarryAllAsync();

        bot.Slack.Wall[0].Text.ShouldContain("Ada was on it");
    }

    [Fact]
    public async Task The_buttons_ask_for_what_they_cannot_know()
    {
        await using var bot = await OpenAsync();
        await FailAsync(bot, 1);

        (await bot.SayAsync("/alert 1 snooze")).Card.ShouldNotBeNull().Json.ToJsonString().ShouldContain("/alert 1 snooze 4h");
        (await bot.SayAsync("/alert 1 assign")).Card.ShouldNotBeNull().Json.ToJsonString().ShouldContain("/alert 1 assign me");
        (await bot.SayAsync("/alert 1")).Card.ShouldNotBeNull().Name.ShouldBe("run-failed");
    }

    private static async Task<BotBench> OpenAsync(string yaml = Look)
    {
        var bot = await BotBench.OpenAsync(("reader", yaml));
        bot.Slack.HasThreads = true;
        bot.Bench.Roles.Give(s_amy, Role.Operator);
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        return bot;
    }

    private static async Task FailAsync(BotBench bot, int times)
    {
        for (var i = 0; i < times; i++) await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        bot.Slack.Told.Clear();
    }

    private static async Task LaterAsync(BotBench bot, int hours)
    {
        for (var hour = 0; hour < hours; hour++)
        {
            bot.Bench.Time.Advance(TimeSpan.FromHours(1));
            await bot.CarryAsync();
        }
    }
}
