using ChatRuns.Bot.Cards;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Cards;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(832, "832 ms")]
    [InlineData(2400, "2.4 s")]
    [InlineData(14_900, "14 s")]
    [InlineData(192_000, "3 min 12 s")]
    [InlineData(2_460_000, "41 min")]
    [InlineData(11_100_000, "3 h 5 min")]
    [InlineData(187_200_000, "2 d 4 h")]
    public void A_span_of_time_reads_well(long ms, string words) => Words.Took(TimeSpan.FromMilliseconds(ms)).ShouldBe(words);

    [Theory]
    [InlineData(812, "812 B")]
    [InlineData(48_200_000, "48 MB")]
    [InlineData(1_250_000_000, "1.3 GB")]
    public void A_size_reads_well(long bytes, string words) => Journal.Words.Bytes(bytes).ShouldBe(words);

    [Fact]
    public void Plurals_are_right()
    {
        Words.Count(1, "action").ShouldBe("1 action");
        Words.Count(3, "action").ShouldBe("3 actions");
        Words.Count(0, "day", "days").ShouldBe("0 days");
    }

    [Fact]
    public void Every_status_and_every_cause_has_its_words()
    {
        foreach (var status in Enum.GetValues<RunStatus>()) StatusLook.Of(status).Sign.Length.ShouldBe(1);
        foreach (var cause in Enum.GetValues<Cause>()) CauseLook.Of(cause).Remedy.ShouldEndWith(".");
        foreach (var status in Enum.GetValues<Actions.ActionStatus>()) StatusLook.Of(status).Word.ShouldNotBeEmpty();
        foreach (var status in Enum.GetValues<Agents.AgentStatus>()) StatusLook.Of(status).Word.ShouldNotBeEmpty();
    }
}
