using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Tests.Cards;

namespace ChatRuns.Bot.Tests.Teams.Cards;

/// <summary>A list of actions that is longer than a card of Teams may be.</summary>
public sealed class LongActionsTests
{
    [Fact]
    public void The_hint_names_the_first_action_that_is_missing_and_a_button_shows_it()
    {
        var drawn = TeamsCard.Draw(Ten(), Sketch.Decider with { Subject = "actions/1043", Attempt = "a1" });

        var shown = Ordinals(drawn);
        shown.Count.ShouldBeInRange(1, 9);
        var next = shown.Count + 1;
        shown.ShouldBe(Enumerable.Range(1, shown.Count));
        drawn.Items("body").Last().Text("text").ShouldBe($"… {10 - shown.Count} more · one by its number: /run 1043 actions 1043.{next}");
        var button = drawn.Items("actions").Single(action => action.Text("title") == $"Show action {next}");
        button["data"]!.ToJsonString().ShouldBe($$"""{"line":"/run 1043 actions 1043.{{next}}","replace":true,"post":"a1"}""");
        TeamsSize.Of(drawn).ShouldBeLessThanOrEqualTo(TeamsSize.Budget);
    }

    [Fact]
    public void Where_all_actions_fit_nothing_is_said()
    {
        var drawn = TeamsCard.Draw(CardSamplesTests.Bind("actions.open"), Sketch.Decider with { Subject = "actions/1043" });

        drawn.ToJsonString().ShouldNotContain("Show action");
        drawn.ToJsonString().ShouldNotContain("one by its number");
    }

    // The first action of the sample ten times, with a reason of two thousand letters.
    private static BoundCard Ten()
    {
        var card = CardSamplesTests.Bind("actions.open");
        var body = card.Json["body"]!.AsArray();
        var one = body.OfType<JsonObject>().First(IsItem);
        var place = body.IndexOf(one);
        foreach (var item in body.OfType<JsonObject>().Where(IsItem).ToList()) body.Remove(item);
        for (var i = 10; i >= 1; i--)
        {
            var item = (JsonObject)one.DeepClone();
            item["items"]![0]!["columns"]![0]!["items"]![0]!["text"] = $"{i}.";
            item["items"]!.AsArray().Insert(1, new JsonObject { ["type"] = "TextBlock", ["text"] = new string('y', 4000), ["wrap"] = true });
            body.Insert(place, (JsonNode)item);
        }

        return card;
    }

    private static bool IsItem(JsonObject element) => OrdinalOf(element) is not null;

    private static int? OrdinalOf(JsonObject element) =>
        element.Items("items").FirstOrDefault()?.Items("columns").FirstOrDefault()?.Items("items").FirstOrDefault()?.Text("text") is [.. var number, '.'] && int.TryParse(number, out var ordinal) ? ordinal : null;

    private static List<int> Ordinals(JsonObject drawn) => [.. drawn.Items("body").Select(OrdinalOf).OfType<int>()];
}
