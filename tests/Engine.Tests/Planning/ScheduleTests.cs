using ChatRuns.Agents;
using ChatRuns.Planning;

namespace ChatRuns.Engine.Tests.Planning;

public class ScheduleTests
{
    [Theory]
    [InlineData("30 7 * * 1-5", "2026-06-05 08:00", "2026-06-08 07:30")]
    [InlineData("0 0 * * 0", "2026-06-01 00:00", "2026-06-07 00:00")]
    [InlineData("0 0 * * 7", "2026-06-01 00:00", "2026-06-07 00:00")]
    [InlineData("0 0 1 JAN *", "2026-06-01 00:00", "2027-01-01 00:00")]
    [InlineData("0 0 L * *", "2026-02-01 00:00", "2026-02-28 00:00")]
    [InlineData("0 0 29 2 *", "2026-01-01 00:00", "2028-02-29 00:00")]
    [InlineData("0 12 13 * 5", "2026-06-06 00:00", "2026-06-12 12:00")]
    [InlineData("@daily", "2026-06-01 00:00", "2026-06-02 00:00")]
    [InlineData("*/15 * * * *", "2026-06-01 10:15", "2026-06-01 10:30")]
    [InlineData("* * * * *", "2026-06-01 10:15:59.999", "2026-06-01 10:16")]
    public void The_next_planned_time_is_after_the_one_asked_about(string cron, string after, string expected) =>
        Some.Cron(cron).Next(Some.Utc(after)).ShouldBe(Some.Utc(expected));

    [Theory]
    [InlineData(15, "2026-06-01 10:15:00", "2026-06-01 10:15:15")]
    [InlineData(15, "2026-06-01 10:15:14.999", "2026-06-01 10:15:15")]
    [InlineData(7 * 86400, "1970-01-01 00:00", "1970-01-08 00:00")]
    [InlineData(90, "1969-12-31 23:59:59", "1970-01-01 00:00")]
    public void An_interval_counts_from_the_epoch(int seconds, string after, string expected) =>
        Some.Every(TimeSpan.FromSeconds(seconds)).Next(Some.Utc(after)).ShouldBe(Some.Utc(expected));

    [Theory]
    [InlineData("61 * * * *", "minute \"61\"")]
    [InlineData("* 24 * * *", "hour \"24\"")]
    [InlineData("* * 32 * *", "day of month \"32\"")]
    [InlineData("* * * 13 *", "month \"13\"")]
    [InlineData("* * * * 8", "day of week \"8\"")]
    [InlineData("*/0 * * * *", "minute \"*/0\"")]
    [InlineData("1,,2 * * * *", "minute \"1,,2\"")]
    [InlineData("99 * * * *", "minute \"99\"")]
    [InlineData("98 * * * *", "minute \"98\"")]
    [InlineData("0 99 * * *", "hour \"99\"")]
    [InlineData("0 0 99 * *", "day of month \"99\"")]
    [InlineData("0 0 * 1,98 *", "month \"1,98\"")]
    [InlineData("0 0 * * 99", "day of week \"99\"")]
    [InlineData("0 0 0 * *", "day of month \"0\"")]
    [InlineData("a b c d e", "minute \"a\"")]
    [InlineData("99999999999999999999 * * * *", "minute \"99999999999999999999\"")]
    [InlineData("0 0 31 2 *", "never fires: day of month \"31\" does not come in month \"2\"")]
    [InlineData("0 0 31 4,6 *", "never fires")]
    [InlineData("0 0 */2 * 1", "day of month \"*/2\" together with day of week \"1\"")]
    [InlineData("0 0 1 * */2", "day of week \"*/2\" together with day of month \"1\"")]
    [InlineData("0 0 0 * * *", "seconds and years are not planned with")]
    [InlineData("0 0 * *", "has 4 fields")]
    [InlineData("", "has 0 fields")]
    [InlineData("@reboot", "atStart: true")]
    [InlineData("@every 5m", "has 2 fields")]
    [InlineData("@fortnightly", "@weekly")]
    [InlineData("؀\u202e * * * *", "minute")]
    public void A_cron_that_cannot_be_planned_with_is_refused_by_field_with_a_remedy(string cron, string says) =>
        Some.Problem(new CronTrigger("t", cron, "UTC", CatchUpPolicy.Skip)).ShouldContain(says);

