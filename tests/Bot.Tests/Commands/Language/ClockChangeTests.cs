using System.Globalization;
using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class ClockChangeTests
{
    // Berlin springs forward on 29 March 2026 at 02:00 and falls back on 25 October 2026 at 03:00; New York on 8 March and 1 November.
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T20:00+02:00", "today", "2026-03-28T23:00Z..")]
    [InlineData("Europe/Berlin", "2026-03-30T20:00+02:00", "yesterday", "2026-03-28T23:00Z..2026-03-29T22:00Z")]
    [InlineData("Europe/Berlin", "2026-10-26T20:00+01:00", "yesterday", "2026-10-24T22:00Z..2026-10-25T23:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T20:00+02:00", "last 1d", "2026-03-28T19:00Z..")]
    [InlineData("Europe/Berlin", "2026-03-29T20:00+02:00", "last 24h", "2026-03-28T18:00Z..")]
    [InlineData("Europe/Berlin", "2026-10-25T20:00+01:00", "last 1d", "2026-10-24T18:00Z..")]
    [InlineData("Europe/Berlin", "2026-10-30T20:00+01:00", "last 7d", "2026-10-23T18:00Z..")]
    [InlineData("Europe/Berlin", "2026-03-29T20:00+02:00", "since 02:30", "2026-03-29T01:00Z..")]
    [InlineData("Europe/Berlin", "2026-10-25T20:00+01:00", "since 02:30", "2026-10-25T00:30Z..")]
    [InlineData("Europe/Berlin", "2026-10-25T20:00+01:00", "from 02:30 to 02:45", "2026-10-25T00:30Z..2026-10-25T01:45Z")]
    [InlineData("Europe/Berlin", "2026-10-28T20:00+01:00", "last week", "2026-10-18T22:00Z..2026-10-25T23:00Z")]
    [InlineData("Europe/Berlin", "2026-04-15T20:00+02:00", "last month", "2026-02-28T23:00Z..2026-03-31T22:00Z")]
    [InlineData("America/New_York", "2026-03-09T20:00-04:00", "yesterday", "2026-03-08T05:00Z..2026-03-09T04:00Z")]
    [InlineData("America/New_York", "2026-11-02T20:00-05:00", "1 nov", "2026-11-01T04:00Z..2026-11-02T05:00Z")]
    [InlineData("Africa/Cairo", "2026-04-24T20:00+03:00", "today", "2026-04-23T22:00Z..")]
    [InlineData("Pacific/Apia", "2011-12-31T20:00+14:00", "since 30 dec", "2011-12-30T10:00Z..")]
    [InlineData("Australia/Lord_Howe", "2026-04-06T20:00+10:30", "yesterday", "2026-04-04T13:00Z..2026-04-05T13:30Z")]
    [InlineData("Asia/Kolkata", "2026-11-21T02:00+05:30", "today", "2026-11-20T18:30Z..")]
    [InlineData("UTC", "2026-01-01T00:00Z", "this year", "2026-01-01T00:00Z..")]
    public void A_day_is_as_long_as_the_clock_makes_it(string zone, string now, string words, string bounds)
    {
        var filter = CommandLine.Parse(
                $"/runs {words}", Lines.Vocabulary, Lines.Mia, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture),
                TimeZoneInfo.FindSystemTimeZoneById(zone))
            .ShouldBeOfType<RunsCommand>().Filter;

        $"{Utc(filter.From)}..{Utc(filter.To)}".ShouldBe(bounds);
    }

    [Theory]
    [InlineData("2026-11-16T00:00+01:00", "this week", "2026-11-15T23:00Z..")]
    [InlineData("2026-11-22T23:59+01:00", "this week", "2026-11-15T23:00Z..")]
    [InlineData("2026-11-22T23:59+01:00", "last week", "2026-11-08T23:00Z..2026-11-15T23:00Z")]
    [InlineData("2026-11-16T00:00+01:00", "monday", "2026-11-15T23:00Z..")]
    [InlineData("2026-11-16T00:00+01:00", "last monday", "2026-11-08T23:00Z..2026-11-09T23:00Z")]
    [InlineData("2027-01-03T12:00+01:00", "from 20 dec to 5 jan", "2026-12-19T23:00Z..")]
    [InlineData("2027-01-03T12:00+01:00", "last month", "2026-11-30T23:00Z..2026-12-31T23:00Z")]
    [InlineData("2026-03-31T12:00+02:00", "last 1mo", "2026-02-28T11:00Z..")]
    [InlineData("2024-02-29T12:00+01:00", "last 1y", "2023-02-28T11:00Z..")]
    public void Weeks_begin_on_monday_and_months_where_the_calendar_says(string now, string words, string bounds)
    {
        var list = Lines.Parse($"/runs {words}", DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), Lines.Berlin);

        var filter = list.ShouldBeOfType<RunsCommand>().Filter;
        $"{Utc(filter.From)}..{Utc(filter.To)}".ShouldBe(bounds);
    }

    private static string Utc(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";
}
