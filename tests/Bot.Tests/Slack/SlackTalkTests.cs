using ChatRuns.Actions;
using ChatRuns.Engine.Tests;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>A working day in Slack: commands, cards, decisions.</summary>
public sealed class SlackTalkTests
{
    private const string Ask = "title: Tidy\nnotify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private const string Look = "title: Reader\nnotify: { failed: [\"slack:#ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task A_slash_command_is_answered_at_once_and_only_to_the_one_who_asked()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");

        var answer = await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/runs", "completed last 7d");

        answer.Status.ShouldBe(200);
        bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem().Text.ShouldContain("Tidy");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_is_approved_and_redrawn_with_who_did_it()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");

        (await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Approve")).Status.ShouldBe(200);
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Bench.Change.Calls.Count.ShouldBe(1);
        var card = bot.Message();
        card.Text.ShouldContain("Approved by mia");
        card.Blocks.ToJsonString().ShouldNotContain("\"Approve\"");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_not_decide_is_told_privately_why()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");

        await bot.Slack.ClickAsync(SlackBench.Jon, bot.Message(), "Approve");
        await bot.GoAsync();

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        bot.Slack.Ephemerals(SlackBench.Jon).ShouldHaveSingleItem().Text.ShouldContain("Only approvers");
        bot.Slack.Ephemerals(SlackBench.Mia).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_hundred_who_press_in_the_same_second_one_decides_and_the_others_are_told_who()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");
        var people = Enumerable.Range(0, 100).Select(i => $"U1{i:000}").ToList();
        foreach (var person in people)
        {
            bot.Slack.AddUser(person, $"person{person}");
            bot.Bench.Roles.Give(SlackBench.PrincipalOf(bot.Slack, person), Role.Viewer, Role.Approver);
        }

        var message = bot.Message();
        var answers = await Task.WhenAll(people.Select(p => bot.Slack.ClickAsync(p, message, "Approve")));
        await bot.GoAsync();

        answers.ShouldAllBe(a => a.Status == 200, string.Join('\n', bot.Log.Lines.Where(l => !l.StartsWith("Trace", StringComparison.Ordinal)).TakeLast(40)));
        bot.Bench.Change.Calls.Count.ShouldBe(1);
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        var told = people.SelectMany(p => bot.Slack.Ephemerals(p)).ToList();
        told.Count.ShouldBe(99, bot.Slack.ToString());
        told.ShouldAllBe(m => m.Text.Contains("person"));
    }

    [Fact]
    public async Task An_alert_and_its_recovery_are_one_message()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("reader");
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(1));
        bot.Message().Text.ShouldContain("2 times");

        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        bot.Message().Text.ShouldContain("recovered");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_of_a_run_that_goes_on_says_since_when_which_stays_true()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        var gate = new TaskCompletionSource<ToolResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        bot.Bench.Look.Answer = _ => gate.Task;
        var number = await bot.Bench.StartAsync("reader");
        var going = bot.Bench.GoAsync();
        await bot.CarryAsync();

        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/run", $"{number}");

