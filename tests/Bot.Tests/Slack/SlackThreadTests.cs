using ChatRuns.Actions;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack;
using ChatRuns.Bot.Memory;
using ChatRuns.Engine.Tests;
using ChatRuns.StandIns.Api;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>Replies in threads: failures, reminders, named approvers, logs.</summary>
public sealed class SlackThreadTests
{
    private const string Ask = "title: Tidy\nnotify: { actions: [\"slack:#ops\"], completed: [] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private const string Look = "title: Reader\nnotify: { failed: [\"slack:#ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task A_further_failure_stands_in_the_thread_and_the_recovery_shows_in_the_channel_too()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("reader");
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(1));
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        await bot.RunAsync("reader");
        for (var i = 0; i < 4; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        var alert = bot.Message();
        bot.Replies().ShouldAllBe(m => m.ThreadTs == alert.Ts);
        bot.Replies().Select(m => (m.Text.Contains("#2 failed"), m.Text.Contains("Reader recovered"), m.IsBroadcast)).ShouldBe([(true, false, false), (false, true, true)], bot.Slack.ToString());
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_approver_is_named_in_the_thread_of_the_card()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await GrantAsync(bot, SlackBench.Mia);

        await bot.RunAsync("tidy");
        for (var i = 0; i < 3; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        var reply = bot.Replies().ShouldHaveSingleItem(bot.Slack.ToString());
        reply.ThreadTs.ShouldBe(bot.Message().Ts);
        reply.Text.ShouldStartWith("<@U0MIA> ");
        reply.Text.ShouldContain("1 action of Tidy waits for you.");
        reply.Blocks.ToJsonString().ShouldContain("""{"type":"user","user_id":"U0MIA"}""");
        reply.IsBroadcast.ShouldBeFalse();
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_approver_who_wants_direct_messages_decides_there()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await GrantAsync(bot, SlackBench.Mia);
        await bot.Bench.Get<PeopleMemory>().SetWishesAsync(KeyOf(bot, SlackBench.Mia), Wishes.None with { Notify = NotifyBy.Direct }, CancellationToken.None);

        var run = await bot.RunAsync("tidy");
        await bot.PassAsync(TimeSpan.FromSeconds(1));
        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(SlackBench.Mia), "Approve");
        await bot.GoAsync();
        for (var i = 0; i < 3; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Message().Text.ShouldContain("Approved by mia");
        bot.Message(SlackBench.Mia).Text.ShouldContain("Approved by mia");
        bot.Replies().ShouldBeEmpty();
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_not_in_the_channel_gets_the_card_directly()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        bot.Slack.AddChannel(SlackBench.Ops, "ops", members: [SlackBench.Jon, SlackBench.Mia]);
        await GrantAsync(bot, SlackBench.Mia);
        await GrantAsync(bot, SlackBench.Eve);

        await bot.RunAsync("tidy");
        for (var i = 0; i < 5; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        bot.Replies().ShouldHaveSingleItem().Text.ShouldBe("<@U0MIA> i 1 action of Tidy waits for you.");
        bot.Message(SlackBench.Eve).Text.ShouldContain("Tidy proposes 1 action");
        bot.Slack.BotMessages(SlackBench.Mia).ShouldBeEmpty();
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_told_directly_is_not_redrawn_while_nothing_happens()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        bot.Slack.AddChannel(SlackBench.Ops, "ops", members: [SlackBench.Jon, SlackBench.Mia]);
        await GrantAsync(bot, SlackBench.Eve);

        await bot.RunAsync("tidy");
        for (var i = 0; i < 5; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        (bot.Message().Edits, bot.Message(SlackBench.Eve).Edits).ShouldBe((0, 0), bot.Slack.ToString());
    }

    [Fact]
    public async Task While_slack_cannot_be_asked_who_somebody_is_they_are_told_later()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await GrantAsync(bot, SlackBench.Mia);
        bot.Slack.Fail("users.info", new Trouble.Status(500), times: 2);

        await bot.RunAsync("tidy");
        for (var i = 0; i < 40; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        bot.Replies().ShouldHaveSingleItem(bot.Slack.ToString());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_guest_or_somebody_deactivated_is_told_nothing(bool isGuest, bool isGone)
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        bot.Slack.AddUser("U0GUS", "gus", deleted: isGone, isRestricted: isGuest);
        await GrantAsync(bot, "U0GUS");

        await bot.RunAsync("tidy");
        for (var i = 0; i < 3; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        bot.Replies().ShouldBeEmpty();
        bot.Slack.BotMessages("U0GUS").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_whose_answer_got_lost_is_found_in_its_thread()
    {
        await using var bot = await SlackBench.OpenAsync();
        var channel = bot.Bench.Get<SlackChannel>();
        var alert = (await channel.PostAsync(channel.Resolve("slack:C0OPS")!, Web.Some.Card("Disk full"), "card/1", CancellationToken.None)).ShouldBeOfType<SendResult.Sent>().Message;
        bot.Slack.Fail("chat.postMessage", new Trouble.DropAfter());

        (await TellAsync(channel, alert)).ShouldBeOfType<SendResult.Later>();
        (await TellAsync(channel, alert)).ShouldBeOfType<SendResult.Sent>();

        bot.Replies().ShouldHaveSingleItem().Text.ShouldBe("Once more");

        static Task<SendResult> TellAsync(SlackChannel channel, Address under) => channel.TellAsync(under, Web.Some.Card("Once more"), new Nudge.Quiet(), "card/2", CancellationToken.None);
    }

    [Fact]
    public async Task A_log_that_is_asked_for_on_a_channels_message_stands_in_its_thread()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("reader");

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Log");
        await bot.GoAsync();

        var log = bot.Replies().ShouldHaveSingleItem(bot.Slack.ToString());
        log.ThreadTs.ShouldBe(bot.Message().Ts);
        log.Text.ShouldContain("log", Case.Insensitive);
        bot.Slack.Ephemerals(SlackBench.Mia).ShouldBeEmpty();
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_by_slash_command_and_one_for_who_may_not_see_are_private()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("reader");

        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/run", "1 log");
        await bot.Slack.ClickAsync(SlackBench.Eve, bot.Message(), "Log");
        await bot.GoAsync();

        bot.Replies().ShouldBeEmpty();
        bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem();
        bot.Slack.Ephemerals(SlackBench.Eve).ShouldHaveSingleItem().Text.ShouldContain("You may not see runs");
    }

    [Fact]
    public async Task A_log_in_a_thread_grows_while_its_run_goes_on_and_is_sent_only_when_it_grew()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look.Replace("failed:", "progress: [\"slack:#ops\"], failed:", StringComparison.Ordinal)));
        var gate = new TaskCompletionSource<ToolResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        bot.Bench.Look.Answer = _ => gate.Task;
        var number = await bot.Bench.StartAsync("reader");
        var going = bot.Bench.GoAsync();
        await bot.CarryAsync();
        await bot.Slack.MentionAsync(SlackBench.Mia, SlackBench.Ops, $"run {number} log");
        await bot.Bench.Get<ChatRuns.Bot.Channels.Slack.Talk.SlackIntake>().SettleAsync();
        var log = bot.Replies().ShouldHaveSingleItem(bot.Slack.ToString());

        await WriteAsync(bot, number, "half way");
        await PassAsync(bot, 10);
        bot.Slack.Now(log)!.Text.ShouldContain("half way");
        var edits = bot.Slack.Now(log)!.Edits;
        await PassAsync(bot, 30);
        bot.Slack.Now(log)!.Edits.ShouldBe(edits);
        await WriteAsync(bot, number, "nearly there");
        await PassAsync(bot, 6);
        bot.Slack.Now(log)!.Text.ShouldContain("nearly there");
        bot.Slack.Now(log)!.Edits.ShouldBe(edits + 1);

        gate.SetResult(new(null));
        await going;
        await bot.GoAsync();
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_the_thread_of_an_alert_log_steps_and_rerun_mean_its_latest_run()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("reader");
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(1));
        var alert = bot.Message().Ts;

        await bot.Slack.MentionAsync(SlackBench.Jon, SlackBench.Ops, "steps", alert);
        await bot.Slack.MentionAsync(SlackBench.Jon, SlackBench.Ops, "rerun", alert);
        await bot.Slack.MentionAsync(SlackBench.Jon, SlackBench.Ops, "log", alert);
        await bot.GoAsync();

        var told = bot.Slack.Ephemerals(SlackBench.Jon).Select(m => m.Text).ToList();
        told.Count.ShouldBe(2, bot.Slack.ToString());
        told.ShouldContain(t => t.Contains("#2"));
        told.ShouldContain(t => t.Contains("Run #3 is on its way."));
        (await bot.Bench.FindAsync(3)).Queued.Trigger.RerunOf.ShouldBe(2);
        bot.Replies().ShouldContain(m => m.Text.Contains("Log") && m.Text.Contains("#2"), bot.Slack.ToString());
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_the_thread_of_an_alert_a_step_is_one_of_its_latest_run()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        await bot.Slack.MentionAsync(SlackBench.Jon, SlackBench.Ops, "steps look", bot.Message().Ts);
        await bot.GoAsync();

        bot.Slack.Ephemerals(SlackBench.Jon).ShouldHaveSingleItem(bot.Slack.ToString()).Text.ShouldContain("No route.");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_the_thread_of_proposed_actions_a_verb_means_their_run_and_elsewhere_it_asks_which()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");

        await bot.Slack.MentionAsync(SlackBench.Mia, SlackBench.Ops, "actions", bot.Message().Ts);
        await bot.Slack.MentionAsync(SlackBench.Mia, SlackBench.Ops, "files", bot.Message().Ts);
        await bot.Slack.MentionAsync(SlackBench.Mia, SlackBench.Ops, "log");
        await bot.Slack.MentionAsync(SlackBench.Jon, SlackBench.Ops, "cancel it is too late", bot.Message().Ts);
        await bot.GoAsync();

        var told = bot.Slack.Ephemerals(SlackBench.Mia).Select(m => m.Text).ToList();
        foreach (var words in (string[])["Tidy proposes 1 action", $"Run #{run} made no files.", "Which run?"]) told.ShouldContain(t => t.Contains(words));
        bot.Slack.Ephemerals(SlackBench.Jon).ShouldHaveSingleItem().Text.ShouldContain($"Run #{run} was over already");
    }

    private static Task WriteAsync(SlackBench bot, long number, string text)
    {
        var now = bot.Bench.Time.GetUtcNow();
        return bot.Bench.Store.AppendAsync(new(Guid.CreateVersion7(now), now, [new(Journal.StreamName.Log(number), Journal.Principal.System,
            [new Runs.LogWritten("look", [new(now, "out", text)])])]), CancellationToken.None);
    }

    private static async Task PassAsync(SlackBench bot, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            bot.Bench.Time.Advance(TimeSpan.FromSeconds(1));
            await bot.CarryAsync();
        }
    }

    private static string KeyOf(SlackBench bot, string user) => SlackBench.PrincipalOf(bot.Slack, user).Key;

    private static Task GrantAsync(SlackBench bot, string user) =>
        bot.Bench.Engine.GrantAsync(KeyOf(bot, user), user, Role.Approver, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
}
