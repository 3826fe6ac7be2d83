using ChatRuns.Actions;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Tests.Courier;

/// <summary>Reminders at 80 % of an action's time, and escalation (A4). Actions expire after ten hours; it is noon in UTC.</summary>
public sealed class ApprovalClockTests
{
    private const string Ask =
        "notify: { completed: [], actions: [\"slack:#ops\"] }\napproval: { approvers: [approver], expires: 10h }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private static readonly Principal s_amy = new("slack", "local", "amy", "Amy");
    private static readonly Principal s_ben = new("slack", "local", "ben", "Ben");

    [Fact]
    public async Task Who_did_not_decide_is_reminded_once_when_most_of_the_time_is_over()
    {
        await using var bot = await OpenAsync(Ask);
        await AskAsync(bot);

        await LaterAsync(bot, TimeSpan.FromHours(7.9));
        bot.Slack.Told.ShouldBeEmpty();
        await LaterAsync(bot, TimeSpan.FromHours(0.2));
        await bot.Bench.RestartAsync();
        await LaterAsync(bot, TimeSpan.FromHours(1));

        var told = bot.Slack.Told.ShouldHaveSingleItem();
        told.Nudge.ShouldBeOfType<Nudge.People>().Keys.ShouldBe([s_amy.Key, s_ben.Key]);
        told.To.Message.ShouldBe("1");
        told.Card.Text.ShouldContain("1 action of tidy still waits, and expires 2026-11-21 22:00");
    }

    [Fact]
    public async Task What_is_decided_reminds_nobody()
    {
        await using var bot = await OpenAsync(Ask);
        var run = await AskAsync(bot);

        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run));
        await LaterAsync(bot, TimeSpan.FromHours(9));

        bot.Slack.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Quiet_hours_are_waited_out_and_who_wants_it_is_reminded_alone()
    {
        await using var bot = await OpenAsync(Ask);
        await bot.Bench.Get<PeopleMemory>().SetWishesAsync(s_amy.Key, Wishes.None with { Quiet = new(new(19, 0), new(21, 0)) }, CancellationToken.None);
        await bot.Bench.Get<PeopleMemory>().SetWishesAsync(s_ben.Key, Wishes.None with { Notify = NotifyBy.Direct }, CancellationToken.None);
        await AskAsync(bot);

        await LaterAsync(bot, TimeSpan.FromHours(8));
        bot.Slack.Wall.Count(c => c.Text.Contains("still waits for you", StringComparison.Ordinal)).ShouldBe(1);
        bot.Slack.Told.ShouldBeEmpty();
        await LaterAsync(bot, TimeSpan.FromHours(1));

        bot.Slack.Told.ShouldHaveSingleItem().Nudge.ShouldBeOfType<Nudge.People>().Keys.ShouldBe([s_amy.Key]);
    }

    [Fact]
    public async Task Where_nobody_can_be_named_the_place_is_told()
    {
        await using var bot = await OpenAsync(Ask.Replace("slack:#ops", "web", StringComparison.Ordinal), hasApprovers: false);
        await AskAsync(bot);

        await LaterAsync(bot, TimeSpan.FromHours(8));
        await LaterAsync(bot, TimeSpan.FromHours(1));

        bot.Web.Wall.Count.ShouldBe(2);
        bot.Web.Wall[1].Text.ShouldContain("1 action of tidy still waits, and expires");
    }

    [Fact]
    public async Task What_nobody_decides_is_asked_elsewhere_as_well_and_only_once()
    {
        await using var bot = await OpenAsync(Ask.Replace("expires: 10h", "expires: 10h, escalate: { after: 2h, to: [web, slack/local/ben] }", StringComparison.Ordinal));
        var run = await AskAsync(bot);

        await LaterAsync(bot, TimeSpan.FromHours(2));
        await bot.Bench.RestartAsync();
        await LaterAsync(bot, TimeSpan.FromHours(1));

        bot.Web.Wall.Select(c => c.Name).ShouldBe(["notice", "actions"]);
        bot.Web.Wall[0].Text.ShouldContain("Nobody decided 1 action of tidy for 2 h");
        bot.Slack.Posts.ShouldBe(3 + 1);
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run));
        await bot.GoAsync();
        bot.Web.Wall[1].Text.ShouldContain("Approved by Mia");
    }

    [Fact]
    public async Task What_was_decided_in_time_is_asked_nowhere_else()
    {
        await using var bot = await OpenAsync(Ask.Replace("expires: 10h", "expires: 10h, escalate: { after: 2h, to: web }", StringComparison.Ordinal));
        var run = await AskAsync(bot);

        await bot.Bench.RejectAsync(await bot.Bench.ActionAsync(run));
        await LaterAsync(bot, TimeSpan.FromHours(3));

        bot.Web.Wall.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_action_that_expired_or_failed_alerts_as_a_failed_run_does()
    {
        await using var bot = await OpenAsync(Ask.Replace("notify: {", "notify: { failed: web,", StringComparison.Ordinal));
        await AskAsync(bot);
        bot.Bench.Time.Advance(TimeSpan.FromHours(10));
        await bot.GoAsync();
        bot.Web.Wall.ShouldHaveSingleItem().Text.ShouldContain("tidy: 1 action expired");

        bot.Bench.Change.Answer = _ => throw new Tools.ToolException(Tools.ToolFault.Unreachable, "Disk full.");
        var run = await bot.Bench.RunAsync("tidy");
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run.Number));
        await bot.GoAsync();

        bot.Web.Wall.Count.ShouldBe(2);
        bot.Web.Wall[1].Text.ShouldContain("tidy: 1 action failed");
    }

    private static async Task<BotBench> OpenAsync(string yaml, bool hasApprovers = true)
    {
        var bot = await BotBench.OpenAsync(("tidy", yaml));
        bot.Slack.HasThreads = true;
        foreach (var who in (Principal[])(hasApprovers ? [s_amy, s_ben] : [])) await bot.Bench.Engine.GrantAsync(who.Key, who.Name, Role.Approver, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        return bot;
    }

    private static async Task<long> AskAsync(BotBench bot)
    {
        var run = await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();
        bot.Slack.Told.Clear();
        return run.Number;
    }

    private static async Task LaterAsync(BotBench bot, TimeSpan time)
    {
        bot.Bench.Time.Advance(time);
        await bot.GoAsync();
        await bot.CarryAllAsync();
    }
}
