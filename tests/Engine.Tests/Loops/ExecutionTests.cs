using ChatRuns.Actions;
using ChatRuns.Loops;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>Executing approved actions across crashes and time.</summary>
public sealed class ExecutionTests
{
    private const string Ask = "approval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";

    [Fact]
    public async Task The_intent_is_durable_before_the_tool_is_called()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        var action = await ApprovedAsync(bench);
        ProposedAction? seen = null;
        bench.Change.Answer = async _ =>
        {
            seen = await bench.ActionAsync(action.Id.Run);
            return new(null);
        };

        await bench.GoAsync();

        seen!.Status.ShouldBe(ActionStatus.Started);
        bench.Change.Calls.ShouldHaveSingleItem().Key.ShouldBe(seen.IdempotencyKey);
    }

    [Fact]
    public async Task What_was_started_and_has_no_end_is_unknown_after_a_restart_and_is_not_called_again()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        var action = await ApprovedAsync(bench);
        await DieDuringAsync(bench, action);

        await bench.RestartAsync();
        await bench.RestartAsync();

        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Unknown);
        bench.Change.Calls.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_person_says_what_became_of_an_unknown_action(bool happened, int calls)
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        var action = await ApprovedAsync(bench);
        await DieDuringAsync(bench, action);
        await bench.RestartAsync();
        bench.Change.Answer = _ => Task.FromResult(new ChatRuns.Tools.ToolResult(null));

        (await bench.Engine.ResolveAsync(action.Id, happened, EngineBench.Vera, EngineBench.Cancel)).ShouldBeOfType<DecideResult.NotAllowed>();
        (await bench.Engine.ResolveAsync(action.Id, happened, EngineBench.Mia, EngineBench.Cancel)).ShouldBeOfType<DecideResult.Decided>();
        (await bench.Engine.ResolveAsync(action.Id, happened, EngineBench.Noor, EngineBench.Cancel)).ShouldBeOfType<DecideResult.Changed>();
        await bench.GoAsync();

        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Succeeded);
        bench.Change.Calls.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task A_decision_outlives_the_process_that_took_it()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        var action = await ApprovedAsync(bench);

        await bench.RestartAsync();

        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Succeeded);
    }

    [Fact]
    public async Task A_waiting_run_goes_on_with_the_result_after_a_restart()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", """
            approval: { approvers: [approver] }
            steps:
              - { name: change, tool: probe.change, with: { what: archive }, wait: true }
              - { name: look, tool: probe.look, with: { what: "it is {{steps.change.output.done}}" } }
            """));
        var run = await bench.RunAsync("tidy");
        await bench.ApproveAsync(await bench.ActionAsync(run.Number));

        await bench.RestartAsync();

        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Completed);
        bench.Look.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe("it is true");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_further_attempt_waits_for_what_an_earlier_one_proposed(bool isDecidedBetween, bool isRejected)
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Actions.GateTests.Program(
            Actions.GateTests.Propose("a"), "test -e tried || { touch tried; exit 3; }")
            .Replace("    program:", "    wait: true\n    retry: { attempts: 2, backoff: 1m }\n    program:", StringComparison.Ordinal)));
        var run = await bench.RunAsync("tidy");
        run.Status.ShouldBe(RunStatus.Retrying);

        if (isDecidedBetween) await Decide();
        await bench.GoAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.GoAsync();
        if (!isDecidedBetween) await Decide();
        await bench.GoAsync();

        run = await bench.FindAsync(run.Number);
        run.Status.ShouldBe(RunStatus.Completed);
        run.Actions.ShouldHaveSingleItem();
        run.Held.ShouldHaveSingleItem().Why.ShouldBe("linked");
        var outcome = isRejected ? "rejected" : "succeeded";
        run.Find("scan")!.Output!.Value.GetProperty("actions")[0].GetProperty("outcome").GetString().ShouldBe(outcome);
        bench.Change.Calls.Count.ShouldBe(isRejected ? 0 : 1);

        async Task Decide()
        {
            var action = await bench.ActionAsync(run.Number);
            if (isRejected) await bench.RejectAsync(action);
            else await bench.ApproveAsync(action);
        }
    }

    [Fact]
    public async Task An_action_expires_after_72_hours_and_not_before()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        var run = await bench.RunAsync("tidy");

        bench.Time.Advance(TimeSpan.FromHours(72) - TimeSpan.FromSeconds(1));
        await bench.GoAsync();
        (await bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Open);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.GoAsync();

        (await bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Expired);
    }

    [Fact]
    public async Task An_approval_that_lay_beyond_the_expiry_is_not_executed_any_more()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        var action = await ApprovedAsync(bench);
        bench.Time.Advance(TimeSpan.FromDays(5));

        await bench.RestartAsync();

        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Expired);
        bench.Change.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Canceling_a_run_takes_back_its_open_actions()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask + "\n").WithPause());
        var run = await bench.RunAsync("tidy");
        run.Status.ShouldBe(RunStatus.Waiting);

        (await bench.Engine.CancelAsync(run.Number, EngineBench.Otto, "wrong day", EngineBench.Cancel)).ShouldBeOfType<CancelResult.Requested>();
        await bench.GoAsync();

        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Canceled);
        (await bench.ActionAsync(run.Number)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(ActionStatus.Withdrawn), a => a.Note.ShouldBe("Its run was canceled."));
        (await bench.Engine.CancelAsync(run.Number, EngineBench.Otto, null, EngineBench.Cancel)).ShouldBeOfType<CancelResult.AlreadyOver>();
    }

    [Fact]
    public async Task Actions_of_a_run_outlive_it()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        var run = await bench.RunAsync("tidy");
        run.Status.ShouldBe(RunStatus.Completed);
        bench.Time.Advance(TimeSpan.FromHours(50));

        await bench.ApproveAsync(await bench.ActionAsync(run.Number));
        await bench.GoAsync();

        (await bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Succeeded);
        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Completed);
    }

    private static async Task<ProposedAction> ApprovedAsync(EngineBench bench)
    {
        var action = await bench.ActionAsync((await bench.RunAsync("tidy")).Number);
        (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.Decided>();
        return action;
    }

    // The bot is stopped while the tool works.
    private static async Task DieDuringAsync(EngineBench bench, ProposedAction action)
    {
        using var stop = new CancellationTokenSource();
        bench.Change.Answer = async cancel =>
        {
            await stop.CancelAsync();
            cancel.ThrowIfCancellationRequested();
            return new(null);
        };
        await bench.Get<ActionExecutor>().DriveAsync(action.Id, stop.Token);
    }
}

file static class Yaml
{
    public static (string, string) WithPause(this (string Name, string Text) agent) => (agent.Name, agent.Text.Replace("}]", "}, { name: rest, pause: 9h }]", StringComparison.Ordinal));
}
