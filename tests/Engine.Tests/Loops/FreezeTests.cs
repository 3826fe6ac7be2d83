using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Planning;
using ChatRuns.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ToolResult = ChatRuns.Tools.ToolResult;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>The emergency stop: what it holds, who may, and how it ends.</summary>
public sealed class FreezeTests
{
    private static readonly (string, string)[] Agents =
    [
        ("reader", "tags: [web]\nsteps: [{ name: one, tool: probe.look, with: { what: disk } }, { name: two, tool: probe.look, with: { what: disk } }]"),
        ("hourly", "triggers: [{ name: nightly, cron: '0 * * * *', catch_up: all }]\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]"),
        ("asker", "steps: [{ name: ask, question: { text: 'Really?', choices: [yes please] } }, { name: then, tool: probe.look, with: { what: disk } }]"),
        ("changer", "approval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: disk } }]"),
    ];

    [Fact]
    public async Task A_frozen_agent_begins_no_run_and_the_queue_stands_until_it_is_thawed()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await FreezeAsync(bench, GrantScope.OfAgent("reader"));

        var run = await bench.RunAsync("reader");

        run.Status.ShouldBe(RunStatus.Queued);
        bench.Look.Calls.ShouldBeEmpty();
        var thawed = await ThawAsync(bench);
        thawed.Held.Runs.ShouldBe([run.Number]);
        await bench.GoAsync();
        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task What_a_request_starts_meanwhile_is_taken_and_waits()
    {
        await using var bench = await EngineBench.OpenAsync(("hooked", "triggers: [{ name: push, upload: { secret: '{{secret.HOOK}}' } }]\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]"));
        await FreezeAsync(bench, GrantScope.Everything);

        var taken = await bench.Engine.TakeFileAsync("hooked", "push", new("in.csv", new('a', 64), 1, "text/csv"), null, EngineBench.Cancel);
        await bench.GoAsync();

        var number = taken.ShouldBeOfType<TakeResult.Started>().Number;
        (await bench.FindAsync(number)).Status.ShouldBe(RunStatus.Queued);
    }

    [Fact]
    public async Task A_running_step_ends_and_the_next_one_does_not_begin()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        FreezesWhileItLooks(bench);

        var run = await bench.RunAsync("reader");

        run.Find("one")!.Status.ShouldBe(StepStatus.Completed);
        run.Find("two").ShouldBeNull();
        bench.Look.Answer = Looked;
        await ThawAsync(bench);
        await bench.GoAsync();
        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task A_run_that_stood_between_two_steps_goes_on_after_a_restart_and_a_thaw()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        FreezesWhileItLooks(bench);
        var run = await bench.RunAsync("reader");
        bench.Look.Answer = Looked;

        await bench.RestartAsync();
        (await bench.FindAsync(run.Number)).Find("two").ShouldBeNull();
        await ThawAsync(bench);
        await bench.GoAsync();

        (await bench.FindAsync(run.Number)).Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task A_run_that_stands_still_can_be_canceled_and_a_question_answered()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        var asking = await bench.RunAsync("asker");
        await FreezeAsync(bench, GrantScope.Everything);
        var queued = await bench.RunAsync("reader");

        (await bench.Engine.CancelAsync(queued.Number, EngineBench.Ada, null, EngineBench.Cancel)).ShouldBeOfType<CancelResult.Requested>();
        (await bench.Engine.AnswerAsync(asking.Number, "ask", "yes please", EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<AnswerResult.Answered>();
        await bench.GoAsync();

        (await bench.FindAsync(queued.Number)).Status.ShouldBe(RunStatus.Canceled);
        var answered = await bench.FindAsync(asking.Number);
        answered.Find("ask")!.Status.ShouldBe(StepStatus.Completed);
        answered.Find("then").ShouldBeNull();
    }

    [Fact]
    public async Task What_is_approved_is_executed_only_after_the_thaw_and_once()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        var run = await bench.RunAsync("changer");
        await FreezeAsync(bench, GrantScope.Everything);

        (await bench.ApproveAsync(await bench.ActionAsync(run.Number))).ShouldBeOfType<DecideResult.Decided>();
        await bench.GoAsync();
        bench.Change.Calls.ShouldBeEmpty();
        var thawed = await ThawAsync(bench);
        await bench.GoAsync();
        await bench.GoAsync();

        thawed.Held.Actions.ShouldBe([new ActionId(run.Number, 1)]);
        bench.Change.Calls.Count.ShouldBe(1);
        (await bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Succeeded);
    }