    [Fact]
    public void An_endless_cron_is_refused() =>
        Some.Problem(new CronTrigger("t", string.Join(',', Enumerable.Repeat("1", 1_000_000)) + " * * * *", "UTC", CatchUpPolicy.Skip))
            .Length.ShouldBeLessThan(200);

    [Theory]
    [InlineData("Berlin", "Did you mean \"Europe/Berlin\"?")]
    [InlineData("new york", "Did you mean \"America/New_York\"?")]
    [InlineData("W. Europe Standard Time", "Did you mean \"Europe/Berlin\"?")]
    [InlineData("../../etc/passwd", "Write an IANA name")]
    [InlineData("", "Write an IANA name")]
    public void An_unknown_zone_is_refused_with_a_remedy(string zone, string says) =>
        Some.Problem(new CronTrigger("t", "0 0 * * *", zone, CatchUpPolicy.Skip)).ShouldContain(says);

    [Theory]
    [InlineData(0.5, "shorter than a second")]
    [InlineData(0, "shorter than a second")]
    [InlineData(-5, "shorter than a second")]
    [InlineData(1.5, "fraction of a second")]
    public void An_interval_of_less_than_whole_seconds_is_refused(double seconds, string says) =>
        Some.Problem(new IntervalTrigger("t", TimeSpan.FromSeconds(seconds), CatchUpPolicy.Skip)).ShouldContain(says);

    [Fact]
    public void A_manual_trigger_has_no_planned_times()
    {
        Schedule.IsPlanned(new ManualTrigger("by-hand")).ShouldBeFalse();
        Some.Problem(new ManualTrigger("by-hand")).ShouldContain("no planned times");
    }

    [Theory]
    [InlineData("30 7 * * 1-5", "Europe/Berlin")]
    [InlineData("  */5   *  * * * ", "UTC")]
    [InlineData("@daily", "Australia/Lord_Howe")]
    public void A_plan_can_be_read_again_and_spacing_does_not_change_it(string cron, string zone)
    {
        var schedule = Some.Cron(cron, zone);
        var again = Schedule.FromPlan(schedule.Plan).ShouldNotBeNull();
        again.Plan.ShouldBe(schedule.Plan);
        again.Next(Some.Utc("2026-06-01")).ShouldBe(schedule.Next(Some.Utc("2026-06-01")));
    }

    [Fact]
    public void The_plan_of_an_interval_can_be_read_again() => Schedule.FromPlan("every 90s").ShouldNotBeNull().Plan.ShouldBe("every 90s");

    [Theory]
    [InlineData("")]
    [InlineData("every s")]
    [InlineData("every -5s")]
    [InlineData("every 99999999999999999999s")]
    [InlineData("nonsense")]
    [InlineData("0 0 * * * Mars/Olympus")]
    public void A_plan_that_no_longer_reads_is_none(string plan) => Schedule.FromPlan(plan).ShouldBeNull();

    [Fact]
    public void A_schedule_may_run_out_of_time() =>
        Some.Every(TimeSpan.FromDays(400)).Next(DateTimeOffset.MaxValue.AddDays(-1)).ShouldBeNull();

    [Fact]
    public void A_year_of_minutes_is_counted_without_listing_it()
    {
        var range = Some.Cron("* * * * *", "Europe/Berlin").Range(Some.Utc("2025-06-01"), Some.Utc("2026-06-01")).ShouldNotBeNull();
        range.Count.ShouldBe(365 * 24 * 60);
        range.First.ShouldBe(Some.Utc("2025-06-01 00:01"));
        range.Last.ShouldBe(Some.Utc("2026-06-01 00:00"));
    }

    [Fact]
    public void Nothing_planned_is_no_range() => Some.Cron("0 0 1 1 *").Range(Some.Utc("2026-02-01"), Some.Utc("2026-12-31")).ShouldBeNull();
}
