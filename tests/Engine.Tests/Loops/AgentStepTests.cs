using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Loops;
using ChatRuns.Runs;
using ChatRuns.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>Steps that start other agents (T6): once, waited for without a thread, results up, cancels down.</summary>
public sealed class AgentStepTests
{
    private const string Ask = "steps: [{ name: ask, question: Go on? }]";

    private const string CleanUp = """
        title: Clean up
        variables: { what: nothing, days: 3 }
        targets: [eu-prod, us-prod]
        summary: "Cleaned {{what}} on {{target.name}}"
        steps: [{ name: look, tool: probe.look, with: { what: "{{what}} {{days}}" } }]
        """;

    private static string Parent(string rest = "") => $$$"""
        title: Night shift
        targets: [us-prod]
        steps:
          - name: call
            agent: clean-up
            with: { what: disk, days: 7 }
            {{{rest}}}
          - { name: after, tool: probe.look, with: { what: "{{steps.call.run}}: {{steps.call.summary}}: {{steps.call.output.found}}" } }
        """;

    private static string Calls(string agent) => $"steps: [{{ name: call, agent: {agent} }}]";

    [Fact]
    public async Task The_run_of_the_other_agent_is_linked_and_its_output_and_summary_come_up()
    {
        await using var bench = await EngineBench.OpenAsync(("night", Parent()), ("clean-up", CleanUp));
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(JsonSerializer.SerializeToElement(new { found = 12 })));

        var run = await bench.RunAsync("night", by: EngineBench.Otto);