        var card = bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem();
        card.Text.ShouldContain("started 2026-");
        card.Text.ShouldContain("look since ");
        card.Text.ShouldNotContain(" ms");
        gate.SetResult(new(null));
        await going;
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_has_no_role_sees_their_own_settings_sets_them_and_is_told_who_can_give_a_role()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.Bench.Engine.GrantAsync(SlackBench.PrincipalOf(bot.Slack, SlackBench.Mia).Key, "mia", Role.Admin, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        await bot.Slack.CommandAsync(SlackBench.Eve, SlackBench.Ops, "/chatruns", "me notify dm");
        await bot.Slack.ClickAsync(SlackBench.Eve, bot.Slack.Ephemerals(SlackBench.Eve).Single(), "Quiet from 22 to 7");
        await bot.GoAsync();
        await bot.Slack.CommandAsync(SlackBench.Eve, SlackBench.Ops, "/chatruns", "me");
        await bot.Slack.CommandAsync(SlackBench.Eve, SlackBench.Ops, "/chatruns", "me zone Mars");

        var told = bot.Slack.Ephemerals(SlackBench.Eve).Select(m => m.Text).ToList();
        told[^2].ShouldContain("by direct message");
        told[^2].ShouldContain("22:00 to 07:00");
        told[^2].ShouldContain($"No role was given to you yet, so you see no runs. mia can give you one: /chatruns access {SlackBench.PrincipalOf(bot.Slack, SlackBench.Eve).Key} viewer");
        told[^1].ShouldContain("Mars");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_home_tab_shows_what_waits_and_what_failed()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask), ("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("tidy");
        await bot.RunAsync("reader");

        await bot.Slack.OpenHomeAsync(SlackBench.Mia);
        await bot.GoAsync();

        var home = bot.Slack.Home(SlackBench.Mia).ShouldNotBeNull(bot.Slack.ToString()).View.ToJsonString();
        home.ShouldContain("Tidy");
        home.ShouldContain("Reader");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mention_in_a_thread_is_answered_there_and_a_direct_message_in_its_own_conversation()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");

        await bot.Slack.MentionAsync(SlackBench.Mia, SlackBench.Ops, "agents", bot.Message().Ts);
        await bot.Slack.DirectAsync(SlackBench.Mia, "run 1");
        await bot.GoAsync();

        bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem(bot.Slack.ToString()).ThreadTs.ShouldBe(bot.Message().Ts);
        bot.Slack.BotMessages(bot.Slack.Channels.First(c => c.Id.StartsWith('D')).Id).ShouldHaveSingleItem().Text.ShouldContain("Tidy");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_without_a_role_is_told_so_and_a_guest_is_refused_whatever_role_was_given()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");
        bot.Slack.AddUser("U0GUEST", "guest", isRestricted: true);
        bot.Bench.Roles.Give(SlackBench.PrincipalOf(bot.Slack, "U0GUEST"), Role.Admin);

        await bot.Slack.CommandAsync(SlackBench.Eve, SlackBench.Ops, "/runs");
        await bot.Slack.ClickAsync("U0GUEST", bot.Message(), "Approve");
        await bot.GoAsync();

        bot.Slack.Ephemerals(SlackBench.Eve).ShouldHaveSingleItem().Text.ShouldContain("You may not see runs");
        bot.Slack.Ephemerals("U0GUEST").ShouldHaveSingleItem().Text.ShouldContain("Guests");
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
    }

    [Fact]
    public async Task An_answer_can_be_shared_and_a_list_is_paged_in_place()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        for (var i = 0; i < 7; i++) await bot.RunAsync("tidy");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/runs", "all time per 5");
        var list = bot.Slack.Ephemerals(SlackBench.Mia).Single();

        await bot.Slack.ClickAsync(SlackBench.Mia, list, "Older ›");
        await bot.GoAsync();
        var second = bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem(bot.Slack.ToString());
        await bot.Slack.ClickAsync(SlackBench.Mia, list, "Share in channel");
        await bot.GoAsync();

