using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>"It did not run", and "it ran but did nothing" (T11).</summary>
public sealed class OverdueTests
{
    private const string Hourly = "triggers: [{ name: nightly, cron: '0 * * * *' }]\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task A_planned_time_that_nobody_accounts_for_is_reported_once_and_accounted_for_later()
    {
        await using var bench = await EngineBench.OpenAsync(("hourly", Hourly));
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);
        bench.Time.Advance(TimeSpan.FromHours(2));
        var watch = bench.Get<OverdueWatch>();

        for (var minute = 0; minute < 10; minute++)
        {
            await watch.TickOnceAsync(EngineBench.Cancel);
            bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var overdue = (await TurnsAsync(bench)).OfType<TurnsOverdue>().ShouldHaveSingleItem();
        (overdue.First, overdue.Count).ShouldBe((Some.Noon.AddHours(1), 2));
        bench.Engine.FindDidNotRun(overdue).ShouldNotBeNull().IsOverdue.ShouldBeTrue();
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);
        (await TurnsAsync(bench)).OfType<TurnsSkipped>().ShouldHaveSingleItem().Why.ShouldBe("downtime");
    }

    [Fact]
    public async Task A_planner_that_catches_up_in_time_is_no_alarm()
    {
        await using var bench = await EngineBench.OpenAsync(("hourly", Hourly));
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);
        bench.Time.Advance(TimeSpan.FromHours(2));
        var watch = bench.Get<OverdueWatch>();

        await watch.TickOnceAsync(EngineBench.Cancel);
        await bench.Get<Planner>().TickOnceAsync(EngineBench.Cancel);
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        await watch.TickOnceAsync(EngineBench.Cancel);

        (await TurnsAsync(bench)).OfType<TurnsOverdue>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0 3 * * *", "skip", true)]
    [InlineData("0 3 * * *", "last", false)]
    [InlineData("*/5 * * * *", "skip", false)]
    public async Task Missed_while_down_is_worth_an_alarm_where_nothing_makes_up_for_it_soon(string cron, string catchUp, bool isTold)
    {
        await using var bench = await EngineBench.OpenAsync(("hourly", Hourly.Replace("cron: '0 * * * *'", $"cron: '{cron}', catch_up: {catchUp}", StringComparison.Ordinal)));

        var told = bench.Engine.FindDidNotRun(new TurnsSkipped("hourly", "nightly", Some.Noon, Some.Noon, 1, "downtime", "Was off"));

        (told is not null).ShouldBe(isTold);
        bench.Engine.FindDidNotRun(new TurnsSkipped("hourly", "nightly", Some.Noon, Some.Noon, 1, "overlap", "Ran")).ShouldBeNull();
    }

    [Theory]
    [InlineData("[report, files]", true)]
    [InlineData("[report, output]", false)]
    [InlineData("[actions]", true)]
    public async Task A_completed_run_that_left_nothing_of_what_is_expected_says_so(string expect, bool isIdle)
    {
        await using var bench = await EngineBench.OpenAsync(("reader", $"expect: {expect}\nsteps: [{{ name: look, tool: probe.look, with: {{ what: disk }} }}]"));

        var run = await bench.RunAsync("reader");

        run.Status.ShouldBe(RunStatus.Completed);
        var told = (await bench.Store.ReadStreamAsync(StreamName.Run(run.Number), 0, 100, EngineBench.Cancel)).Select(entry => entry.Event).OfType<NothingDone>().ToList();
        told.Count.ShouldBe(isIdle ? 1 : 0);
    }

    private static async Task<IReadOnlyList<JournalEvent?>> TurnsAsync(EngineBench bench) =>
        [.. (await bench.Store.ReadStreamAsync(StreamName.Schedule("hourly", "nightly"), 0, 100, EngineBench.Cancel)).Select(entry => entry.Event)];
}
