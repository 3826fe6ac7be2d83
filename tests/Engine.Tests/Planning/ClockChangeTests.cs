using System.Globalization;
using ChatRuns.Planning;

namespace ChatRuns.Engine.Tests.Planning;

/// <summary>Both clock changes, as docs/schedules.md tells them: local times of each day with the offset that holds.</summary>
public class ClockChangeTests
{
    private static readonly string[] Zones =
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "Africa/Cairo", "Antarctica/Troll", "America/Santiago", "UTC"];

    [Theory]
    // Spring: 02:00 becomes 03:00 on 29 March 2026.
    [InlineData("Europe/Berlin", "2026-03-29", "30 2 * * *", "03:00+02")]
    [InlineData("Europe/Berlin", "2026-03-29", "0,30 2 * * *", "03:00+02")]
    [InlineData("Europe/Berlin", "2026-03-29", "0 2,3 * * *", "03:00+02")]
    [InlineData("Europe/Berlin", "2026-03-29", "30 1-3 * * *", "01:30+01 03:00+02 03:30+02")]
    [InlineData("Europe/Berlin", "2026-03-29", "0 0-4 * * *", "00:00+01 01:00+01 03:00+02 04:00+02")]
    [InlineData("Europe/Berlin", "2026-03-29", "30 */2 * * *", "00:30+01 04:30+02 06:30+02 08:30+02 10:30+02 12:30+02 14:30+02 16:30+02 18:30+02 20:30+02 22:30+02")]
    [InlineData("Europe/Berlin", "2026-03-29", "*/20 2 * * *", "")]
    [InlineData("Europe/Berlin", "2026-03-29", "*/30 1-3 * * *", "01:00+01 01:30+01 03:00+02 03:30+02")]
    // Autumn: 03:00 becomes 02:00 on 25 October 2026.
    [InlineData("Europe/Berlin", "2026-10-25", "30 2 * * *", "02:30+02")]
    [InlineData("Europe/Berlin", "2026-10-25", "30 1-3 * * *", "01:30+02 02:30+02 03:30+01")]
    [InlineData("Europe/Berlin", "2026-10-25", "0 2,3 * * *", "02:00+02 03:00+01")]
    [InlineData("Europe/Berlin", "2026-10-25", "*/20 2 * * *", "02:00+02 02:20+02 02:40+02 02:00+01 02:20+01 02:40+01")]
    [InlineData("Europe/Berlin", "2026-10-25", "30 */12 * * *", "00:30+02 12:30+01")]
    [InlineData("Europe/Berlin", "2026-10-25", "0 2 25 10 *", "02:00+02")]
    // Spring: 02:00 becomes 03:00 on 8 March 2026; autumn: 02:00 becomes 01:00 on 1 November 2026.
    [InlineData("America/New_York", "2026-03-08", "30 2 * * *", "03:00-04")]
    [InlineData("America/New_York", "2026-03-08", "15,45 1,2 * * *", "01:15-05 01:45-05 03:00-04")]
    [InlineData("America/New_York", "2026-11-01", "30 1 * * *", "01:30-04")]
    [InlineData("America/New_York", "2026-11-01", "0 1,2 * * *", "01:00-04 02:00-05")]
    [InlineData("America/New_York", "2026-11-01", "*/30 1 * * *", "01:00-04 01:30-04 01:00-05 01:30-05")]
    // Half an hour only. Spring: 02:00 becomes 02:30 on 4 October 2026; autumn: 02:00 becomes 01:30 on 5 April 2026.
    [InlineData("Australia/Lord_Howe", "2026-10-04", "15 2 * * *", "02:30+11")]
    [InlineData("Australia/Lord_Howe", "2026-10-04", "15,45 2 * * *", "02:30+11 02:45+11")]
    [InlineData("Australia/Lord_Howe", "2026-10-04", "*/15 2 * * *", "02:30+11 02:45+11")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "45 1 * * *", "01:45+11")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "15,45 1 * * *", "01:15+11 01:45+11")]
    [InlineData("Australia/Lord_Howe", "2026-04-05", "*/15 1 * * *", "01:00+11 01:15+11 01:30+11 01:45+11 01:30+10:30 01:45+10:30")]
    // No change of clocks.
    [InlineData("Asia/Tokyo", "2026-03-29", "30 2 * * *", "02:30+09")]
    [InlineData("UTC", "2026-10-25", "30 1-3 * * *", "01:30+00 02:30+00 03:30+00")]
    // A gap at midnight: the day begins at 01:00 on 24 April 2026.
    [InlineData("Africa/Cairo", "2026-04-24", "0 0 * * *", "01:00+03")]
    public void A_day_of_changing_clocks_fires_as_documented(string zone, string day, string cron, string expected)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        var around = Some.Utc(day).AddDays(-2);

        var fired = Some.Cron(cron, zone).Between(around, around.AddDays(5)).Select(at => TimeZoneInfo.ConvertTime(at, info));

        string.Join(' ', fired.Where(at => DateOnly.FromDateTime(at.DateTime) == date).Select(Text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("2026-03-29 00:00", 23)]
    [InlineData("2026-10-25 00:00", 25)]
    public void Every_hour_is_every_hour_on_the_days_of_23_and_25(string day, int hours)
    {
        var from = new DateTimeOffset(Some.Utc(day).DateTime, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").GetUtcOffset(Some.Utc(day)));
        var fired = Some.Cron("0 * * * *", "Europe/Berlin").Between(from.AddSeconds(-1), from.AddHours(hours).AddSeconds(-1)).ToList();

        fired.Count.ShouldBe(hours);
        fired.Zip(fired.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap == TimeSpan.FromHours(1));
    }

    [Fact]
    public void An_interval_does_not_care_about_clocks()
    {
        var fired = Some.Every(TimeSpan.FromMinutes(40)).Between(Some.Utc("2026-10-25"), Some.Utc("2026-10-26")).ToList();

        fired.Zip(fired.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap == TimeSpan.FromMinutes(40));
    }

    [Fact]
    public void Any_schedule_agrees_with_a_walk_over_every_minute()
    {
        var random = new Random(20260329);
        for (var i = 0; i < 400; i++)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[random.Next(Zones.Length)]);
            var cron = RandomCron(random);
            var from = Some.Utc("2026-01-01").AddDays(random.Next(365)).AddMinutes(random.Next(1440));
            var upTo = from.AddDays(random.Next(1, 12)).AddSeconds(random.Next(86400));
            var because = $"{cron} {zone.Id} {from:u} to {upTo:u}";
            var schedule = Some.Cron(cron, zone.Id);

            var expected = new MinuteWalk(cron, zone).Between(from, upTo).ToList();

            schedule.Between(from, upTo).ToList().ShouldBe(expected, because);
            var range = schedule.Range(from, upTo);
            (range?.First, range?.Last, range?.Count ?? 0)
                .ShouldBe((expected.Count == 0 ? null : expected[0], expected.Count == 0 ? null : expected[^1], expected.Count), because);
        }
    }

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28 12:00", ClockMark.Moved, "02:30 does not exist on 29 March 2026: the clocks go from 02:00 to 03:00. It fires at 03:00 instead, once.")]
    [InlineData("0 */2 * * *", "2026-03-29 00:30", ClockMark.LeftOut, "02:00 does not exist on 29 March 2026: the clocks go from 02:00 to 03:00. It is left out.")]
    [InlineData("30 2 * * *", "2026-10-24 12:00", ClockMark.FirstOnly, "02:30 comes twice on 25 October 2026: the clocks go back from 03:00 to 02:00. It fires the first time only.")]
    [InlineData("30 * * * *", "2026-10-25 00:00", ClockMark.Twice, "02:30 comes twice on 25 October 2026: the clocks go back from 03:00 to 02:00. It fires both times; this is the first.")]
    [InlineData("30 * * * *", "2026-10-25 01:00", ClockMark.Twice, "02:30 comes twice on 25 October 2026: the clocks go back from 03:00 to 02:00. It fires both times; this is the second.")]
    [InlineData("30 4 * * *", "2026-10-24 12:00", ClockMark.None, "")]
    [InlineData("30 4 * * *", "2026-03-28 12:00", ClockMark.None, "")]
    [InlineData("30 2 * * *", "2026-06-01 12:00", ClockMark.None, "")]
    public void The_preview_marks_what_a_clock_change_touches_and_says_what_will_be_done(string cron, string after, ClockMark mark, string note)
    {
        var next = SchedulePreview.Of(Some.Cron(cron, "Europe/Berlin"), Some.Utc(after), 1).ShouldHaveSingleItem();

        (next.Mark, next.Note).ShouldBe((mark, note));
    }

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25 00:30", ClockMark.FirstOnly)]
    [InlineData("30 2 * * *", "America/New_York", "2026-11-01 06:30", null)]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03 15:30", ClockMark.Moved)]
    [InlineData("30 */2 * * *", "Europe/Berlin", "2026-10-25 00:30", ClockMark.Twice)]
    [InlineData("0 9 * * *", "Europe/Berlin", null, null)]
    [InlineData("30 2 * * *", "UTC", null, null)]
    public void The_preview_of_one_agent_reaches_to_the_next_change_of_clocks_that_touches_it(string cron, string zone, string? at, ClockMark? mark)
    {
        var next = SchedulePreview.Of(Some.Cron(cron, zone), Some.Utc("2026-06-01 12:00"), 10, withNextChange: true);

        next.Take(10).ShouldAllBe(time => time.Mark == ClockMark.None);
        if (mark is null)
        {
            next.Skip(10).ShouldAllBe(time => time.Mark != ClockMark.None);
            return;
        }

        (next[10].At, next[10].Mark).ShouldBe((Some.Utc(at!), mark.Value));
        next[10].Note.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_preview_shows_local_time_and_instant_and_ends_with_the_schedule()
    {
        var next = SchedulePreview.Of(Some.Cron("30 2 * * *", "Europe/Berlin"), Some.Utc("2026-03-27 12:00"), 3);

        next.Select(time => time.At).ShouldBe([Some.Utc("2026-03-28 01:30"), Some.Utc("2026-03-29 01:00"), Some.Utc("2026-03-30 00:30")]);
        next.Select(time => Text(time.Local)).ShouldBe(["02:30+01", "03:00+02", "02:30+02"]);
        next.Select(time => time.Mark).ShouldBe([ClockMark.None, ClockMark.Moved, ClockMark.None]);
        SchedulePreview.Of(Some.Every(TimeSpan.FromDays(1)), DateTimeOffset.MaxValue.AddDays(-2), 5).Count.ShouldBeLessThan(5);
        SchedulePreview.Of(Some.Every(TimeSpan.FromDays(1)), Some.Utc("2026-01-01"), 0).ShouldBeEmpty();
    }

    private static string Text(DateTimeOffset at) =>
        at.ToString(at.Offset.Minutes == 0 ? "HH:mmzz" : "HH:mmzzz", CultureInfo.InvariantCulture);

    private static string RandomCron(Random random)
    {
        var minute = random.Next(6) switch
        {
            0 => "*",
            1 => $"*/{random.Next(1, 60)}",
            2 => $"{random.Next(30)}-{random.Next(30, 60)}",
            3 => $"{random.Next(60)},{random.Next(60)}",
            4 => $"{random.Next(30)}-{random.Next(30, 60)}/{random.Next(1, 20)}",
            _ => $"{random.Next(60)}",
        };
        var hour = random.Next(5) switch
        {
            0 => "*",
            1 => $"*/{random.Next(1, 24)}",
            2 => $"{random.Next(3)}-{random.Next(3, 24)}",
            3 => $"{random.Next(4)},{random.Next(24)}",
            _ => $"{random.Next(5)}",
        };
        var weekday = random.Next(3) == 0 ? $"{random.Next(7)}" : "*";
        return $"{minute} {hour} * * {weekday}";
    }
}