        second.Text.ShouldContain("page 2");
        bot.Slack.BotMessages(SlackBench.Ops)[^1].Text.ShouldContain("7 runs");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_into_a_channel_without_the_app_is_told_with_its_agent_until_a_message_gets_there()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        bot.Slack.AddChannel(SlackBench.Ops, "ops", isMember: false);
        await bot.RunAsync("tidy");

        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/agents");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/agent", "tidy");
        bot.Slack.AddChannel(SlackBench.Ops, "ops");
        await bot.PassAsync(TimeSpan.FromMinutes(6));
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/agents");

        var told = bot.Slack.Ephemerals(SlackBench.Mia).Select(m => m.Text).ToList();
        foreach (var words in (string[])["slack:#ops", "not_in_channel", "Invite the app there (/invite @ChatRuns)"]) told[0].ShouldContain(words);
        told[0].ShouldContain("1 route without a way");
        told[1].ShouldContain("Invite the app there");
        told[2].ShouldNotContain("Invite the app there");
        bot.Message().Text.ShouldContain("Tidy proposes 1 action");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_for_a_channel_is_posted_as_soon_as_the_bot_is_invited_or_mentioned_there(bool isInvited)
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        bot.Slack.AddChannel(SlackBench.Ops, "ops", isMember: false);
        await bot.RunAsync("tidy");
        bot.Slack.BotMessages(SlackBench.Ops).ShouldBeEmpty();

        if (isInvited)
        {
            await bot.Slack.InviteAsync(SlackBench.Jon, SlackBench.Ops);
        }
        else
        {
            bot.Slack.AddChannel(SlackBench.Ops, "ops");
            await bot.Slack.MentionAsync(SlackBench.Jon, SlackBench.Ops, "agents");
        }

        await bot.GoAsync();

        bot.Slack.BotMessages(SlackBench.Ops).Count(m => m.Text.Contains("Tidy proposes 1 action", StringComparison.Ordinal)).ShouldBe(1, bot.Slack.ToString());
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Help_writes_every_command_as_slack_takes_it()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));

        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/chatruns", "help");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/chatruns", "help access");

        var told = bot.Slack.Ephemerals(SlackBench.Mia).Select(m => m.Text).ToList();
        foreach (var line in (string[])["/runs failed last 7d", "/run 1042", "/chatruns access @mia approver", "/chatruns me", "/chatruns help runs"]) told[0].ShouldContain(line);
        told[1].ShouldContain("/chatruns access claim CODE");
        (told[0] + told[1]).Split(' ', '\n').ShouldNotContain(word => word == "/access" || word == "/me" || word == "/help");
    }

    [Fact]
    public async Task Who_spoke_for_the_first_time_can_be_named_at_once()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.Bench.Engine.GrantAsync(SlackBench.PrincipalOf(bot.Slack, SlackBench.Mia).Key, "mia", Role.Admin, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/chatruns", "access @eve viewer");

        await bot.Slack.CommandAsync(SlackBench.Eve, SlackBench.Ops, "/runs");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/chatruns", "access @eve viewer");

        bot.Slack.Ephemerals(SlackBench.Mia).Select(m => m.Text.Contains("eve is viewer everywhere now")).ShouldBe([false, true], bot.Slack.ToString());
    }

    [Fact]
    public async Task A_link_to_a_run_is_unfolded_with_title_and_status_only()
    {
        await using var bot = await SlackBench.OpenAsync(new Dictionary<string, string?> { ["PublicUrl"] = "https://runs.example" }, ("tidy", Ask));
        await bot.RunAsync("tidy");

        await bot.Slack.ShareLinkAsync(SlackBench.Mia, SlackBench.Ops, "https://runs.example/runs/1");
        await bot.Slack.ShareLinkAsync(SlackBench.Eve, SlackBench.Ops, "https://runs.example/runs/1");
        await bot.GoAsync();

        var unfurl = bot.Slack.Unfurls.ShouldHaveSingleItem(bot.Slack.ToString()).ToString()!;
        unfurl.ShouldContain("Tidy");
        unfurl.ShouldNotContain("archive");
    }

    [Fact]
    public async Task A_command_that_is_just_being_answered_is_left_to_its_acknowledgement()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var inbox = bot.Bench.Get<ChatRuns.Bot.Memory.SlackInboxMemory>();

        await inbox.AddAsync("slack/1", "Command", "{}", CancellationToken.None);
        (await inbox.ReadDueAsync(10, CancellationToken.None)).ShouldBeEmpty();
        bot.Bench.Time.Advance(ChatRuns.Bot.Memory.SlackInboxMemory.Lease);

        (await inbox.ReadDueAsync(10, CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_an_earlier_process_had_taken_is_due_at_once_in_the_next()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var inbox = bot.Bench.Get<ChatRuns.Bot.Memory.SlackInboxMemory>();
        await inbox.AddAsync("slack/1", "Command", "{}", CancellationToken.None);

        await inbox.ReleaseAsync(CancellationToken.None);

        (await inbox.ReadDueAsync(10, CancellationToken.None)).ShouldHaveSingleItem();
        await inbox.DoneAsync("slack/1", CancellationToken.None);
        (await inbox.IsOpenAsync("slack/1", CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task After_the_app_is_removed_nothing_of_that_workspace_is_taken()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/runs");

        await bot.Slack.UninstallAsync();
        await bot.GoAsync();

        (await bot.Bench.Get<ChatRuns.Bot.Memory.SlackInstallMemory>().ReadAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_secret_token_or_capability_is_in_any_log_line()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");
        bot.Slack.Fail("chat.update", new StandIns.Api.Trouble.Status(500));
        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Approve");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/runs");
        await bot.Slack.SendSignedAsync("/slack/commands", "x=1", secret: "another", contentType: "application/x-www-form-urlencoded");
        await bot.GoAsync();

        var log = string.Join('\n', bot.Log.Lines);
        log.ShouldContain("Refused a request");
        foreach (var secret in (string[])[bot.Slack.Options.SigningSecret, bot.Slack.Options.BotToken, "/hooks/", "trigger"])
            log.ShouldNotContain(secret);
    }
}
