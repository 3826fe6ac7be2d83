using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>What answers and cards in Slack lead to, and that nothing stands twice.</summary>
public sealed class SlackAnswerTests
{
    private const string Ask = "title: Tidy\nnotify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private const string Look = "title: Reader\nnotify: { failed: [\"slack:#ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private static readonly Dictionary<string, string?> Public = new() { ["PublicUrl"] = "https://runs.example" };

    [Fact]
    public async Task With_an_address_of_its_own_every_card_of_a_run_leads_to_its_page()
    {
        await using var bot = await SlackBench.OpenAsync(Public, ("tidy", Ask), ("reader", Look.Replace("#ops", "#alerts", StringComparison.Ordinal)));
        bot.Slack.AddChannel("C0ALERTS", "alerts");
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        var asking = await bot.RunAsync("tidy");
        var failed = await bot.RunAsync("reader");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/run", $"{failed}");

        bot.Message().Blocks.ToJsonString().ShouldContain($"https://runs.example/runs/{asking}");
        bot.Message("C0ALERTS").Blocks.ToJsonString().ShouldContain($"https://runs.example/runs/{failed}");
        bot.Slack.Ephemerals(SlackBench.Mia).Single().Blocks.ToJsonString().ShouldContain($"https://runs.example/runs/{failed}");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_stands_once_in_a_thread_and_a_second_press_says_so()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("reader");

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Log");
        await bot.GoAsync();
        await bot.Slack.ClickAsync(SlackBench.Jon, bot.Message(), "Log");
        await bot.GoAsync();

        bot.Replies().ShouldHaveSingleItem(bot.Slack.ToString());
        bot.Slack.Ephemerals(SlackBench.Jon).ShouldHaveSingleItem().Text.ShouldContain("in this thread already");
        bot.Slack.Ephemerals(SlackBench.Mia).ShouldBeEmpty();
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_that_is_suggested_is_one_that_Slack_takes()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));

        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/chatruns", "hlep");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/chatruns", "acess");

        foreach (var told in bot.Slack.Ephemerals(SlackBench.Mia))
        {
            var said = told.Text + told.Blocks.ToJsonString();
            said.ShouldContain("/chatruns ");
            said.Split(' ', '\n', '"', '.').ShouldNotContain(word => word == "/help" || word == "/access" || word == "/me");
        }
    }

    [Fact]
    public async Task An_answer_is_shared_once_with_who_shared_it_and_can_be_shared_after_paging()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        for (var i = 0; i < 7; i++) await bot.RunAsync("reader");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/runs", "all time per 5");
        var list = bot.Slack.Ephemerals(SlackBench.Mia).Single();

        await bot.Slack.ClickAsync(SlackBench.Mia, list, "Share in channel");
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(5));
        await bot.Slack.ClickAsync(SlackBench.Mia, list, "Share in channel");
        await bot.GoAsync();
        bot.Message().Text.ShouldContain("Shared by mia");
        await bot.Slack.ClickAsync(SlackBench.Mia, list, "Older ›");
        await bot.GoAsync();

        bot.Slack.Ephemerals(SlackBench.Mia).Single().Blocks.ToJsonString().ShouldContain("Share in channel");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Home_is_for_the_one_who_asked_and_lives_in_their_own_chat()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/chatruns", "home");
        await bot.Slack.DirectAsync(SlackBench.Mia, "home");
        await bot.GoAsync();

        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(15));

        bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem().Blocks.ToJsonString().ShouldNotContain("Share in channel");
        bot.Slack.BotMessages("D" + SlackBench.Mia[1..]).ShouldHaveSingleItem(bot.Slack.ToString()).Text.ShouldContain("1 failed in the last 24 hours");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_queue_is_turned_page_by_page_and_nothing_of_a_page_is_left_out()
    {
        var steps = string.Concat(Enumerable.Range(1, 12).Select(i => $"  - {{ name: s{i}, tool: probe.change, with: {{ what: a{i} }} }}\n"));
        await using var bot = await SlackBench.OpenAsync(("tidy", $"title: Tidy\nnotify: {{ actions: [] }}\napproval: {{ approvers: [approver] }}\nsteps:\n{steps}"));
        await bot.RunAsync("tidy");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/approvals");
        var first = bot.Slack.Ephemerals(SlackBench.Mia).Single();

        await bot.Slack.ClickAsync(SlackBench.Mia, first, "Next ›");
        await bot.GoAsync();
        var second = bot.Slack.Ephemerals(SlackBench.Mia).Single();

        first.Text.ShouldContain("10 of 12 actions");
        first.Blocks.ToJsonString().ShouldNotContain(" more\"");
        second.Text.ShouldContain("2 of 12 actions");
        second.Blocks.ToJsonString().ShouldContain("Previous\"");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recovered_alert_keeps_what_had_failed()
    {
        await using var bot = await SlackBench.OpenAsync(("reader", Look));
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.RunAsync("reader");
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        await bot.RunAsync("reader");
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        bot.Message().Text.ShouldContain("recovered");
        bot.Message().Text.ShouldContain("No route.");
        bot.Message().Blocks.ToJsonString().ShouldContain("Open failed run");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_number_is_told_at_the_field_and_the_note_says_who_wrote_what_when()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");
        var message = bot.Slack.Say(SlackBench.Eve, SlackBench.Ops, $"<@{SlackBench.Mia}> the disk &amp; the log, <https://wiki.example|see here>");
        await bot.Slack.MessageShortcutAsync(SlackBench.Jon, message, "attach_run");
        await bot.GoAsync();

        var wrong = await bot.Slack.SubmitAsync(SlackBench.Jon, ("Number of the run", "99"));
        wrong.Body.ShouldContain("\"response_action\":\"errors\"");
        wrong.Body.ShouldContain("There is no run #99");
        await bot.Slack.SubmitAsync(SlackBench.Jon, ("Number of the run", "1"));
        await bot.GoAsync();
        await bot.Slack.CommandAsync(SlackBench.Jon, SlackBench.Ops, "/run", "1 activity");

        var told = bot.Slack.Ephemerals(SlackBench.Jon)[^1].Text;
        told.ShouldContain("jon noted");
        told.ShouldContain("eve wrote in #ops, 20");
        told.ShouldContain("@mia the disk &amp; the log, see here (https://wiki.example)");
        told.ShouldNotContain(message.Ts);
        bot.Slack.Violations.ShouldBeEmpty();
    }
}
