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

    [Theory]
    [InlineData("run.live")]
    [InlineData("actions.open")]
    [InlineData("agents.some")]
    public void A_message_of_something_frozen_says_so_above_all_else(string name)
    {
        var card = ChatRuns.Bot.Views.Banners.Above(CardSamplesTests.Bind("banner.frozen"), CardSamplesTests.Bind(name));

        Golden.Check(Path.Combine("..", "..", "Slack", "Golden", $"{name}.frozen.json"), Drawn.Write(BlockKit.Message(card, Drawn.Page)));
    }
}
