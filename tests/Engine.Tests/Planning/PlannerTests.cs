using ChatRuns.Agents;
using ChatRuns.Planning;

namespace ChatRuns.Engine.Tests.Planning;

public class PlannerTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Bench _bench = new();

    [Fact]
    public async Task A_schedule_counts_from_when_it_is_first_seen()
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));

        var wake = await _bench.TickAsync();

        wake.ShouldBe(Some.Utc("2026-06-01 12:05"));
        _bench.Store.Schedule("tidy").ShouldBe([new ScheduleSet("tidy", "t", "*/5 * * * * UTC", Some.Utc("2026-06-01 12:00"))]);
        _bench.Store.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_planned_time_becomes_one_run_with_its_turn_on_record()
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.TickAsync();

        _bench.Time.Advance(5 * Minute);
        var wake = await _bench.TickAsync();
        await _bench.TickAsync();

        wake.ShouldBe(Some.Utc("2026-06-01 12:10"));
        _bench.RunsOf("tidy").ShouldBe([Some.Utc("2026-06-01 12:05")]);
        _bench.Store.Schedule("tidy")[^1].ShouldBe(new TurnStarted("tidy", "t", Some.Utc("2026-06-01 12:05"), 1));
    }

    [Fact]
    public async Task At_start_fires_once_when_first_seen_and_not_after_a_restart()
    {
        _bench.Set("tidy", new IntervalTrigger("t", TimeSpan.FromHours(1), CatchUpPolicy.Skip, AtStart: true));

        await _bench.TickAsync();
        _bench.Time.Advance(Minute);
        _bench.Restart();
        await _bench.TickAsync();

        _bench.RunsOf("tidy").ShouldBe([Some.Utc("2026-06-01 12:00")]);
    }

    [Fact]
    public async Task Agents_without_planned_times_ask_for_no_waking()
    {
        (await _bench.TickAsync()).ShouldBeNull();
        _bench.Set("by-hand", new ManualTrigger("t"));
        (await _bench.TickAsync()).ShouldBeNull();
        _bench.Store.Streams().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CatchUpPolicy.Skip, "", "12:01-12:09 x9 downtime")]
    [InlineData(CatchUpPolicy.Last, "12:09", "12:01-12:08 x8 downtime")]
    [InlineData(CatchUpPolicy.All, "12:01 12:02 12:03 12:04 12:05 12:06 12:07 12:08 12:09", "")]
    public async Task What_was_planned_during_downtime_is_for_the_catch_up_policy(CatchUpPolicy catchUp, string runs, string skipped)
    {
        _bench.Set("tidy", OverlapPolicy.Skip, Cron("1-9 12 * * *", catchUp));
        await _bench.TickAsync();

        _bench.Time.Advance(TimeSpan.FromHours(3));
        _bench.Restart();
        await _bench.SettleAsync();

        Told(_bench.RunsOf("tidy")).ShouldBe(runs);
        Skips("tidy").ShouldBe(skipped);
    }

    [Fact]
    public async Task A_turn_that_is_late_by_no_more_than_the_grace_just_runs()
    {
        _bench.Set("tidy", Cron("5 12 * * *"));
        await _bench.TickAsync();

        _bench.Time.Advance((5 * Minute) + _bench.Options.Grace);
        await _bench.TickAsync();

        Told(_bench.RunsOf("tidy")).ShouldBe("12:05");
    }

    [Fact]
    public async Task The_last_missed_turn_is_not_made_up_for_beside_one_that_is_due_anyway()
    {
        _bench.Set("tidy", Cron("* * * * *", CatchUpPolicy.Last));
        await _bench.TickAsync();

        _bench.Time.Advance(10 * Minute);
        await _bench.TickAsync();

        Told(_bench.RunsOf("tidy")).ShouldBe("12:09 12:10");
        Skips("tidy").ShouldBe("12:01-12:08 x8 downtime");
    }

    [Fact]
    public async Task A_long_backlog_comes_in_portions_and_in_order()
    {
        _bench.Set("tidy", Cron("* * * * *", CatchUpPolicy.All));
        await _bench.TickAsync();
        _bench.Time.Advance(250 * Minute);

        (await _bench.TickAsync()).ShouldBe(_bench.Time.GetUtcNow());
        _bench.Store.Runs.Count.ShouldBe(100);
        (await _bench.TickAsync()).ShouldBe(_bench.Time.GetUtcNow());
        (await _bench.TickAsync()).ShouldBe(_bench.Time.GetUtcNow() + Minute);

        _bench.RunsOf("tidy").ShouldBe(Enumerable.Range(1, 250).Select(i => Some.Utc("2026-06-01 12:00").AddMinutes(i)));
    }

    [Fact]
    public async Task A_year_of_missed_minutes_is_one_record()
    {
        _bench.Set("tidy", Cron("* * * * *"));
        await _bench.TickAsync();

        _bench.Time.Advance(TimeSpan.FromDays(365) + TimeSpan.FromSeconds(30));
        await _bench.TickAsync();

        var skipped = _bench.Store.Schedule("tidy")[1].ShouldBeOfType<TurnsSkipped>();
        (skipped.First, skipped.Last, skipped.Count, skipped.Why)
            .ShouldBe((Some.Utc("2026-06-01 12:01"), Some.Utc("2027-06-01 11:59"), (365 * 1440) - 1, "downtime"));
        Told(_bench.RunsOf("tidy")).ShouldBe("12:00");
    }

    [Theory]
    [InlineData(OverlapPolicy.Skip, "12:01", "12:02 x1 overlap", "")]
    [InlineData(OverlapPolicy.Queue, "12:01 12:02", "", "")]
    [InlineData(OverlapPolicy.Allow, "12:01 12:02", "", "")]
    [InlineData(OverlapPolicy.CancelOlder, "12:01 12:02", "", "1 for 2")]
    public async Task A_turn_that_meets_an_unfinished_run_is_for_the_overlap_policy(OverlapPolicy overlap, string runs, string skipped, string canceled)
    {
        _bench.Set("tidy", overlap, Cron("1,2 12 * * *"));

        await _bench.PassAsync(5 * Minute);

        Told(_bench.RunsOf("tidy")).ShouldBe(runs);
        Skips("tidy").ShouldBe(skipped);
        string.Join(' ', _bench.Canceled.Select(pair => $"{pair.Older} for {pair.Newer}")).ShouldBe(canceled);
    }

    [Fact]
    public async Task A_run_that_is_over_is_in_nobodys_way()
    {
        _bench.Set("tidy", OverlapPolicy.Skip, Cron("1,2 12 * * *"));
        await _bench.PassAsync(Minute);
        _bench.Store.Finish(1);

        await _bench.PassAsync(Minute);

        Told(_bench.RunsOf("tidy")).ShouldBe("12:01 12:02");
    }

    [Fact]
    public async Task Two_triggers_of_one_agent_in_the_same_second_overlap()
    {
        _bench.Set("tidy", OverlapPolicy.Skip, Cron("1 12 * * *"), Cron("1 12 * * *", name: "u"));

        await _bench.PassAsync(Minute);

        Told(_bench.RunsOf("tidy")).ShouldBe("12:01");
        Skips("tidy", "u").ShouldBe("12:01 x1 overlap");
    }

    [Fact]
    public async Task Planned_times_of_a_pause_are_on_record_as_skipped_even_if_the_bot_was_down_when_it_ended()
    {
        _bench.Set("tidy", Cron("* * * * *", CatchUpPolicy.All));
        await _bench.TickAsync();
        _bench.Rest("tidy", "paused");
        (await _bench.TickAsync()).ShouldBeNull();

        _bench.Time.Advance(TimeSpan.FromDays(7));
        _bench.Rest("tidy", null);
        _bench.Restart();
        await _bench.TickAsync();

        Skips("tidy").ShouldBe("12:01-12:00 x10080 paused");
        _bench.Store.Runs.ShouldBeEmpty();
        await _bench.PassAsync(Minute);
        Told(_bench.RunsOf("tidy")).ShouldBe("12:01");
    }

    [Fact]
    public async Task A_pause_of_a_pause_and_a_change_of_plan_meanwhile_lose_nothing()
    {
        _bench.Set("tidy", Cron("* * * * *"));
        await _bench.TickAsync();
        _bench.Rest("tidy", "paused");
        await _bench.PassAsync(10 * Minute);
        _bench.Rest("tidy", "draft");
        await _bench.PassAsync(10 * Minute);
        _bench.Set("tidy", Cron("*/10 * * * *"));
        await _bench.PassAsync(TimeSpan.FromHours(1));
        _bench.Rest("tidy", null);
        await _bench.PassAsync(10 * Minute);

        Skips("tidy").ShouldBe("12:01-12:10 x10 paused, 12:11-12:20 x10 draft, 12:30-13:20 x6 draft");
        Told(_bench.RunsOf("tidy")).ShouldBe("13:30");
    }

    [Fact]
    public async Task A_draft_has_no_planned_times_until_it_is_active()
    {
        _bench.Set("tidy", new IntervalTrigger("t", TimeSpan.FromHours(1), CatchUpPolicy.All, AtStart: true));
        _bench.Rest("tidy", "draft");
        await _bench.PassAsync(TimeSpan.FromDays(1));
        _bench.Store.Streams().ShouldBeEmpty();

        _bench.Rest("tidy", null);
        await _bench.TickAsync();

        _bench.RunsOf("tidy").ShouldBe([_bench.Time.GetUtcNow()]);
    }

    [Fact]
    public async Task A_changed_plan_counts_from_the_change_and_closes_what_the_old_one_owed()
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.TickAsync();

        _bench.Time.Advance(12 * Minute);
        _bench.Set("tidy", Cron("*/7 * * * *"));
        await _bench.TickAsync();

        Skips("tidy").ShouldBe("12:05-12:10 x2 changed");
        await _bench.PassAsync(2 * Minute);
        Told(_bench.RunsOf("tidy")).ShouldBe("12:14");
    }

    [Fact]
    public async Task Other_edits_of_a_trigger_change_no_plan()
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.TickAsync();

        _bench.Set("tidy", OverlapPolicy.Queue, Cron("*/5  *  * * *", CatchUpPolicy.All));
        await _bench.TickAsync();

        _bench.Store.Schedule("tidy").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trigger_that_goes_and_comes_back_owes_nothing_for_the_time_between(bool agentToo)
    {
        _bench.Set("tidy", Cron("*/5 * * * *", CatchUpPolicy.All));
        await _bench.TickAsync();
        if (agentToo) _bench.Remove("tidy");
        else _bench.Set("tidy");
        await _bench.PassAsync(TimeSpan.FromDays(30));

        _bench.Set("tidy", Cron("*/5 * * * *", CatchUpPolicy.All));
        _bench.Restart();
        await _bench.TickAsync();

        _bench.Store.Runs.ShouldBeEmpty();
        _bench.Store.Schedule("tidy").ShouldAllBe(happened => happened is ScheduleSet);
        await _bench.PassAsync(5 * Minute);
        _bench.Store.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_clock_set_back_fires_nothing_twice()
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.PassAsync(10 * Minute);

        _bench.Time.SetClock(Some.Utc("2026-06-01 11:50"));
        await _bench.PassAsync(25 * Minute);

        Told(_bench.RunsOf("tidy")).ShouldBe("12:05 12:10 12:15");
    }

    [Fact]
    public async Task A_plan_changed_while_the_clock_is_behind_plans_nothing_again()
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.PassAsync(10 * Minute);

        _bench.Time.SetClock(Some.Utc("2026-06-01 11:50"));
        _bench.Set("tidy", Cron("*/10 * * * *"));
        await _bench.PassAsync(30 * Minute);

        Told(_bench.RunsOf("tidy")).ShouldBe("12:05 12:10 12:20");
    }

    [Fact]
    public async Task Two_planners_at_once_start_one_run()
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.TickAsync();
        _bench.Time.Advance(5 * Minute);
        var together = new TaskCompletionSource();
        var waiting = 0;
        _bench.Store.BeforeAppend = () =>
        {
            if (Interlocked.Increment(ref waiting) == 2) together.SetResult();
            return together.Task;
        };

        var wakes = await Task.WhenAll(_bench.TickAsync(), _bench.NewPlanner().TickOnceAsync(CancellationToken.None));

        _bench.Store.Runs.Count.ShouldBe(1);
        wakes.ShouldContain(wake => wake <= _bench.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_killed_at_the_commit_starts_the_turn_once(bool committed)
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.TickAsync();
        _bench.Time.Advance(5 * Minute);
        _bench.Store.KillAt(append: 1, committed);
        await _bench.TickAsync();

        _bench.Restart();
        await _bench.TickAsync();

        _bench.Store.Runs.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_turn_on_several_targets_is_one_run_on_each_though_the_process_is_killed_at_the_commit(bool committed)
    {
        _bench.Set("tidy", Cron("*/5 * * * *") with { Targets = ["eu", "us"] });
        await _bench.TickAsync();
        _bench.Time.Advance(5 * Minute);
        _bench.Store.KillAt(append: 1, committed);
        await _bench.TickAsync();

        _bench.Restart();
        await _bench.TickAsync();

        _bench.Store.Runs.Values.Select(run => run.Target).ShouldBe(["eu", "us"]);
        var planned = Some.Utc("2026-06-01 12:05");
        _bench.Store.Schedule("tidy").OfType<TurnStarted>().ShouldBe([new("tidy", "t", planned, 1, "eu"), new("tidy", "t", planned, 2, "us")]);
    }

    [Fact]
    public async Task A_target_that_is_busy_skips_its_turn_and_no_others()
    {
        _bench.Set("tidy", OverlapPolicy.Skip, Cron("*/5 * * * *") with { Targets = ["eu", "us"] });
        await _bench.PassAsync(5 * Minute);
        _bench.Store.Finish(2);

        await _bench.PassAsync(5 * Minute);

        _bench.Store.Runs.Values.Select(run => $"{run.Target} {run.Trigger.Planned:HH:mm}").ShouldBe(["eu 12:05", "us 12:05", "us 12:10"]);
        var skipped = _bench.Store.Schedule("tidy").OfType<TurnsSkipped>().ShouldHaveSingleItem();
        (skipped.Why, skipped.Target, skipped.First).ShouldBe(("overlap", "eu", Some.Utc("2026-06-01 12:10")));
    }

    [Fact]
    public async Task A_newer_run_takes_the_place_of_the_older_on_its_own_target()
    {
        _bench.Set("tidy", OverlapPolicy.CancelOlder, Cron("*/5 * * * *") with { Targets = ["eu", "us"] });

        await _bench.PassAsync(10 * Minute);

        string.Join(' ', _bench.Canceled.Select(pair => $"{pair.Older} for {pair.Newer}")).ShouldBe("1 for 3 2 for 4");
    }

    [Fact]
    public async Task One_agents_fault_keeps_no_other_from_running_and_its_turn_stays_owed()
    {
        _bench.Set("broken", Cron("*/5 * * * *"));
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.TickAsync();
        _bench.Faulty.Add("broken");
        _bench.Time.Advance(5 * Minute);

        var wake = await _bench.TickAsync();
        _bench.RunsOf("tidy").Count().ShouldBe(1);
        wake.ShouldBe(_bench.Time.GetUtcNow() + TimeSpan.FromSeconds(30));

        _bench.Faulty.Clear();
        _bench.Time.Advance(TimeSpan.FromSeconds(30));
        await _bench.TickAsync();
        _bench.RunsOf("broken").Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_trigger_that_cannot_be_read_stops_no_other()
    {
        _bench.Set("tidy", Cron("99 * * * *", name: "broken"), Cron("*/5 * * * *"));

        await _bench.PassAsync(5 * Minute);

        _bench.Store.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_that_this_version_no_longer_reads_is_replaced()
    {
        _bench.Set("tidy", Cron("*/5 * * * *"));
        await _bench.Store.AsStore().AppendAsync(
            new(Guid.Empty, Some.Utc("2026-01-01"),
                [new("schedule/tidy/t", Journal.Principal.System, [new ScheduleSet("tidy", "t", "at the full moon", Some.Utc("2026-01-01"))])]),
            CancellationToken.None);

        await _bench.PassAsync(5 * Minute);

        _bench.Store.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_thousand_agents_due_in_one_second_are_committed_together()
    {
        for (var i = 0; i < 1_000; i++) _bench.Set($"agent-{i}", OverlapPolicy.Skip, Cron("*/5 * * * *"));
        await _bench.TickAsync();
        _bench.Time.Advance(5 * Minute);
        var together = new TaskCompletionSource();
        var waiting = 0;
        _bench.Store.BeforeAppend = () =>
        {
            if (Interlocked.Increment(ref waiting) == 50) together.SetResult();
            return together.Task;
        };

        // Would never end if the planner waited for one commit before it asked for the next.
        await _bench.TickAsync().WaitAsync(TimeSpan.FromSeconds(30));

        _bench.Store.Runs.Count.ShouldBe(1_000);
    }

    private static CronTrigger Cron(string cron, CatchUpPolicy catchUp = CatchUpPolicy.Skip, string name = "t") => new(name, cron, "UTC", catchUp);

    private static string Told(IEnumerable<DateTimeOffset> times) => string.Join(' ', times.Select(time => $"{time:HH:mm}"));

    private string Skips(string agent, string trigger = "t") =>
        string.Join(", ", _bench.Store.Schedule(agent, trigger).OfType<TurnsSkipped>().Select(skip =>
            $"{skip.First:HH:mm}{(skip.Count == 1 ? "" : $"-{skip.Last:HH:mm}")} x{skip.Count} {skip.Why}"));
}
