using ChatRuns.Engine.Tests;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>Archiving, rerunning from a step and duplicating, as people say and press it.</summary>
public sealed class ManageAnswerTests
{
    private const string Chain = """
        title: Chain
        variables: { what: { type: text, default: disk }, days: { type: number, default: 7 } }
        approval: { approvers: [approver] }
        steps:
          - { name: look, title: Look around, tool: probe.look, with: { what: "{{what}}" } }
          - { name: change, title: Change it, tool: probe.change, with: { what: "{{what}}" } }
          - { name: break, tool: probe.look, with: { what: "{{steps.look.output.gone}}" } }
        """;

    private const string Plain = """
        variables: { what: { type: text, default: disk }, days: { type: number, default: 7 } }
        steps: [{ name: look, tool: probe.look, with: { what: "{{what}}" } }]
        """;

    [Fact]
    public async Task An_archived_run_is_in_no_list_and_no_figure_until_it_is_asked_for()
    {
        await using var bot = await BotBench.OpenAsync(("plain", Plain));
        for (var i = 0; i < 2; i++) await bot.Bench.RunAsync("plain");

        var reply = await bot.SayAsync("/run 1 archive of no use");

        reply.Card!.Text.ShouldContain("Run #1 is archived");
        (await bot.SayAsync("/runs")).Card!.Text.ShouldSatisfyAllConditions(text => text.ShouldContain("1 run"), text => text.ShouldNotContain("#1 "));
        (await bot.SayAsync("/runs archived")).Card!.Text.ShouldContain("#1");
        (await bot.Bench.Engine.ReadMetricsAsync(null, default)).Weeks.Sum(w => w.Totals.Runs).ShouldBe(1);
        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("Archived by Ada: of no use");
        (await bot.SayAsync("/run 1 activity")).Card!.Text.ShouldContain("Ada archived it");
        (await bot.SayAsync("/run 1 archive")).Card!.Text.ShouldContain("Ada archived run #1 before.");
        (await bot.SayAsync("/run 1 unarchive")).Card!.Text.ShouldContain("out of the archive");
        (await bot.Bench.Engine.ReadMetricsAsync(null, default)).Weeks.Sum(w => w.Totals.Runs).ShouldBe(2);
        (await bot.SayAsync("/runs")).Card!.Text.ShouldContain("2 runs");
    }

    [Fact]
    public async Task Who_may_not_and_what_goes_on_is_told_so()
    {
        await using var bot = await BotBench.OpenAsync(("plain", Plain), ("rest", "steps: [{ name: rest, pause: 1h }]"));
        await bot.Bench.RunAsync("plain");
        await bot.Bench.RunAsync("rest");

        (await bot.SayAsync("/run 1 archive", EngineBench.Vera)).Card!.Text.ShouldContain("You may not archive runs.");
        (await bot.SayAsync("/run 2 archive")).Card!.Text.ShouldContain("Run #2 is not over.");
        (await bot.SayAsync("/run 9 archive")).Card!.Text.ShouldContain("There is no run #9.");
        (await bot.SayAsync("/run 1 unarchive")).Card!.Text.ShouldContain("Run #1 is not archived.");
    }

    [Fact]
    public async Task A_rerun_from_a_step_says_first_what_happened_and_what_will_happen_again()
    {
        await using var bot = await BotBench.OpenAsync(("chain", Chain));
        var run = await bot.Bench.RunAsync("chain");
        run.Status.ShouldBe(RunStatus.Failed);
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(1));
        await bot.Bench.GoAsync();

        var asked = await bot.SayAsync("/run 1 rerun from \"Change it\"");

        asked.Card!.Text.ShouldSatisfyAllConditions(
            text => text.ShouldContain("Rerun #1 from Change it?"), text => text.ShouldContain("Happened outside in run #1:"), text => text.ShouldContain("1.1"),
            text => text.ShouldContain("Taken over and not done again: Look around"), text => text.ShouldContain("may be proposed again"));
        bot.Bench.Look.Calls.Count.ShouldBe(1);
        (await bot.SayAsync("/run 1 rerun from change confirm")).Card!.Text.ShouldContain("Run #2 is on its way.");
        await bot.Bench.GoAsync();
        var again = await bot.Bench.FindAsync(2);
        bot.Bench.Look.Calls.Count.ShouldBe(1);
        again.Find("look")!.Status.ShouldBe(StepStatus.Completed);
        again.Find("look")!.Output!.Value.GetRawText().ShouldBe(run.Find("look")!.Output!.Value.GetRawText());
        again.Actions.Count.ShouldBe(1);
        (await bot.SayAsync("/run 2")).Card!.Text.ShouldContain("rerun of #1 from change");
        (await bot.SayAsync("/run 2 activity")).Card!.Text.ShouldContain("Look around taken over from run #1");
    }

    [Fact]
    public async Task A_step_after_the_one_that_failed_is_no_place_to_begin()
    {
        await using var bot = await BotBench.OpenAsync(("chain", Chain.Replace("gone}}\" } }", "gone}}\" } }\n  - { name: last, pause: 1s }", StringComparison.Ordinal)));
        await bot.Bench.RunAsync("chain");

        (await bot.SayAsync("/run 1 rerun from last confirm")).Card!.Text.ShouldContain("Step break was not completed in run #1");
        (await bot.SayAsync("/run 1 rerun from brek")).Card!.Text.ShouldContain("Did you mean");
        (await bot.SayAsync("/run 1")).Card!.Json.ToJsonString().ShouldContain("/run 1 rerun from break");
        (await bot.Bench.Engine.ListRunsAsync(new(), new(), default)).Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_duplicate_begins_with_a_form_of_the_variables_and_is_linked()
    {
        await using var bot = await BotBench.OpenAsync(("plain", Plain));
        await bot.Bench.RunAsync("plain", variables: [("what", "tape"), ("days", "30")]);

        var form = (await bot.SayAsync("/run 1 duplicate")).Card!;
        form.Name.ShouldBe("start");
        form.Json.ToJsonString().ShouldSatisfyAllConditions(json => json.ShouldContain("tape"), json => json.ShouldContain("\"value\":30"));
        (await bot.PressAsync("agent.start", """{"agent":"plain","test":"false","of":"1","var.what":"tape","var.days":"soon"}""")).InputErrors!.Keys.ShouldBe(["var.days"]);
        var started = await bot.PressAsync("agent.start", """{"agent":"plain","test":"false","of":"1","var.what":"disk","var.days":"30"}""", id: "once");
        await bot.PressAsync("agent.start", """{"agent":"plain","test":"false","of":"1","var.what":"disk","var.days":"30"}""", id: "once");

        started.Card!.Text.ShouldContain("Run #2 is on its way.");
        await bot.Bench.GoAsync();
        var run = await bot.Bench.FindAsync(2);
        run.Queued.Trigger.DuplicateOf.ShouldBe(1);
        run.Queued.Overridden.ShouldBe(["days"]);
        run.Queued.Variables.GetProperty("days").GetInt32().ShouldBe(30);
        (await bot.SayAsync("/run 2")).Card!.Text.ShouldContain("duplicate of #1");
        (await bot.PressAsync("agent.start", """{"agent":"plain","of":"77"}""")).Card!.Text.ShouldContain("damaged");
    }
}
