using ChatRuns.Actions;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>Forms in Slack: rejecting, editing, shortcuts; and private answers that are redrawn.</summary>
public sealed class SlackFormTests
{
    private const string Ask = "title: Tidy\nnotify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";

    [Fact]
    public async Task Rejecting_opens_a_form_and_its_reason_stands_on_the_card()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Reject");
        await bot.GoAsync();
        bot.Slack.OpenView(SlackBench.Mia).ShouldNotBeNull(bot.Slack.ToString());
        await bot.Slack.SubmitAsync(SlackBench.Mia, ("Reason", "still needed"));
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Rejected);
        bot.Message().Text.ShouldContain("still needed");
        bot.Slack.OpenView(SlackBench.Mia).ShouldBeNull();
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_runs_what_was_written()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Edit");
        await bot.GoAsync();
        await bot.Slack.SubmitAsync(SlackBench.Mia, ("what", "delete"));
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Message().Text.ShouldContain("delete");
    }

    [Fact]
    public async Task What_is_wrong_with_an_edit_stands_at_its_field_and_nothing_typed_is_lost()
    {
        const string call = "title: Caller\nnotify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: c, tool: http.request, with: { method: POST, url: 'https://a.example/x' } }]";
        await using var bot = await SlackBench.OpenAsync(("caller", call));
        var run = await bot.RunAsync("caller");

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Edit");
        await bot.GoAsync();
        await bot.Slack.SubmitAsync(SlackBench.Mia, ("headers", "none"));
        await bot.GoAsync();

        bot.Slack.OpenView(SlackBench.Mia).ShouldNotBeNull().Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.Key.ShouldContain("arg.headers"), e => e.Value.ShouldContain("must be JSON"));
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_wrong_with_no_field_of_an_edit_stands_above_them_and_nothing_typed_is_lost()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var run = await bot.RunAsync("tidy");
        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Edit");
        await bot.GoAsync();
        bot.Bench.Change.Looking = _ => throw new ToolException(ToolFault.Refused, "Nothing may be moved on Sundays.");

        await bot.Slack.SubmitAsync(SlackBench.Mia, ("what", "delete"));
        await bot.GoAsync();

        var view = bot.Slack.OpenView(SlackBench.Mia).ShouldNotBeNull(bot.Slack.ToString());
        view.Errors.ShouldBeEmpty();
        view.Blocks[0]!["text"]!["text"]!.ToString().ShouldContain("Nothing may be moved on Sundays.");
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Open);

        bot.Bench.Change.Looking = _ => Task.CompletedTask;
        await bot.Slack.SubmitAsync(SlackBench.Mia);
        await bot.GoAsync();
        bot.Slack.OpenView(SlackBench.Mia).ShouldBeNull();
        (await bot.Bench.ActionAsync(run)).Arguments.GetProperty("what").GetString().ShouldBe("delete");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Reject")]
    [InlineData("Edit")]
    public async Task Who_may_not_decide_is_told_so_in_place_of_a_form(string button)
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");

        await bot.Slack.ClickAsync(SlackBench.Jon, bot.Message(), "Approve");
        await bot.Slack.ClickAsync(SlackBench.Jon, bot.Message(), button);
        await bot.Slack.ClickAsync(SlackBench.Eve, bot.Message(), button);
        await bot.GoAsync();

        bot.Slack.OpenView(SlackBench.Jon).ShouldBeNull();
        var told = bot.Slack.Ephemerals(SlackBench.Jon).Select(m => m.Text).ToList();
        told.Count.ShouldBe(2);
        told[1].ShouldBe(told[0]);
        bot.Slack.OpenView(SlackBench.Eve).ShouldBeNull();
        bot.Slack.Ephemerals(SlackBench.Eve).ShouldHaveSingleItem().Text.ShouldContain("can decide this. You have no role for this agent yet.");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_decision_made_in_a_private_answer_redraws_that_answer_too()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/run", "1 actions");

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Slack.Ephemerals(SlackBench.Mia).Single(), "Approve");
        await bot.GoAsync();

        bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem().Text.ShouldContain("Approved by mia");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejection_begun_in_a_private_answer_redraws_that_answer_too()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.RunAsync("tidy");
        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/run", "1 actions");

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Slack.Ephemerals(SlackBench.Mia).Single(), "Reject");
        await bot.GoAsync();
        await bot.Slack.SubmitAsync(SlackBench.Mia, ("Reason", "still needed"));
        await bot.GoAsync();

        var told = bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem().Text;
        told.ShouldContain("Rejected by mia");
        told.ShouldContain("still needed");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Shortcuts_start_an_agent_and_attach_a_message_to_a_run()
    {
        await using var bot = await SlackBench.OpenAsync(("tidy", Ask));
        await bot.Slack.ShortcutAsync(SlackBench.Jon, "start_agent");
        await bot.GoAsync();
        var offers = await bot.Slack.SuggestAsync(SlackBench.Jon, "agent_menu", "tid");
        await bot.Slack.SubmitAsync(SlackBench.Jon, ("Agent", "tidy"));
        await bot.GoAsync();

        offers.Body.ShouldContain("Tidy");
        (await bot.Bench.FindAsync(1)).Queued.Agent.ShouldBe("tidy");
        await bot.Slack.MessageShortcutAsync(SlackBench.Jon, bot.Message(), "attach_run");
        await bot.GoAsync();
        await bot.Slack.SubmitAsync(SlackBench.Jon, ("Number of the run", "1"));
        await bot.GoAsync();
        await bot.Slack.CommandAsync(SlackBench.Jon, SlackBench.Ops, "/run", "1 activity");

        bot.Slack.Ephemerals(SlackBench.Jon)[^1].Text.ShouldContain("Tidy proposes 1 action");
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agent_that_is_chosen_to_be_started_shows_its_variables_with_their_defaults_first()
    {
        await using var bot = await SlackBench.OpenAsync(("week", "title: Week\nvariables: { days: 7 }\nsteps: [{ name: look, tool: probe.look, with: { what: 'days {{days}}' } }]"));
        await bot.Slack.ShortcutAsync(SlackBench.Jon, "start_agent");
        await bot.GoAsync();
        await bot.Slack.SubmitAsync(SlackBench.Jon, ("Agent", "week"));
        await bot.GoAsync();

        var form = bot.Slack.OpenView(SlackBench.Jon).ShouldNotBeNull(bot.Slack.ToString());
        form.Blocks.ToJsonString().ShouldContain("\"initial_value\":\"7\"");
        (await bot.Bench.Engine.FindRowAsync(1, CancellationToken.None)).ShouldBeNull();
        await bot.Slack.SubmitAsync(SlackBench.Jon, ("days", "30"));
        await bot.GoAsync();

        (await bot.Bench.FindAsync(1)).Queued.Variables.GetProperty("days").GetInt32().ShouldBe(30);
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_lists_what_the_person_changed_and_no_argument_that_was_left_unset()
    {
        const string write = "title: Writer\nnotify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: w, tool: file.write, with: { path: docs/a.txt, text: a } }]";
        await using var bot = await SlackBench.OpenAsync(("writer", write));
        var run = await bot.RunAsync("writer");

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Edit");
        await bot.GoAsync();
        await bot.Slack.SubmitAsync(SlackBench.Mia, ("text", "b"));
        await bot.GoAsync();
        await bot.PassAsync(TimeSpan.FromSeconds(1));

        var action = await bot.Bench.ActionAsync(run);
        action.Arguments.EnumerateObject().Select(a => a.Name).ShouldBe(["path", "text"], ignoreOrder: true);
        bot.Message().Text.ShouldNotContain("overwrite:");
        bot.Slack.Violations.ShouldBeEmpty();
    }
}
