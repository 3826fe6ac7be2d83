using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Tests.Cards;

namespace ChatRuns.Bot.Tests.Teams.Cards;

public sealed class GoldenTests
{
    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_card_is_its_golden_card_of_Teams(string name) => Check(name, Sketch.Write(CardSamplesTests.Bind(name)));

    [Theory]
    [InlineData("run.live")]
    [InlineData("actions.open")]
    [InlineData("agents.some")]
    public void A_card_of_something_frozen_says_so_above_all_else(string name) =>
        Check($"{name}.frozen", Sketch.Write(ChatRuns.Bot.Views.Banners.Above(CardSamplesTests.Bind("banner.frozen"), CardSamplesTests.Bind(name))));

    [Fact]
    public void The_dialog_that_asks_for_an_agent_is_its_golden_card() =>
        Check("dialog.choose-agent", new JsonObject { ["card"] = TeamsMenus.ChooseAgent() }.ToJsonString(new() { WriteIndented = true }) + "\n");

    private static void Check(string name, string now) => Golden.Check(Path.Combine("..", "..", "Teams", "Golden", name + ".json"), now);
}
