using System.Globalization;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Steps;

namespace ChatRuns.Engine.Tests.Steps;

public sealed class WaitRunnerTests
{
    private static readonly DateTimeOffset Now = At("2026-06-01T12:00:00Z");

    [Theory]
    [InlineData("90s", "2026-06-01T12:01:30Z")]
    [InlineData("15m", "2026-06-01T12:15:00Z")]
    [InlineData("1h30m", "2026-06-01T13:30:00Z")]
    [InlineData("1d 2h", "2026-06-02T14:00:00Z")]
    [InlineData("2w", "2026-06-15T12:00:00Z")]
    [InlineData("1.5h", "2026-06-01T13:30:00Z")]
    [InlineData("500ms", "2026-06-01T12:00:00.5Z")]
    public async Task A_duration_counts_from_now(string text, string until)
    {
        var outcome = await RunAsync(For(text));

        outcome.Wait.ShouldBe(new StepWait(At(until), null, outcome.Wait!.Choices));
        outcome.Member("until").GetDateTimeOffset().ShouldBe(At(until));
    }

    [Theory]
    [InlineData("14:30", "2026-06-01T12:30:00Z")]
    [InlineData("14:00", null)]
    [InlineData("13:59", "2026-06-02T11:59:00Z")]
    [InlineData("9:15", "2026-06-02T07:15:00Z")]
    [InlineData("2026-06-03", "2026-06-02T22:00:00Z")]
    [InlineData("2026-06-03T08:00", "2026-06-03T06:00:00Z")]
    [InlineData("2026-06-03T08:00-05:00", "2026-06-03T13:00:00Z")]
    [InlineData("2026-06-03T08:00:01Z", "2026-06-03T08:00:01Z")]
    [InlineData("2020-01-01", null)]
    public async Task A_time_is_read_in_the_agents_zone_and_a_past_one_is_over_at_once(string text, string? until)
    {
        var outcome = await RunAsync(Until(text), zone: "Europe/Berlin");

        outcome.Error.ShouldBeNull();
        outcome.Wait?.Until.ShouldBe(At(until ?? "0001-01-01"));
        (outcome.Wait is null).ShouldBe(until is null);
    }

    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "02:30", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-24T12:00:00Z", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T00:45:00Z", "02:30", "2026-10-26T01:30:00Z")]
    public async Task Where_the_clocks_change_a_leapt_time_is_the_leaps_end_and_a_doubled_one_the_first(string now, string text, string until)
    {
        var outcome = await RunAsync(Until(text), At(now), "Europe/Berlin");

        outcome.Wait!.Until.ShouldBe(At(until));
    }

    [Fact]
    public async Task Without_a_zone_it_is_utc() => (await RunAsync(Until("12:30"))).Wait!.Until.ShouldBe(At("2026-06-01T12:30:00Z"));

    [Fact]
    public async Task No_time_at_all_is_over_at_once() => (await RunAsync(For("0s"))).Wait.ShouldBeNull();

    [Theory]
    [InlineData("soon", null, "'soon' is no duration")]
    [InlineData("", null, "'' is no duration")]
    [InlineData("-5m", null, "no duration")]
    [InlineData("999999999999w", null, "longer than 366 days")]
    [InlineData(null, "25:00", "'25:00' is no time")]
    [InlineData(null, "01/11/2026", "is no time")]
    [InlineData(null, "2026-13-01", "is no time")]
    [InlineData(null, "9999-12-31", "longer than 366 days")]
    [InlineData(null, null, "neither 'for' nor 'until'")]
    public async Task What_is_no_time_is_told_with_an_example(string? duration, string? until, string said)
    {
        var step = new WaitStep { Name = "w", For = duration is null ? null : Template.Parse(duration), Until = until is null ? null : Template.Parse(until) };

        var outcome = await RunAsync(step, zone: "Europe/Berlin");

        outcome.Error!.Cause.ShouldBe(Cause.InvalidArguments);
        outcome.Error.Message.ShouldContain(said);
    }

    [Fact]
    public async Task A_test_run_does_not_wait_and_says_what_it_would_wait_for()
    {
        var outcome = await RunAsync(For("2h"), isTest: true);

        outcome.Wait.ShouldBeNull();
        outcome.Preview.ShouldBe("wait until 2026-06-01 14:00:00 +00:00; a test run goes on at once");
    }

    [Fact]
    public async Task A_question_waits_for_an_answer_until_it_expires()
    {
        var step = new QuestionStep { Name = "ask", Question = Template.Parse("Delete {{folder}} with {{secret.KEY}}?"), Choices = ["yes", "no"], Expires = TimeSpan.FromHours(4) };

        var wait = (await AskAsync(step)).Wait!;

        wait.Question.ShouldBe("Delete /srv with {{secret.KEY}}?");
        wait.Choices.ShouldBe(["yes", "no"]);
        wait.Until.ShouldBe(Now.AddHours(4));
    }

    [Fact]
    public async Task A_test_run_asks_nobody()
    {
        var outcome = await AskAsync(new() { Name = "ask", Question = Template.Parse("Go on?"), Choices = ["yes", "no"] }, isTest: true);

        outcome.Wait.ShouldBeNull();
        outcome.Preview.ShouldBe("ask: Go on? (yes / no)");
    }

    [Theory]
    [InlineData(" ", Cause.InvalidArguments)]
    [InlineData("{{nothing}}?", Cause.MissingValue)]
    public async Task A_question_that_cannot_be_asked_is_told(string text, Cause cause) =>
        (await AskAsync(new() { Name = "ask", Question = Template.Parse(text) })).Error!.Cause.ShouldBe(cause);

    private static WaitStep For(string text) => new() { Name = "w", For = Template.Parse(text) };

    private static WaitStep Until(string text) => new() { Name = "w", Until = Template.Parse(text) };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static async Task<StepOutcome> RunAsync(WaitStep step, DateTimeOffset? now = null, string? zone = null, bool isTest = false)
    {
        using var bench = new Bench { IsTest = isTest };
        var work = bench.Work(step);
        work = work with { Agent = work.Agent with { Triggers = zone is null ? [] : [new CronTrigger("nightly", "0 3 * * *", zone, CatchUpPolicy.Skip)] } };
        return await new WaitRunner(new StoppedClock(now ?? Now)).RunAsync(work, CancellationToken.None);
    }

    private static async Task<StepOutcome> AskAsync(QuestionStep step, bool isTest = false)
    {
        using var bench = new Bench { IsTest = isTest };
        bench.Variables["folder"] = "/srv";
        bench.Secrets["KEY"] = "s3cret";
        return await new QuestionRunner(new StoppedClock(Now)).RunAsync(bench.Work(step), CancellationToken.None);
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