        run.Status.ShouldBe(RunStatus.Completed);
        var started = run.Children.ShouldHaveSingleItem();
        var child = await bench.FindAsync(started.Run);
        child.Queued.Trigger.ShouldBe(new StartedBy(TriggerKind.Agent, "night", null, EngineBench.Otto, Parent: run.Number));
        (child.Queued.Target, started.Target).ShouldBe(("us-prod", "us-prod"), "It acts on what the run acts on that started it");
        bench.Look.Calls.First().Arguments.ToString().ShouldBe("""{"what":"disk 7"}""");
        bench.Look.Calls.Last().Arguments.ToString().ShouldBe($$"""{"what":"{{child.Number}}: Cleaned disk on us-prod: 12"}""");
    }

    [Fact]
    public async Task A_big_output_comes_up_as_a_blob()
    {
        await using var bench = await EngineBench.OpenAsync(("night", Parent()), ("clean-up", CleanUp));
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(JsonSerializer.SerializeToElement(new { text = new string('x', 9000), found = 12 })));

        var run = await bench.RunAsync("night");

        run.Status.ShouldBe(RunStatus.Completed);
        (run.Find("call")!.Output, run.Find("call")!.OutputBlob).ShouldBe((null, (await bench.FindAsync(run.Children[0].Run)).Find("look")!.OutputBlob));
        bench.Look.Calls.Last().Arguments.GetProperty("what").GetString().ShouldEndWith(": 12");
    }

    [Fact]
    public async Task The_run_that_waits_holds_no_slot_and_nothing_of_it_is_due()
    {
        await using var bench = await EngineBench.OpenAsync(("night", Calls("asker")), ("asker", Ask));

        var run = await bench.RunAsync("night");

        run.Status.ShouldBe(RunStatus.Waiting);
        bench.Get<RunDriver>().IsDriving(run.Number).ShouldBeFalse();
        (await bench.Store.ReadDueAsync(bench.Time.GetUtcNow().AddDays(4), 10, EngineBench.Cancel)).Runs.ShouldBe([run.Children[0].Run]);
        await bench.Engine.AnswerAsync(run.Children[0].Run, "ask", "yes", EngineBench.Ada, EngineBench.Cancel);
        await bench.GoAsync();
        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task One_slot_is_enough_for_three_levels()
    {
        await using var bench = await EngineBench.OpenAsync(
            [], (services, _) =>
            {
                services.Configure<EngineOptions>(o => o.MostAtOnce = 1);
                return Task.CompletedTask;
            }, ("top", Calls("middle")), ("middle", Calls("leaf")), ("leaf", "overlap: queue\nsteps: [{ tool: probe.look, with: { what: x } }]"));
        using var worker = bench.Get<Worker>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Store.Committed += position => _ = Task.Run(LookAsync);
        await worker.StartAsync(EngineBench.Cancel);
        await worker.StartedAsync(EngineBench.Cancel);

        var first = await bench.StartAsync("top");
        var second = await bench.StartAsync("top");

        await done.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        await worker.StopAsync(EngineBench.Cancel);
        foreach (var number in (long[])[first, second]) (await bench.FindAsync(number)).Status.ShouldBe(RunStatus.Completed);

        async Task LookAsync()
        {
            if ((await bench.Store.ReadUnfinishedAsync("top", 1, EngineBench.Cancel)).Count == 0) done.TrySetResult();
        }
    }

    [Fact]
    public async Task A_failed_run_fails_the_step_with_its_number_and_words_after_the_tries_that_are_allowed()
    {
        await using var bench = await EngineBench.OpenAsync(("night", Parent("retry: { attempts: 2, backoff: 10s }")), ("clean-up", CleanUp));
        bench.Look.Answer = _ => throw new ToolException(ToolFault.Failed, "The disk is read-only.");

        var run = await bench.RunAsync("night");
        run.Status.ShouldBe(RunStatus.Retrying);
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await bench.GoAsync();

        run = await bench.FindAsync(run.Number);
        run.Status.ShouldBe(RunStatus.Failed);
        run.Children.Count.ShouldBe(2, "Each attempt is a run of its own");
        run.End!.Error.ShouldBe(new(Cause.ChildFailed, $"Run #{run.Children[1].Run} of Clean up failed: The disk is read-only."));
    }

    [Fact]
    public async Task A_step_that_does_not_wait_is_done_when_the_run_is_durable()
    {
        await using var bench = await EngineBench.OpenAsync(("night", "steps: [{ name: call, agent: asker, wait: false }, { tool: probe.look, with: { what: \"run {{steps.call.run}}\" } }]"), ("asker", Ask));

        var run = await bench.RunAsync("night");

        run.Status.ShouldBe(RunStatus.Completed);
        var child = await bench.FindAsync(run.Children.ShouldHaveSingleItem().Run);
        child.Status.ShouldBe(RunStatus.Waiting);
        bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").ToString().ShouldBe($"run {child.Number}");
        await bench.Engine.AnswerAsync(child.Number, "ask", "yes", EngineBench.Ada, EngineBench.Cancel);
        await bench.GoAsync();
        (await bench.FindAsync(run.Number)).Seq.ShouldBe(run.Seq, "Nobody is told who does not wait");
    }

    [Fact]
    public async Task A_cancel_goes_down_all_levels()
    {
        await using var bench = await EngineBench.OpenAsync(("top", Calls("middle")), ("middle", Calls("low")), ("low", Calls("asker")), ("asker", Ask));
        var run = await bench.RunAsync("top");

        await bench.Engine.CancelAsync(run.Number, EngineBench.Otto, null, EngineBench.Cancel);
        await bench.GoAsync();

        for (long? number = run.Number; number is { } one; number = run.Children.FirstOrDefault()?.Run)
        {
            run = await bench.FindAsync(one);
            run.Status.ShouldBe(RunStatus.Canceled);
            run.CancelRequest!.By.ShouldBe(EngineBench.Otto);
        }

        run.Queued.Agent.ShouldBe("asker");
        run.CancelRequest!.Reason.ShouldBe($"Run #{run.Queued.Trigger.Parent}, which started it, was canceled.");
    }

    [Fact]
    public async Task A_cancel_of_the_lower_run_alone_is_a_canceled_step_of_the_upper()
    {
        await using var bench = await EngineBench.OpenAsync(
            ("night", "steps: [{ name: call, agent: asker, retry: 3 }, { name: tidy, when: failure, tool: probe.look, with: { what: x } }]"), ("asker", Ask));
        var run = await bench.RunAsync("night");

        await bench.Engine.CancelAsync(run.Children[0].Run, EngineBench.Otto, null, EngineBench.Cancel);
        await bench.GoAsync();

        run = await bench.FindAsync(run.Number);
        run.Find("call")!.Error.ShouldBe(new(Cause.Canceled, $"Run #{run.Children.ShouldHaveSingleItem().Run} of Asker was canceled."));
        (run.Find("tidy")!.Status, run.Status).ShouldBe((StepStatus.Completed, RunStatus.Failed));
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_stops_the_run_that_it_waited_for()
    {
        await using var bench = await EngineBench.OpenAsync(("night", "steps: [{ name: call, agent: asker, timeout: 5m }]"), ("asker", Ask));
        var run = await bench.RunAsync("night");

        bench.Time.Advance(TimeSpan.FromMinutes(5));
        await bench.GoAsync();

        run = await bench.FindAsync(run.Number);
        (run.Status, run.End!.Error!.Message).ShouldBe((RunStatus.TimedOut, $"Run #{run.Children[0].Run} took longer than 5 min."));
        (await bench.FindAsync(run.Children[0].Run)).Status.ShouldBe(RunStatus.Canceled);
    }

    [Fact]
    public async Task Killed_at_every_append_there_is_still_one_run_and_its_results_come_up()
    {
        for (var moment = 1; moment <= 6; moment++)
        {
            await using var bench = await EngineBench.OpenAsync(("night", Parent()), ("clean-up", CleanUp));
            bench.Look.Answer = _ => Task.FromResult(new ToolResult(JsonSerializer.SerializeToElement(new { found = 12 })));
            var number = await bench.StartAsync("night");
            var commits = 0;
            var killed = new CancellationTokenSource();
            bench.Store.Committed += _ =>
            {
                if (Interlocked.Increment(ref commits) == moment) killed.Cancel();
            };
            try
            {
                while ((await bench.Store.ReadDueAsync(bench.Time.GetUtcNow(), 10, EngineBench.Cancel)).Runs is [var due, ..]) await bench.Get<RunDriver>().DriveAsync(due, killed.Token);
            }
            catch (OperationCanceledException)
            {
                // As a process that is gone: the next one finds what was durable.
            }

            await bench.RestartAsync();

            var run = await bench.FindAsync(number);
            run.Status.ShouldBe(RunStatus.Completed, $"killed at append {moment}");
            (await bench.Engine.ListRunsAsync(new() { Agent = "clean-up" }, new(), EngineBench.Cancel)).Total.ShouldBe(1, $"killed at append {moment}");
        }
    }

    [Fact]
    public async Task An_agent_that_would_start_itself_is_refused_and_told_with_its_place()
    {
        await using var bench = await EngineBench.OpenAsync(("a", Calls("b")), ("b", Calls("c")), ("c", "\nsteps:\n  - { name: call, agent: a }"));

        var run = await bench.RunAsync("a");

        run.Status.ShouldBe(RunStatus.Failed);
        var deepest = (await bench.Engine.ListRunsAsync(new() { Agent = "c" }, new(), EngineBench.Cancel)).Rows.ShouldHaveSingleItem();
        (deepest.Cause, deepest.Error).ShouldBe((Cause.Refused, "A would start itself: a → b → c → a. Take one of these steps away."));
        bench.Engine.AgentProblems.Select(p => p.ToString()).ShouldContain(
            "c.yaml:3:26: The agent would start itself: c → a → b → c. Take one of these steps away, or no run gets past it.");
        bench.Engine.AgentProblems.ShouldAllBe(p => !p.IsBlocking);
    }

    [Fact]
    public async Task Deeper_than_the_settings_allow_is_refused()
    {
        var agents = Enumerable.Range(0, 7).Select(n => ($"a{n}", n == 6 ? "steps: [{ tool: probe.look, with: { what: x } }]" : Calls($"a{n + 1}"))).ToArray();
        await using var bench = await EngineBench.OpenAsync(agents);

        (await bench.RunAsync("a0")).Status.ShouldBe(RunStatus.Failed);
        (await bench.RunAsync("a1")).Status.ShouldBe(RunStatus.Completed);

        var refused = (await bench.Engine.ListRunsAsync(new() { Agent = "a5", Statuses = [RunStatus.Failed] }, new(), EngineBench.Cancel)).Rows.ShouldHaveSingleItem();
        refused.Error.ShouldBe("Agents start each other 6 deep here, and at most 5 is allowed (Runs:MostDepth).");
    }

    [Fact]
    public async Task A_test_run_starts_test_runs_and_nothing_is_changed()
    {
        await using var bench = await EngineBench.OpenAsync(("night", Calls("mover")), ("mover", "status: draft\nsteps: [{ name: move, tool: probe.change, with: { what: all } }]"));

        var run = await bench.RunAsync("night", isTest: true);

        run.Status.ShouldBe(RunStatus.Completed);
        (await bench.FindAsync(run.Children[0].Run)).Queued.IsTest.ShouldBeTrue();
        (await bench.ActionAsync(run.Children[0].Run)).Proposed.IsPreview.ShouldBeTrue();
        bench.Change.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status: paused\nsteps: [{ tool: probe.look, with: { what: x } }]", "Other is paused, and so no agent starts it. Resume it, then rerun from this step.")]
    [InlineData("status: draft\nsteps: [{ tool: probe.look, with: { what: x } }]", "Other is a draft: only test runs can be started. Set status: active in its file.")]
    [InlineData("variables: { need: { type: text } }\nsteps: [{ tool: probe.look, with: { what: x } }]", "Other: need: needs a value: need=…")]
    public async Task What_cannot_be_started_fails_the_step_with_why(string other, string why)
    {
        await using var bench = await EngineBench.OpenAsync(("night", Calls("other")), ("other", other));

        var run = await bench.RunAsync("night");

        (run.Status, run.End!.Error!.Message, run.Children.Count).ShouldBe((RunStatus.Failed, why, 0));
    }

    [Fact]
    public async Task Who_may_not_start_an_agent_may_start_one_whose_file_starts_it_and_may_not_decide_its_actions()
    {
        await using var bench = await EngineBench.OpenAsync(
            ("night", Calls("mover")), ("mover", "approval: { approvers: [operator, approver] }\nsteps: [{ name: move, tool: probe.change, with: { what: all } }]"));
        bench.Roles.Give(EngineBench.Otto);
        await bench.Engine.GrantAsync(EngineBench.Otto.Key, "Otto", Role.Operator, GrantScope.OfAgent("night"), EngineBench.Ada, EngineBench.Cancel);
        (await bench.Engine.StartAsync(new("mover", new Dictionary<string, JsonElement>()), EngineBench.Otto, EngineBench.Cancel)).ShouldBeOfType<StartResult.UnknownAgent>("He does not even see it");

        var run = await bench.RunAsync("night", by: EngineBench.Otto);

        var action = await bench.ActionAsync(run.Children[0].Run);
        bench.Roles.Give(EngineBench.Otto, Role.Operator);
        bench.Engine.MayDecide(action, EngineBench.Otto).ShouldNotBeNull();
        bench.Engine.MayDecide(action, EngineBench.Mia).ShouldBeNull();
    }

    [Fact]
    public async Task A_rerun_from_a_later_step_takes_over_what_the_other_run_brought()
    {
        await using var bench = await EngineBench.OpenAsync(("night", Parent()), ("clean-up", CleanUp));
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(JsonSerializer.SerializeToElement(new { found = 12 })));
        var run = await bench.RunAsync("night");

        var rerun = (await bench.Engine.RerunFromAsync(run.Number, "after", EngineBench.Ada, null, EngineBench.Cancel)).ShouldBeOfType<StartResult.Started>();
        await bench.GoAsync();

        var again = await bench.FindAsync(rerun.Number);
        (again.Status, again.Find("call")!.Child, again.Children.Count).ShouldBe((RunStatus.Completed, run.Children[0].Run, 0));
        bench.Look.Calls.Last().Arguments.GetProperty("what").GetString().ShouldBe($"{run.Children[0].Run}: : 12");
    }

    [Fact]
    public async Task A_run_that_ends_after_the_one_that_started_it_was_deleted_tells_nobody()
    {
        await using var bench = await EngineBench.OpenAsync(("night", Calls("asker")), ("asker", Ask));
        var run = await bench.RunAsync("night");
        await bench.Engine.CancelAsync(run.Number, EngineBench.Otto, null, EngineBench.Cancel);
        await bench.Get<RunDriver>().DriveAsync(run.Number, EngineBench.Cancel);
        await bench.Store.DeleteRunAsync(new(Guid.CreateVersion7(), bench.Time.GetUtcNow(), run.Number, EngineBench.Ada, null), EngineBench.Cancel);

        await bench.GoAsync();

        (await bench.FindAsync(run.Children[0].Run)).Status.ShouldBe(RunStatus.Canceled);
        (await bench.Store.VerifyAsync(EngineBench.Cancel)).Broken.ShouldBeEmpty();
    }
}
