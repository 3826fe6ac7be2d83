using ChatRuns.Bot.Commands.Language;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Commands.Language;

/// <summary>Lines that ask for something to be done to many runs.</summary>
public sealed class BulkLineTests
{
    [Theory]
    [InlineData("/runs failed last 7d archive", "/runs failed last 7d archive")]
    [InlineData("/runs archive last 7d failed archive", "/runs failed archived last 7d archive")]
    [InlineData("/runs site-check running cancel", "/runs running agent site-check cancel")]
    [InlineData("/runs archived all time unarchive", "/runs archived all time unarchive")]
    [InlineData("/runs failed page 3 per 50 rerun", "/runs failed rerun")]
    [InlineData("/runs 1040 #1041, 1042 archive", "/runs 1040 1041 1042 archive")]
    [InlineData("/runs failed upto 1040 archive confirm 12 at 2026-11-21T12:00:00Z", "/runs failed upto 1040 archive confirm 12 at 2026-11-21T12:00:00Z")]
    [InlineData("/runs last 7d archive", "/runs last 7d archive")]
    public void A_deed_stands_behind_a_list_or_numbers(string line, string meaning)
    {
        Lines.Parse(line).ShouldBeOfType<BulkCommand>(Lines.Meaning(line)).ToLine().ShouldBe(meaning);
        Lines.Parse(meaning).ShouldBeOfType<BulkCommand>().ToLine().ShouldBe(meaning);
    }

    [Theory]
    [InlineData("/runs text archive")]
    [InlineData("/runs archive")]
    [InlineData("failed archive")]
    public void What_is_a_list_stays_a_list(string line) => Lines.Parse(line).ShouldBeOfType<RunsCommand>(Lines.Meaning(line));

    [Fact]
    public void A_mistake_is_corrected_with_its_deed() => Lines.Problem("/runs faild last 7d cancel").Suggestions[0].ShouldBe("/runs failed last 7d cancel");

    [Fact]
    public void A_range_counts_from_when_the_runs_were_shown()
    {
        var then = Lines.Now.AddMinutes(-20).ToUniversalTime();

        var bulk = Lines.Parse($"/runs failed last 24h archive confirm 3 at {then:yyyy-MM-dd'T'HH:mm:ss'Z'}").ShouldBeOfType<BulkCommand>();

        bulk.Deed.ShouldBe(BulkDeed.Archive);
        bulk.Confirmed.ShouldBe(3);
        bulk.List!.Filter.From.ShouldBe(then.AddHours(-24));
    }
}
