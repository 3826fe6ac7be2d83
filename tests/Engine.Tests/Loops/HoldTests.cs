using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>A restored store rests until an admin releases it.</summary>
public sealed class HoldTests
{
    private static readonly (string, string)[] Agents =
    [
        ("reader", "steps: [{ name: look, tool: probe.look, with: { what: disk } }]"),
        ("changer", "approval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: disk } }]"),
    ];

    [Fact]
    public async Task What_was_approved_and_not_executed_is_unknown_and_is_not_executed_by_itself()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        var run = await bench.RunAsync("changer");
        (await bench.ApproveAsync(await bench.ActionAsync(run.Number))).ShouldBeOfType<DecideResult.Decided>();

        (await HoldAsync(bench)).ShouldBe(1);
        await bench.Engine.ReleaseAsync(EngineBench.Ada, EngineBench.Cancel);
        await bench.GoAsync();

        (await bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Unknown);
        bench.Change.Calls.ShouldBeEmpty();
        (await bench.Store.FindRunAsync(run.Number, EngineBench.Cancel))!.Actions.Unknown.ShouldBe(1);
    }

    [Fact]
    public async Task What_waits_for_a_decision_still_waits()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        var run = await bench.RunAsync("changer");

        (await HoldAsync(bench)).ShouldBe(0);

        (await bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Open);
    }

    [Fact]
    public async Task More_actions_than_a_page_holds_are_all_marked()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        for (var i = 0; i < 3; i++)
        {
            var number = await Some.RunAsync(bench.Store);
            for (var ordinal = 1; ordinal <= 100; ordinal++)
                await Some.HappenAsync(bench.Store, StreamName.Action(number, ordinal), Some.Noon, Some.Proposed(number, ordinal), new ActionApproved(Some.Mia, 1, false));
        }

        (await HoldAsync(bench)).ShouldBe(300);

        (await bench.Store.ListActionsAsync(new(Statuses: [ActionStatus.Unknown]), EngineBench.Cancel)).Total.ShouldBe(300);
    }

    [Fact]
    public async Task Nothing_can_be_started_while_work_is_held_and_the_remedy_is_told()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await HoldAsync(bench);

        var refused = await bench.Engine.StartAsync(new("reader", new Dictionary<string, System.Text.Json.JsonElement>()), EngineBench.Ada, EngineBench.Cancel);

        refused.ShouldBeOfType<StartResult.NotReady>().Why.ShouldBe($"Nothing can be started: all work is held. From a backup. {Hold.Remedy}");
        await bench.Engine.ReleaseAsync(EngineBench.Ada, EngineBench.Cancel);
        (await bench.RunAsync("reader")).Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task A_hold_outlives_a_restart_and_so_does_its_release()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await HoldAsync(bench);

        await bench.RestartAsync();
        bench.Engine.Held.ShouldBe(new("From a backup.", Some.Noon));
        (await bench.Engine.ReleaseAsync(EngineBench.Ada, EngineBench.Cancel)).ShouldNotBeNull();
        (await bench.Engine.ReleaseAsync(EngineBench.Ada, EngineBench.Cancel)).ShouldBeNull();

        await bench.RestartAsync();
        bench.Engine.Held.ShouldBeNull();
    }

    [Fact]
    public async Task The_worker_does_nothing_while_work_is_held_and_goes_on_with_what_was_in_flight_after_the_release()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        var queued = await bench.StartAsync("reader");
        var inFlight = await bench.StartAsync("reader");
        await Some.HappenAsync(bench.Store, StreamName.Run(inFlight), Some.Noon, new RunStarted(), new StepStarted("look", 1, "killed"));
        await HoldAsync(bench);
        using var worker = new Worker(
            bench.Store, bench.Get<RunDriver>(), bench.Get<ActionExecutor>(), bench.Get<HoldDesk>(), bench.Get<FreezeDesk>(), Options.Create(new EngineOptions()), bench.Time, NullLogger<Worker>.Instance);

        (await worker.TickOnceAsync(EngineBench.Cancel)).ShouldBeNull();
        bench.Look.Calls.ShouldBeEmpty();
        await worker.StartAsync(EngineBench.Cancel);
        await worker.StartedAsync(EngineBench.Cancel);
        await bench.Engine.ReleaseAsync(EngineBench.Ada, EngineBench.Cancel);
        await EndedAsync(bench, queued, inFlight);
        await worker.StopAsync(EngineBench.Cancel);

        bench.Look.Calls.Count.ShouldBe(2);
    }

    private static async Task<int> HoldAsync(EngineBench bench)
    {
        var marked = await HoldDesk.HoldRestoredAsync(bench.Store, "From a backup.", bench.Time, EngineBench.Cancel);
        await bench.Get<HoldDesk>().ReadAsync(EngineBench.Cancel);
        return marked;
    }

    private static async Task EndedAsync(EngineBench bench, params long[] runs)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var run in runs)
            while ((await bench.Store.FindRunAsync(run, patience.Token))!.Status != RunStatus.Completed) await Task.Yield();
    }
}
