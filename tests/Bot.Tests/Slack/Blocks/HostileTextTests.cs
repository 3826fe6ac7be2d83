using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Tests.Cards;

namespace ChatRuns.Bot.Tests.Slack.Blocks;

public sealed partial class HostileTextTests
{
    private const string Hostile =
        "<!channel> <!here> <@U123|Mia> <!subteam^S1> <#C1> <https://evil.example|Approve> https://evil.example *b* _i_ ~s~ `c` :tada: "
        + "> quote ```pre``` <!date^1^{date}^https://evil.example|now> & &lt; {{DATE(bad)}} [ok](https://evil.example) **b** \" ' \\ }]";

    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Outside_text_is_never_parsed(string name)
    {
        var card = Poison(CardSamplesTests.Bind(name));

        foreach (var (surface, blocks, _) in Drawn.Everywhere(card))
        {
            SlackRules.Faults(surface, blocks).ShouldBeEmpty();
            foreach (var part in Drawn.Objects(blocks))
            {
                if (part["type"]?.ToString() == "mrkdwn") part["text"]!.ToString().ShouldMatch(Token().ToString());
                if (part["type"]?.ToString() is "link" or "button") (part["url"]?.ToString() ?? "").ShouldNotContain("evil");
                (part["type"]?.ToString() ?? "").ShouldNotBeOneOf("user", "usergroup", "channel", "broadcast", "team", "emoji", "markdown");
                if (part["type"]?.ToString() == "plain_text") part["emoji"]!.GetValue<bool>().ShouldBeFalse();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Outside_text_in_a_notification_is_escaped(string name)
    {
        var text = BlockKit.Message(Poison(CardSamplesTests.Bind(name)), null).Text;

        text.ShouldNotContain("<");
        text.ShouldNotContain(">");
        Regex.Replace(text, "&(amp|lt|gt);", "").ShouldNotContain("&");
    }

    [Fact]
    public void Outside_text_is_shown_as_it_is()
    {
        var blocks = Drawn.Blocks(new JsonArray(new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = Hostile }) }).ToJsonString());

        blocks.Single()!["elements"]![0]!["elements"]![0]!["text"]!.ToString().ShouldBe(Hostile);
    }

    [Theory]
    [InlineData("""[{ "type": "Media" }]""")]
    [InlineData("""[{ "type": "RichTextBlock", "inlines": [{ "type": "Other", "text": "t" }] }]""")]
    [InlineData("""[{ "type": "ActionSet", "actions": [{ "type": "Action.Submit", "title": "t" }] }]""")]
    [InlineData("""[{ "type": "ActionSet", "actions": [{ "type": "Action.OpenUrl", "title": "t", "url": "javascript:alert(1)" }] }]""")]
    [InlineData("""[{ "type": "Image", "url": "data:image/svg+xml,x" }]""")]
    [InlineData("""[{ "type": "Table", "firstRowAsHeader": false, "rows": [{ "cells": [{ "items": [{ "type": "Input.Text", "id": "a" }] }] }] }]""")]
    public void What_it_does_not_know_it_refuses(string body) => Should.Throw<NotSupportedException>(() => Drawn.Blocks(body));

    // Every TextRun, input text and option: where outside text may stand. Signs and times of ours stay, as the shape goes by them.
    private static BoundCard Poison(BoundCard card)
    {
        var json = (JsonObject)card.Json.DeepClone();
        foreach (var part in Drawn.Objects(json).ToList())
        {
            if (part["type"]?.ToString() == "TextRun" && part["text"]!.ToString() is { Length: > 4 } text && !text.Contains("{{", StringComparison.Ordinal)) part["text"] = Hostile;
            if (part["type"]?.ToString().StartsWith("Input.", StringComparison.Ordinal) != true) continue;
            foreach (var name in (string[])["label", "placeholder", "title"])
                if (part.ContainsKey(name)) part[name] = Hostile;
            foreach (var choice in (part["choices"] as JsonArray ?? []).OfType<JsonObject>()) choice["title"] = Hostile;
        }

        return card with { Json = json, Text = Hostile, Title = Hostile };
    }

    [GeneratedRegex(@"^<!date\^[0-9]+\^(\{[a-z_]+\} ?)+\|[0-9A-Za-z: ]+>( ·)?$")]
    private static partial Regex Token();
}
