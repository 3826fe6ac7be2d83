using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Tests.Cards;

namespace ChatRuns.Bot.Tests.Slack.Blocks;

public sealed class GoldenTests
{
    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_is_its_golden_blocks(string name)
    {
        var drawing = BlockKit.Message(CardSamplesTests.Bind(name), Drawn.Page);

        Golden.Check(Path.Combine("..", "..", "Slack", "Golden", name + ".json"), Drawn.Write(drawing));
    }
}
