using ChatRuns.Actions;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Api;
using ChatRuns.StandIns.Model;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>What holds while Teams does not do what it is asked, and after a kill.</summary>
public sealed class TeamsTroubleTests
{
    private const string Ask = "title: Tidy\noverlap: allow\nnotify: { actions: [\"teams:ops\", \"teams:19:night@thread.v2\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
    private const string AskOps = "title: Tidy\noverlap: allow\nnotify: { actions: [\"teams:ops\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: \"{{what}}\" } }]\nvariables: { what: x }";
    private const string Look = "title: Reader\noverlap: allow\nnotify: { failed: [\"teams:ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task After_ten_minutes_of_429_and_502_every_card_is_there_once_and_shows_the_truth()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask), ("reader", Look));
        await bot.SettleInAsync();
        var works = bot.Bench.Look.Answer;
        for (var i = 0; i < 3; i++) await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromSeconds(5));
        foreach (var card in bot.Cards(TeamsBotBench.Ops)) await bot.Teams.LookAsync(TeamsBotBench.Mia, card);
        var end = bot.Bench.Time.GetUtcNow() + TimeSpan.FromMinutes(10);

        Trouble(bot.Teams);
        await DecideAsync(bot, 1, "action.approve");
        await DecideAsync(bot, 2, "action.reject");
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "disk is gone");
        for (var i = 0; i < 3; i++) _ = i == 1 ? await bot.TidyAsync() : await bot.RunAsync("reader");
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(5));
        await bot.WaitAsync(TimeSpan.FromMinutes(4));
        bot.Bench.Look.Answer = works;
        await bot.RunAsync("reader");
        await bot.TidyAsync();
        while (bot.Bench.Time.GetUtcNow() < end) await bot.WaitAsync(TimeSpan.FromSeconds(15));
        bot.Teams.Calls.Count(c => c.Status is 429 or 502).ShouldBeGreaterThan(50);
        bot.Teams.Mend();
        await bot.WaitAsync(TimeSpan.FromMinutes(5));

        foreach (var chat in (string[])[TeamsBotBench.Ops, TeamsBotBench.Night])
        {
            Asked(bot, chat, 1).ShouldContain("Approved by");
            Asked(bot, chat, 2).ShouldContain("not today");
            Asked(bot, chat, 3).ShouldNotContain("Approved by");
            Asked(bot, chat, 5).ShouldContain("Approved by");
            Asked(bot, chat, 8).ShouldNotContain("Approved by");
        }

        TeamsBotBench.Read(bot.Cards(TeamsBotBench.Ops).Where(m => IsOf(m, "Reader") && m.Thread == m.Id).ShouldHaveSingleItem(bot.Teams.ToString()).Card).ShouldContain("recovered");
        bot.Cards(TeamsBotBench.Night).Count.ShouldBe(5);
        bot.Bench.Change.Calls.Count.ShouldBe(2);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alert_that_waits_for_a_channel_is_sent_as_soon_as_the_bot_is_mentioned_there()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("reader", Look), ("tidy", AskOps));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "disk is gone");
        await bot.Teams.InstallAsync(TeamsBotBench.Mia, TeamsBotBench.Mia);
        await bot.RunAsync("reader");
        await bot.TidyAsync();
        bot.Cards(TeamsBotBench.Ops).ShouldBeEmpty();

        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "agents");
        await bot.WaitAsync(TimeSpan.FromSeconds(2));

        bot.Cards(TeamsBotBench.Ops).Where(m => m.Thread == m.Id).Select(m => IsOf(m, "Reader")).ShouldBe([false, true], bot.Teams.ToString());
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_for_a_channel_that_was_closed_is_sent_as_soon_as_something_comes_from_there()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("reader", Look));
        await bot.SettleInAsync();
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "disk is gone");
        bot.Teams.Close(TeamsBotBench.Ops);
        await bot.RunAsync("reader");
        bot.Teams.Close(TeamsBotBench.Ops, null);
        await bot.WaitAsync(TimeSpan.FromMinutes(2));
        bot.Cards(TeamsBotBench.Ops).ShouldBeEmpty();

        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "agents");
        await bot.WaitAsync(TimeSpan.FromSeconds(2));

        bot.Cards(TeamsBotBench.Ops).Count(m => m.Thread == m.Id && IsOf(m, "Reader")).ShouldBe(1, bot.Teams.ToString());
    }

    [Fact]
    public async Task Where_teams_says_403_nothing_more_is_sent_until_something_comes_from_there()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", AskOps));
        await bot.SettleInAsync();
        bot.Teams.Close(TeamsBotBench.Ops);
        await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromMinutes(1));
        bot.Teams.Calls.Count(c => c.Status == 403).ShouldBe(1);

        bot.Teams.Close(TeamsBotBench.Ops, null);
        await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromHours(3));
        bot.Cards(TeamsBotBench.Ops).ShouldBeEmpty();
        await bot.Teams.SayAsync(TeamsBotBench.Jon, TeamsBotBench.Ops, "agents");
        await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromHours(2));

        bot.Cards(TeamsBotBench.Ops).Count(m => m.Thread == m.Id).ShouldBe(3, bot.Teams.ToString());
        bot.Log.Lines.Count(l => l.Contains("Nobody can be reached any more", StringComparison.Ordinal)).ShouldBe(1);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_too_large_for_teams_is_not_tried_again_and_keeps_nothing_else_waiting()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", AskOps));
        await bot.SettleInAsync();
        bot.Teams.Fail("create", new TeamsTrouble.Status(413, "MessageSizeTooBig"));

        await bot.TidyAsync();
        await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromMinutes(10));

        TeamsBotBench.Read(bot.Card().Card).ShouldContain("#2");
        bot.Teams.Calls.Count(c => c.Status == 413).ShouldBe(1);
    }

    [Fact]
    public async Task A_post_that_teams_took_is_not_made_again_by_a_bot_that_was_killed_before_it_noted_its_card()
    {
        await using var bot = await TeamsBotBench.OpenAsync(("tidy", Ask));
        await bot.SettleInAsync();
        await bot.TidyAsync();
        await bot.WaitAsync(TimeSpan.FromSeconds(2));
        var posts = bot.Teams.Calls.Count(c => c.What is "send" or "create");
        var (ops, night) = (bot.Card(TeamsBotBench.Ops).Edits, bot.Card(TeamsBotBench.Night).Edits);

        await bot.Bench.Store.WriteAsync(db =>
        {
            using var command = db.CreateCommand();
            command.CommandText = "UPDATE living_cards SET message = NULL, sent = 0 WHERE platform = 'teams'";
            return command.ExecuteNonQuery();
        }, CancellationToken.None);
        await bot.Bench.RestartAsync();
        await bot.WaitAsync(TimeSpan.FromSeconds(5));

        bot.Card(TeamsBotBench.Ops).Edits.ShouldBe(ops + 1);
        bot.Card(TeamsBotBench.Night).Edits.ShouldBe(night + 1);
        bot.Teams.Calls.Count(c => c.What is "send" or "create").ShouldBe(posts);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    // By turns and more than ten minutes hold; what nobody asks for does no harm.
    private static void Trouble(TeamsStandIn teams)
    {
        foreach (var what in (string[])["send", "create", "update"])
        {
            for (var i = 0; i < 400; i++)
                teams.Fail(what, i % 2 == 0 ? new TeamsTrouble.Status(429, "TooManyRequests", i % 4 == 0 ? TimeSpan.FromSeconds(7) : null) : new TeamsTrouble.Status(502));
        }
    }

    private static bool IsOf(TeamsMessage message, string agent) => TeamsBotBench.Words(message.Card).Contains(agent, StringComparison.Ordinal);

    private static string Asked(TeamsBotBench bot, string chat, long run) =>
        TeamsBotBench.Read(bot.Cards(chat).Where(m => m.Thread is null || m.Thread == m.Id)
            .Where(m => TeamsBotBench.Words(m.Card).Contains($"#{run} ", StringComparison.Ordinal) && IsOf(m, "Tidy")).ShouldHaveSingleItem($"run {run} in {chat}\n{bot.Teams}").Card);

    private static async Task DecideAsync(TeamsBotBench bot, long run, string verb)
    {
        var press = await bot.PressAsync(run, TeamsBotBench.Mia, verb);
        var pressed = bot.Teams.SendAsync(press);
        await bot.FlowAsync(pressed);
        (await pressed).Status.ShouldBe(200);
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(verb == "action.approve" ? ActionStatus.Approved : ActionStatus.Rejected, (await pressed).Body);
    }
}