    [Fact]
    public async Task Planned_times_of_a_freeze_are_skipped_as_frozen_and_not_made_up_for()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);
        await FreezeAsync(bench, GrantScope.Everything);
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);

        bench.Time.Advance(TimeSpan.FromHours(3.5));
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);
        var thawed = await ThawAsync(bench);
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);

        var held = thawed.Held.Skipped.ShouldHaveSingleItem();
        (held.Agent, held.Trigger, held.First, held.Last, held.Count).ShouldBe(("hourly", "nightly", Some.Noon.AddHours(1), Some.Noon.AddHours(3), 3));
        var skip = (await TurnsAsync(bench)).OfType<TurnsSkipped>().ShouldHaveSingleItem();
        (skip.Why, skip.Note, skip.Count).ShouldBe(("frozen", "The agent was frozen.", 3));
        (await TurnsAsync(bench)).OfType<TurnStarted>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_freeze_for_a_while_ends_by_itself_and_what_was_planned_after_its_end_while_the_bot_was_off_is_downtime()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);
        await FreezeAsync(bench, GrantScope.Everything, TimeSpan.FromHours(2.5));
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);

        bench.Time.Advance(TimeSpan.FromHours(4.5));
        await bench.RestartAsync();
        bench.Engine.Freezes.ShouldBeEmpty();
        await bench.Get<ThawLoop>().TickOnceAsync(EngineBench.Cancel);
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);

        var turns = await TurnsAsync(bench);
        var skip = turns.OfType<TurnsSkipped>().ShouldHaveSingleItem();
        (skip.Why, skip.First, skip.Last).ShouldBe(("frozen", Some.Noon.AddHours(1), Some.Noon.AddHours(2)));
        turns.OfType<TurnStarted>().Select(turn => turn.Planned).ShouldBe([Some.Noon.AddHours(3), Some.Noon.AddHours(4)]);
        (await bench.Store.ReadStreamAsync(StreamName.Freeze, 0, 10, EngineBench.Cancel))[^1].Event.ShouldBe(new Unfrozen("everything", Principal.System));
    }

    [Fact]
    public async Task A_freeze_that_is_over_and_not_yet_written_so_does_not_take_a_new_one_of_the_same_agents_with_it()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await FreezeAsync(bench, GrantScope.Everything, TimeSpan.FromHours(1));
        bench.Time.Advance(TimeSpan.FromHours(2));
        bench.Engine.Freezes.ShouldBeEmpty();

        await FreezeAsync(bench, GrantScope.Everything, TimeSpan.FromHours(1));
        await bench.Get<ThawLoop>().TickOnceAsync(EngineBench.Cancel);

        bench.Engine.Freezes.ShouldHaveSingleItem().Since.ShouldBe(Some.Noon.AddHours(2));
        (await bench.Store.ReadRestsAsync(EngineBench.Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_freeze_outlives_a_restart_and_a_rebuild_and_covers_by_tag()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await FreezeAsync(bench, GrantScope.OfTag("web"), reason: "odd mails");

        await bench.RestartAsync();
        await bench.Store.RebuildAsync(EngineBench.Cancel);
        await bench.Get<FreezeDesk>().ReadAsync(EngineBench.Cancel);

        var freeze = bench.Engine.FreezeOf("reader").ShouldNotBeNull();
        (freeze.By.Name, freeze.Reason, freeze.Since, freeze.Until).ShouldBe(("Ada", "odd mails", Some.Noon, null));
        bench.Engine.FreezeOf("hourly").ShouldBeNull();
    }

    [Fact]
    public async Task Only_operators_of_a_scope_freeze_and_thaw_it()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await bench.Engine.GrantAsync(EngineBench.Vera.Key, "Vera", Role.Operator, GrantScope.OfTag("web"), EngineBench.Ada, EngineBench.Cancel);

        (await bench.Engine.FreezeAsync(GrantScope.Everything, null, null, EngineBench.Vera, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.NotAllowed>()
            .Why.ShouldBe("You may not freeze all agents. An admin can give you the role operator everywhere.");
        (await bench.Engine.FreezeAsync(GrantScope.OfAgent("hourly"), null, null, EngineBench.Vera, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.NotAllowed>();
        (await bench.Engine.FreezeAsync(GrantScope.OfTag("web"), null, null, EngineBench.Vera, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.Frozen>().Agents.ShouldBe(1);
        (await bench.Engine.FreezeAsync(GrantScope.OfAgent("reader"), null, null, EngineBench.Vera, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.Frozen>();
        await FreezeAsync(bench, GrantScope.Everything);

        var thawed = (await bench.Engine.UnfreezeAsync(null, EngineBench.Vera, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.Thawed>();

        thawed.Ended.Select(freeze => freeze.Scope.ToString()).ShouldBe(["tag:web", "agent:reader"], ignoreOrder: true);
        thawed.Left.ShouldHaveSingleItem().Scope.ShouldBe(GrantScope.Everything);
        (await bench.Engine.UnfreezeAsync(null, EngineBench.Vera, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.NotAllowed>();
        (await bench.Engine.UnfreezeAsync(GrantScope.OfTag("web"), EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.NotFrozen>();
        (await bench.Engine.FreezeAsync(GrantScope.OfAgent("raeder"), null, null, EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.Unknown>().Nearest.ShouldBe("reader");
    }

    [Fact]
    public async Task The_worker_looks_at_frozen_runs_once_and_goes_on_with_all_after_the_thaw()
    {
        await using var bench = await EngineBench.OpenAsync(Agents);
        await FreezeAsync(bench, GrantScope.OfAgent("reader"));
        var frozen = new List<long>();
        for (var i = 0; i < 30; i++) frozen.Add(await bench.StartAsync("reader"));
        var free = await bench.StartAsync("hourly");
        using var worker = new Worker(
            bench.Store, bench.Get<RunDriver>(), bench.Get<ActionExecutor>(), bench.Get<HoldDesk>(), bench.Get<FreezeDesk>(), Options.Create(new EngineOptions { MostAtOnce = 2 }),
            bench.Time, NullLogger<Worker>.Instance);

        await worker.StartAsync(EngineBench.Cancel);
        await worker.StartedAsync(EngineBench.Cancel);
        await UntilAsync(bench, [free], RunStatus.Completed);
        foreach (var run in frozen) (await bench.Store.FindRunAsync(run, EngineBench.Cancel))!.Status.ShouldBe(RunStatus.Queued);
        await ThawAsync(bench);
        await UntilAsync(bench, frozen, RunStatus.Completed);
        await worker.StopAsync(EngineBench.Cancel);
    }

    private static Task<ToolResult> Looked(CancellationToken cancel) => Task.FromResult(new ToolResult(Some.Json("{}")));

    private static void FreezesWhileItLooks(EngineBench bench) => bench.Look.Answer = async cancel =>
    {
        await FreezeAsync(bench, GrantScope.Everything);
        return await Looked(cancel);
    };

    private static async Task FreezeAsync(EngineBench bench, GrantScope scope, TimeSpan? length = null, string? reason = null) =>
        (await bench.Engine.FreezeAsync(scope, length, reason, EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.Frozen>();

    private static async Task<FreezeResult.Thawed> ThawAsync(EngineBench bench) =>
        (await bench.Engine.UnfreezeAsync(null, EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<FreezeResult.Thawed>();

    private static async Task<IReadOnlyList<JournalEvent?>> TurnsAsync(EngineBench bench) =>
        [.. (await bench.Store.ReadStreamAsync(StreamName.Schedule("hourly", "nightly"), 0, 100, EngineBench.Cancel)).Select(entry => entry.Event)];

    private static async Task UntilAsync(EngineBench bench, IReadOnlyList<long> runs, RunStatus status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var run in runs)
            while ((await bench.Store.FindRunAsync(run, patience.Token))!.Status != status) await Task.Yield();
    }
}
