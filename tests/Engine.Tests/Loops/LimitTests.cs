using ChatRuns.Loops;
using ChatRuns.Runs;
using ChatRuns.Tools;

namespace ChatRuns.Engine.Tests.Loops;

/// <summary>Quotas, limits of the settings, and faults of ChatRuns itself.</summary>
public sealed class LimitTests
{
    private const string Look = "steps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task The_run_after_the_last_of_a_day_ends_before_it_starts_and_the_next_day_begins_anew()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "limits: { runs: 2 per day }\n" + Look));
        await bench.RunAsync("reader");
        await bench.RunAsync("reader", isTest: true);
        await bench.RunAsync("reader");

        var third = await bench.RunAsync("reader");
        var test = await bench.RunAsync("reader", isTest: true);
        bench.Time.Advance(TimeSpan.FromHours(12));
        var tomorrow = await bench.RunAsync("reader");

        third.Status.ShouldBe(RunStatus.QuotaExceeded);
        third.StartedAt.ShouldBeNull();
        third.End!.Error.ShouldBe(new(Cause.PeriodLimit, "The 2 runs per day are used up (limits.runs of the agent). A new day begins at 2026-11-22 00:00 UTC."));
        test.Status.ShouldBe(RunStatus.Completed);
        tomorrow.Status.ShouldBe(RunStatus.Completed);
        bench.Look.Calls.Count.ShouldBe(5);
    }

    [Fact]
    public async Task None_slips_through_where_many_start_at_once()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "overlap: allow\nlimits: { runs: 3 per month }\n" + Look));
        var runs = new List<long>();
        for (var i = 0; i < 12; i++) runs.Add(await bench.StartAsync("reader"));

        await Task.WhenAll(runs.Select(run => bench.Get<RunDriver>().DriveAsync(run, EngineBench.Cancel)));

        var ends = new List<RunStatus>();
        foreach (var run in runs) ends.Add((await bench.FindAsync(run)).Status);
        ends.Count(status => status == RunStatus.Completed).ShouldBe(3);
        ends.Count(status => status == RunStatus.QuotaExceeded).ShouldBe(9);
    }

    [Fact]
    public async Task The_quota_of_the_settings_counts_all_agents_together()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Look), ("other", Look));
        await WithAsync(bench, ("Runs:Limits:Runs", "2 per hour"));
        await bench.RunAsync("reader");
        await bench.RunAsync("other");

        var third = await bench.RunAsync("other");

        third.End!.Error!.Message.ShouldStartWith("The 2 runs per hour of all agents together are used up (Runs:Limits:Runs of the settings).");
    }

    [Fact]
    public async Task Tokens_that_are_used_up_keep_only_those_from_starting_that_use_some()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Look), ("talker", Talker(900)));
        await WithAsync(bench, ("Runs:Limits:Tokens", "1000 per month"));
        (await bench.RunAsync("talker")).Used.Tokens.ShouldBe(900);

        var over = await bench.RunAsync("talker");
        var again = await bench.RunAsync("talker");

        over.End!.Error!.ShouldBe(new(
            Cause.PeriodLimit, "The 1,000 tokens per month of all agents together are used up (Runs:Limits:Tokens of the settings). A new month begins at 2026-12-01 00:00 UTC."));
        over.StartedAt.ShouldNotBeNull();
        over.Used.Tokens.ShouldBe(900);
        again.StartedAt.ShouldBeNull();
        (await bench.RunAsync("reader")).Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task A_run_that_uses_more_than_one_run_may_is_ended_and_what_it_used_is_on_record()
    {
        await using var bench = await EngineBench.OpenAsync(("talker", "limits: { tokens: 1k per run, credits: 5 per day }\n" + Talker(1001)));

        var run = await bench.RunAsync("talker");

        run.Status.ShouldBe(RunStatus.QuotaExceeded);
        run.End!.Error.ShouldBe(new(Cause.RunLimit, "The run used more than its 1,000 tokens per run (limits.tokens of the agent)."));
        (await bench.Engine.ReadUsageAsync("talker", Some.Noon, Some.Noon.AddHours(1), EngineBench.Cancel)).ShouldBe([new("talker", 1, 1001, 0, 0)]);
        var row = (await bench.Engine.FindRowAsync(run.Number, EngineBench.Cancel))!;
        row.Tokens.ShouldBe(1001);
        row.Cause.ShouldBe(Cause.RunLimit);
    }

    [Fact]
    public async Task The_stricter_of_agent_and_settings_limits_the_time()
    {
        await using var bench = await EngineBench.OpenAsync(("slow", "limits: { time: 1h }\nsteps: [{ name: look, tool: probe.look, with: { what: disk }, retry: 3 }]"));
        await WithAsync(bench, ("Runs:Limits:Time", "5s"));
        bench.Look.Answer = async cancel =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return new ToolResult(null);
        };

        var run = await bench.RunAsync("slow");

        run.Status.ShouldBe(RunStatus.TimedOut);
        run.End!.Error!.Message.ShouldBe("The run took longer than the 5 s that it may (limits.time of the agent, Runs:Limits:Time of the settings).");
        bench.Look.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fault_of_ChatRuns_has_an_id_that_finds_the_line_of_its_log()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Look));
        bench.Look.Answer = _ => throw new InvalidOperationException("Somebody forgot a null.");

        var run = await bench.RunAsync("reader");

        run.Status.ShouldBe(RunStatus.InternalError);
        var id = run.End!.Error!.Message.Split(' ')[^1].TrimEnd('.');
        id.ShouldStartWith("F-");
        bench.Errors.Lines.ShouldContain(line => line.Contains(id, StringComparison.Ordinal) && line.Contains("Somebody forgot a null.", StringComparison.Ordinal));
        run.End.Error.Message.ShouldStartWith("ChatRuns itself failed here, not the agent: InvalidOperationException");
    }

    [Fact]
    public void A_run_that_ChatRuns_cannot_drive_is_given_up_after_some_tries_and_one_that_a_full_disk_holds_up_is_not()
    {
        var faults = new Faults(Microsoft.Extensions.Logging.Abstractions.NullLogger<Faults>.Instance);

        for (var i = 0; i < 10; i++) faults.Count(1, new ChatRuns.Store.StoreException("The disk is full.")).ShouldBeNull();
        faults.Count(1, new InvalidOperationException("Odd.")).ShouldBeNull();
        faults.Count(2, new InvalidOperationException("Odd.")).ShouldBeNull();
        faults.Count(1, new InvalidOperationException("Odd.")).ShouldBeNull();
        faults.Forget(2);

        faults.Count(1, new InvalidOperationException("Odd.")).ShouldNotBeNull().Message.ShouldContain("InvalidOperationException. Its log tells more under F-");
        faults.Count(2, new InvalidOperationException("Odd.")).ShouldBeNull();
    }

    private static string Talker(int tokens) => $$"""
        steps:
          - name: talk
            program: [bash, -c, 'echo "{\"chatruns\":\"usage\",\"model\":\"m-1\",\"input_tokens\":{{tokens}}}"']
        """;

    private static async Task WithAsync(EngineBench bench, params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings) bench.Settings[name] = value;
        await bench.RestartAsync();
    }
}
