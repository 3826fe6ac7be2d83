namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class HeadingTests
{
    [Theory]
    [InlineData("/runs", "Runs · last 7 days", "No runs in the last 7 days.")]
    [InlineData("/runs failed site check", "Failed runs · last 7 days · Site check", "No failed runs of Site check in the last 7 days.")]
    [InlineData("/runs failed only today", "Failed-only runs · today", "No failed-only runs today.")]
    [InlineData("/runs timed out or canceled yesterday", "Canceled or timed-out runs · yesterday", "No canceled or timed-out runs yesterday.")]
    [InlineData("/runs running all time", "Runs in progress · all time", "No runs in progress.")]
    [InlineData("/runs not completed this week", "Runs not completed · this week", "No runs not completed this week.")]
    [InlineData("/runs archived test runs failed last month", "Archived failed test runs · last month", "No archived failed test runs last month.")]
    [InlineData("/runs since 1 nov eu-prod", "Runs · since 1 Nov 2026 · on eu-prod", "No runs since 1 Nov 2026, on eu-prod.")]
    [InlineData("/runs 1 nov", "Runs · 1 Nov 2026", "No runs on 1 Nov 2026.")]
    [InlineData("/runs november", "Runs · Nov 2026", "No runs in Nov 2026.")]
    [InlineData("/runs from 1 nov to 3 nov", "Runs · 1 Nov 2026 to 3 Nov 2026", "No runs from 1 Nov 2026 to 3 Nov 2026.")]
    [InlineData("/runs until yesterday", "Runs · until yesterday", "No runs until yesterday.")]
    [InlineData("/runs mine last hour", "Runs · last hour · started by you", "No runs in the last hour, started by you.")]
    [InlineData("/runs scheduled step fetch", "Runs · last 7 days · by schedule · step fetch", "No runs in the last 7 days, by schedule, step fetch.")]
    public void A_list_says_what_it_is(string line, string heading, string nothing)
    {
        var list = Lines.Runs(line);

        list.Heading.ShouldBe(heading);
        list.Nothing.ShouldBe(nothing);
    }
}
