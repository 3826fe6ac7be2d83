using System.Text.Json;
using ChatRuns.Loops;
using ChatRuns.Runs;
using ChatRuns.Tools;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>Driving runs over the real store: outputs, retries, waits, cancels, holds, and what a crash leaves.</summary>
public sealed class RunDriverTests
{
    private const string Look = "steps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task A_big_output_is_a_blob_and_the_next_step_reads_it()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", """
            steps:
              - { name: look, tool: probe.look, with: { what: disk } }
              - { name: again, tool: probe.look, with: { what: "{{steps.look.output.last}}" } }
            """));
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(JsonSerializer.SerializeToElement(new { text = new string('x', 9000), last = "here" })));

        var run = await bench.RunAsync("reader");

        run.Status.ShouldBe(RunStatus.Completed);
        var step = run.Find("look")!;
        step.Output.ShouldBeNull();
        step.OutputBlob.ShouldNotBeNull();
        (await bench.Engine.ReadOutputAsync(step, EngineBench.Cancel))!.Value.GetProperty("last").GetString().ShouldBe("here");
        bench.Look.Calls.Last().Arguments.GetProperty("what").GetString().ShouldBe("here");
    }

    [Fact]
    public async Task A_big_output_of_a_program_that_waits_is_kept_out_of_the_journal_too()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Actions.GateTests.Program(
            Actions.GateTests.Propose("a"), """{"chatruns":"output","name":"text","value":"XXX"}""".Replace("XXX", new string('x', 9000), StringComparison.Ordinal))
            .Replace("    program:", "    wait: true\n    program:", StringComparison.Ordinal)));
        var run = await bench.RunAsync("tidy");
        run.Find("scan")!.OutputBlob.ShouldNotBeNull();

        await bench.ApproveAsync(await bench.ActionAsync(run.Number));
        await bench.GoAsync();

        var step = (await bench.FindAsync(run.Number)).Find("scan")!;
        var output = (await bench.Engine.ReadOutputAsync(step, EngineBench.Cancel))!.Value;
        output.GetProperty("text").GetString()!.Length.ShouldBe(9000);
        output.GetProperty("actions")[0].GetProperty("outcome").GetString().ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_big_answer_to_an_action_is_a_blob_and_the_next_step_reads_it()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", """
            approval: { approvers: [approver] }
            steps:
              - { name: change, tool: probe.change, with: { what: archive }, wait: true }
              - { name: look, tool: probe.look, with: { what: "{{steps.change.output.last}}" } }
            """));
        bench.Change.Answer = _ => Task.FromResult(new ToolResult(JsonSerializer.SerializeToElement(new { text = new string('x', 9000), last = "here" })));
        var run = await bench.RunAsync("tidy");

        await bench.ApproveAsync(await bench.ActionAsync(run.Number));
        await bench.GoAsync();

        bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe("here");
        (await bench.ActionAsync(run.Number)).ShouldSatisfyAllConditions(a => a.Result.ShouldBeNull(), a => a.ResultBlob.ShouldNotBeNull());
        var events = await bench.Engine.ReadActivityAsync(run.Number, EngineBench.Cancel);
        events.Select(e => e.Event).OfType<ActionSettled>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.Result.ShouldBeNull(), e => e.Blob.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_step_that_fails_is_tried_again_after_its_pause()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "steps: [{ name: look, tool: probe.look, with: { what: disk }, retry: { attempts: 3, backoff: 10s } }]"));
        bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        var run = await bench.RunAsync("reader");

        run.Status.ShouldBe(RunStatus.Retrying);
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await bench.GoAsync();
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        bench.Time.Advance(TimeSpan.FromSeconds(20));
        await bench.GoAsync();

        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Completed);
        bench.Look.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_step_over_its_time_is_canceled_and_the_run_timed_out()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "steps: [{ name: look, tool: probe.look, with: { what: disk }, timeout: 5s }]"));
        bench.Look.Answer = async cancel =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            throw new InvalidOperationException("It was not canceled.");
        };

        var run = await bench.RunAsync("reader");

        run.Status.ShouldBe(RunStatus.TimedOut);
        run.End!.Error!.Message.ShouldBe("The step took longer than its timeout of 5 s.");
    }

    [Fact]
    public async Task A_fault_of_a_tool_is_a_fault_of_ChatRuns_not_of_the_agent()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Look));
        bench.Look.Answer = _ => throw new InvalidOperationException("Somebody forgot a null.");

        (await bench.RunAsync("reader")).Status.ShouldBe(RunStatus.InternalError);
    }

    [Fact]
    public async Task An_expression_decides_whether_a_step_runs()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", """
            variables: { count: 0 }
            steps:
              - { name: look, tool: probe.look, with: { what: disk }, when: "{{count}} > 0" }
            """));

        (await bench.RunAsync("reader")).Find("look")!.Status.ShouldBe(StepStatus.Skipped);
        (await bench.RunAsync("reader", variables: ("count", "1"))).Find("look")!.Status.ShouldBe(StepStatus.Completed);
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_fails_the_step_with_the_path()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", """
            steps:
              - { name: look, tool: probe.look, with: { what: disk } }
              - { name: again, tool: probe.look, with: { what: "{{steps.look.output.list.-1}}" } }
            """));
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(Some.Json("""{"list":[1]}""")));

        var run = await bench.RunAsync("reader");

        run.End!.Error!.ShouldSatisfyAllConditions(e => e.Cause.ShouldBe(Cause.MissingValue), e => e.Message.ShouldContain("steps.look.output.list.-1"));
    }

    [Fact]
    public async Task A_store_that_fails_in_the_middle_leaves_a_run_that_goes_on_after_a_restart()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Look));
        var number = await bench.StartAsync("reader");
        var store = bench.Store;
        bench.Look.Answer = async _ =>
        {
            await store.DisposeAsync();
            return new ToolResult(Some.Json("1"));
        };
        await Should.ThrowAsync<Exception>(bench.Get<RunDriver>().DriveAsync(number, EngineBench.Cancel));
        bench.Look.Answer = _ => Task.FromResult(new ToolResult(Some.Json("2")));

        await bench.RestartAsync();

        var run = await bench.FindAsync(number);
        run.Status.ShouldBe(RunStatus.Completed);
        run.Find("look")!.ShouldSatisfyAllConditions(s => s.Attempt.ShouldBe(2), s => s.Output!.Value.GetInt32().ShouldBe(2));
    }

    [Fact]
    public async Task A_program_in_flight_when_the_bot_stops_fails_as_interrupted()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", "steps: [{ name: scan, program: [sleep, \"60\"] }]"));
        var number = await bench.StartAsync("tidy");
        using var stop = new CancellationTokenSource();
        bench.Store.Committed += _ => stop.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(bench.Get<RunDriver>().DriveAsync(number, stop.Token));

        await bench.RestartAsync();

        var run = await bench.FindAsync(number);
        if (run.Find("scan")!.Attempt == 1) run.End!.Error!.Cause.ShouldBe(Cause.Interrupted);
    }

    [Fact]
    public async Task A_cancel_between_the_last_look_and_the_sleep_is_not_lost()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "steps: [{ name: look, tool: probe.look, with: { what: disk }, retry: { attempts: 2, backoff: 9h } }]"));
        var number = await bench.StartAsync("reader");
        bench.Look.Answer = async _ =>
        {
            // As if it came a moment after the driver had looked: nobody interrupts the step.
            await Some.HappenAsync(bench.Store, Journal.StreamName.Run(number), bench.Time.GetUtcNow(), new CancelRequested(EngineBench.Otto, "wrong day"));
            throw new ToolException(ToolFault.Unreachable, "No route.");
        };

        await bench.Get<RunDriver>().DriveAsync(number, EngineBench.Cancel);

        (await bench.FindAsync(number)).Status.ShouldBe(RunStatus.Canceled);
    }

    [Fact]
    public async Task A_cancel_interrupts_the_step_in_flight()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Look));
        var number = await bench.StartAsync("reader");
        bench.Look.Answer = async cancel =>
        {
            await bench.Engine.CancelAsync(number, EngineBench.Otto, null, EngineBench.Cancel);
            cancel.ThrowIfCancellationRequested();
            return new ToolResult(null);
        };

        await bench.GoAsync();

        (await bench.FindAsync(number)).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe(RunStatus.Canceled), r => r.Find("look")!.Error!.Cause.ShouldBe(Cause.Canceled));
    }

    [Fact]
    public async Task Runs_that_queue_run_one_after_another_in_their_order()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "overlap: queue\n" + Look));
        var order = new List<int>();
        var running = 0;
        bench.Look.Answer = _ =>
        {
            order.Add(Interlocked.Increment(ref running));
            Interlocked.Decrement(ref running);
            return Task.FromResult(new ToolResult(null));
        };
        var numbers = new List<long>();
        for (var i = 0; i < 5; i++) numbers.Add(await bench.StartAsync("reader"));
        await bench.Get<RunDriver>().DriveAsync(numbers[3], EngineBench.Cancel);
        (await bench.FindAsync(numbers[3])).HeldWhy.ShouldBe($"Waits for run #{numbers[0]} of the same agent.");

        await bench.GoAsync();

        foreach (var number in numbers) (await bench.FindAsync(number)).Status.ShouldBe(RunStatus.Completed);
        order.ShouldAllBe(n => n == 1);
    }

    [Fact]
    public async Task A_held_run_wakes_when_the_one_before_it_is_canceled()
    {
        await using var bench = await EngineBench.OpenAsync(("rest", "overlap: queue\nsteps: [{ name: rest, pause: 9h }]"));
        var (first, second) = (await bench.StartAsync("rest"), await bench.StartAsync("rest"));
        await bench.GoAsync();
        (await bench.FindAsync(second)).Status.ShouldBe(RunStatus.Queued);

        await bench.Engine.CancelAsync(first, EngineBench.Otto, null, EngineBench.Cancel);
        await bench.GoAsync();

        (await bench.FindAsync(second)).Status.ShouldBe(RunStatus.Waiting);
    }

    [Fact]
    public async Task A_held_run_can_be_canceled()
    {
        await using var bench = await EngineBench.OpenAsync(("rest", "overlap: queue\nsteps: [{ name: rest, pause: 9h }]"));
        var (_, second) = (await bench.StartAsync("rest"), await bench.StartAsync("rest"));
        await bench.GoAsync();

        await bench.Engine.CancelAsync(second, EngineBench.Otto, null, EngineBench.Cancel);
        await bench.GoAsync();

        (await bench.FindAsync(second)).Status.ShouldBe(RunStatus.Canceled);
    }

    [Fact]
    public async Task An_answer_goes_on_with_the_run()
    {
        await using var bench = await EngineBench.OpenAsync(("asker", "steps: [{ name: ask, question: { text: 'Go on?', choices: [yes please, not now], expires: 1h } }]"));
        var run = await bench.RunAsync("asker");

        (await bench.Engine.AnswerAsync(run.Number, "ask", "perhaps", EngineBench.Otto, EngineBench.Cancel)).ShouldBeOfType<AnswerResult.NotAChoice>();
        (await bench.Engine.AnswerAsync(run.Number, "ask", " yes please ", EngineBench.Vera, EngineBench.Cancel)).ShouldBeOfType<AnswerResult.NotAllowed>();
        (await bench.Engine.AnswerAsync(run.Number, "ask", " yes please ", EngineBench.Otto, EngineBench.Cancel)).ShouldBeOfType<AnswerResult.Answered>();
        (await bench.Engine.AnswerAsync(run.Number, "ask", "not now", EngineBench.Mia, EngineBench.Cancel)).ShouldBeOfType<AnswerResult.AlreadyAnswered>().By.ShouldBe(EngineBench.Otto);
        await bench.GoAsync();

        (await bench.FindAsync(run.Number)).Find("ask")!.Output!.Value.GetProperty("answer").GetString().ShouldBe("yes please");
    }

    [Fact]
    public async Task A_question_that_nobody_answers_fails_the_run()
    {
        await using var bench = await EngineBench.OpenAsync(("asker", "steps: [{ name: ask, question: { text: 'Go on?', expires: 1h } }]"));
        var run = await bench.RunAsync("asker");

        bench.Time.Advance(TimeSpan.FromHours(1));
        await bench.GoAsync();

        (await bench.FindAsync(run.Number)).End!.Error!.Cause.ShouldBe(Cause.NotAnswered);
    }
}
