using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Cards.Html;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Tests.Cards;
using ChatRuns.Bot.Tests.Slack.Blocks;

namespace ChatRuns.Bot.Tests.Teams.Cards;

public sealed class HostileTextTests
{
    private const string Hostile =
        "<at>Mia</at> < AT id=1>Mia</ at > <a href=\"https://evil.example\">x</a> [ok](https://evil.example) **b** `c`\n- l {\"type\":\"Action.Execute\"} ]}] {{DATE(bad)}}";

    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Outside_text_mentions_nobody_links_nowhere_and_makes_no_button(string name)
    {
        var card = CardSamplesTests.Bind(name);
        var poisoned = Poison(card);

        foreach (var (clean, drawn) in Everywhere(card).Zip(Everywhere(poisoned)))
        {
            drawn.ToJsonString().ShouldNotContain("entities");
            Sketch.Actions(drawn).Select(action => $"{action.Text("type")} {action.Text("verb")} {action.Text("title")} {action.Text("url")} {action["data"]}")
                .ShouldBe(Sketch.Actions(clean).Select(action => $"{action.Text("type")} {action.Text("verb")} {action.Text("title")} {action.Text("url")} {action["data"]}"));
            foreach (var part in Drawn.Objects(drawn)) Check(part);
        }
    }

    [Fact]
    public void Outside_text_is_shown_as_it_is()
    {
        var drawn = Sketch.Draw(new JsonArray(new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = Hostile }) }).ToJsonString());

        drawn["body"]![0]!["inlines"]![0]!["text"]!.ToString().Replace("\u2060", "", StringComparison.Ordinal).ShouldBe(Hostile);
    }

    [Fact]
    public void What_an_input_holds_is_what_is_edited()
    {
        var drawn = Sketch.Draw(new JsonArray(new JsonObject { ["type"] = "Input.Text", ["id"] = "a", ["label"] = "A", ["value"] = Hostile }).ToJsonString());

        drawn["body"]![0]!["value"]!.ToString().ShouldBe(Hostile);
    }

    [Theory]
    [InlineData("plain words, of 3 kinds", true)]
    [InlineData("[Approve](https://evil.example)", false)]
    [InlineData("www.evil.example", false)]
    [InlineData("**bold**", false)]
    [InlineData("1. first", false)]
    [InlineData("- first", false)]
    [InlineData("a <b>", false)]
    public void Choices_below_each_other_and_titles_of_toggles_are_plain_words(string title, bool isPlain)
    {
        var body = new JsonArray(
            new JsonObject { ["type"] = "Input.ChoiceSet", ["id"] = "a", ["style"] = "expanded", ["choices"] = new JsonArray(new JsonObject { ["title"] = title, ["value"] = "v" }) },
            new JsonObject { ["type"] = "Input.Toggle", ["id"] = "b", ["title"] = title, ["value"] = "true" });

        var drawn = Sketch.Draw(body.ToJsonString())["body"]!;

        drawn[0]!["style"]!.ToString().ShouldBe(isPlain ? "expanded" : "compact");
        drawn[0]!["choices"]![0]!["title"]!.ToString().ShouldBe(title);
        drawn[1]!["title"]!.ToString().ShouldBe(isPlain ? title : "Yes");
        (drawn[1]!["label"]?.ToString() ?? title).ShouldBe(title);
    }

    [Fact]
    public void Answers_of_invokes_hold_no_tags()
    {
        var card = new JsonObject { ["type"] = "AdaptiveCard" };
        JsonObject[] answers =
        [
            TeamsInvoke.Message(Hostile), TeamsInvoke.BadRequest("a", Hostile), TeamsInvoke.Dialog(Hostile, card), TeamsInvoke.DialogMessage(Hostile),
            TeamsInvoke.Results([new(Hostile, Hostile, new() { ["type"] = "AdaptiveCard" })]), TeamsInvoke.ResultsMessage(Hostile), TeamsInvoke.Choices([(Hostile, "v")]),
        ];

        foreach (var text in answers.SelectMany(Drawn.Objects).SelectMany(o => o.Select(member => member.Value)).OfType<JsonValue>().Select(value => value.ToString()))
            Regex.IsMatch(text, @"<\s*/?\s*[a-z]", RegexOptions.IgnoreCase).ShouldBeFalse(text);
    }

    // Without what old clients need, so that long texts do not make the card too long.
    private static IEnumerable<JsonObject> Everywhere(BoundCard card) =>
        [TeamsCard.Draw(card, Sketch.Decider with { HasFallback = false }), TeamsCard.Draw(card, Sketch.Reader with { HasFallback = false }), .. Sketch.Dialogs(card).Select(dialog => dialog.Card), TeamsForm.Of(card).Draw(Sketch.Decider)];

    private static void Check(JsonObject part)
    {
        foreach (var name in (string[])["text", "label", "title", "placeholder", "errorMessage"])
            Regex.IsMatch(part.Text(name), @"<\s*/?\s*at\b", RegexOptions.IgnoreCase).ShouldBeFalse($"{part.Text("type")}.{name}");
        if (part.Text("type") is "TextBlock" or "Input.Toggle") (part.Text("text") + (part.Text("type") == "Input.Toggle" ? part.Text("title") : "")).ShouldNotContain("evil");
        if (part.Text("type") == "Input.ChoiceSet" && part.ToJsonString().Contains("evil", StringComparison.Ordinal) && part.Items("choices").Any(choice => choice.Text("title").Contains("evil", StringComparison.Ordinal)))
            part.Text("style").ShouldBe("compact");
    }

    // Every TextRun, input text and option: where outside text may stand.
    private static BoundCard Poison(BoundCard card)
    {
        var json = (JsonObject)card.Json.DeepClone();
        foreach (var part in Drawn.Objects(json).ToList())
        {
            if (part.Text("type") == "TextRun") part["text"] = Hostile;
            if (!part.Text("type").StartsWith("Input.", StringComparison.Ordinal)) continue;
            foreach (var name in (string[])["label", "placeholder", "title"])
                if (part.ContainsKey(name)) part[name] = Hostile;
            foreach (var choice in part.Items("choices")) choice["title"] = Hostile;
        }

        return card with { Json = json, Text = Hostile, Title = Hostile };
    }
}
