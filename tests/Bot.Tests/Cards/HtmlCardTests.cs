using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Tests.Cards;

public sealed class HtmlCardTests
{
    [Fact]
    public void A_card_is_an_article_with_a_name_and_a_tone()
    {
        var html = Draw("""{ "type": "Container", "style": "attention", "items": [] }""");

        html.ShouldStartWith("""<article class="card tone-bad" id="c1" role="article" aria-labelledby="c1-title" data-card="x">""");
        html.ShouldContain("""id="c1-title">A &lt;title&gt;</h2>""");
    }

    [Theory]
    [InlineData("""{ "type": "Media" }""")]
    [InlineData("""{ "type": "ActionSet", "actions": [{ "type": "Action.Submit", "title": "t" }] }""")]
    [InlineData("""{ "type": "RichTextBlock", "inlines": [{ "type": "Other", "text": "t" }] }""")]
    [InlineData("""{ "type": "ActionSet", "actions": [{ "type": "Action.OpenUrl", "title": "t", "url": "javascript:alert(1)" }] }""")]
    [InlineData("""{ "type": "ActionSet", "actions": [{ "type": "Action.OpenUrl", "title": "t", "url": "//evil.example" }] }""")]
    [InlineData("""{ "type": "Image", "url": "data:image/svg+xml,x" }""")]
    public void What_it_does_not_know_it_refuses(string element) => Should.Throw<NotSupportedException>(() => Draw(element));

    [Fact]
    public void A_button_carries_verb_and_data_and_is_named_by_its_title()
    {
        var html = Draw("""{ "type": "ActionSet", "actions": [{ "type": "Action.Execute", "title": "Approve", "verb": "action.approve", "data": { "id": "1\"<.1" } }] }""");

        html.ShouldContain("""<button class="button" type="button" data-verb="action.approve" data-data="{&quot;id&quot;:&quot;1\u0022\u003C.1&quot;}">Approve</button>""");
    }

    [Fact]
    public void A_hidden_card_opens_by_a_button_that_names_its_panel()
    {
        var html = Draw("""
            { "type": "ActionSet", "actions": [{ "type": "Action.ShowCard", "title": "Reject", "card": { "type": "AdaptiveCard",
              "body": [{ "type": "Input.Text", "id": "reason@1042.1", "label": "Reason", "isMultiline": true, "value": "\na" }],
              "actions": [{ "type": "Action.Execute", "title": "Reject this action", "verb": "action.reject" }] } }] }
            """);

        html.ShouldContain("""<button class="button opens" type="button" aria-expanded="false" aria-controls="c1-1">Reject</button>""");
        html.ShouldContain("""<div class="panel" id="c1-1" hidden>""");
        html.ShouldContain("""<label for="c1-2">Reason</label><textarea id="c1-2" name="reason" rows="3">""" + "\n\na</textarea>");
    }

    [Fact]
    public void Our_words_may_be_bold_and_lead_to_safe_places_only()
    {
        var html = Draw("""{ "type": "TextBlock", "wrap": true, "text": "**b** _i_ [in](/runs/1?a=1&b=2) [out](javascript:x) <i>" }""");

        html.ShouldContain("""<strong>b</strong> <em>i</em> <a href="/runs/1?a=1&amp;b=2" rel="noopener noreferrer">in</a> [out](javascript:x) &lt;i&gt;""");
    }

    [Fact]
    public void A_time_is_an_element_that_the_page_can_write_in_the_readers_zone() =>
        Draw("""{ "type": "TextBlock", "text": "{{DATE(2026-11-21T14:05:00Z, SHORT)}} {{TIME(2026-11-21T15:05:00+01:00)}}" }""")
            .ShouldContain("""<time datetime="2026-11-21T14:05:00Z" data-format="date-short">21 Nov 2026</time> <time datetime="2026-11-21T14:05:00Z" data-format="time">14:05 UTC</time>""");

    [Fact]
    public void Every_kind_of_input_has_a_label_and_a_name()
    {
        var html = Draw("""
            { "type": "Container", "items": [
              { "type": "Input.Number", "id": "n", "label": "N", "value": 3, "min": 1 }, { "type": "Input.Date", "id": "d", "label": "D" },
              { "type": "Input.Time", "id": "t", "label": "T" }, { "type": "Input.Toggle", "id": "b", "title": "B", "value": "true" },
              { "type": "Input.ChoiceSet", "id": "c", "label": "C", "value": "y", "choices": [{ "title": "X", "value": "x" }, { "title": "Y", "value": "y" }] },
              { "type": "Input.ChoiceSet", "id": "r", "label": "R", "style": "expanded", "choices": [{ "title": "X", "value": "x" }] }] }
            """);

        html.ShouldContain("""<input id="c1-1" type="number" name="n" value="3" min="1" step="any">""");
        html.ShouldContain("""type="date" name="d">""");
        html.ShouldContain("""type="time" name="t">""");
        html.ShouldContain("""type="checkbox" name="b" value="true" data-off="false" checked>""");
        html.ShouldContain("""<option value="y" selected>Y</option>""");
        html.ShouldContain("""<legend>R</legend>""");
        html.ShouldContain("""data-name="r" value="x">""");
    }

    [Theory]
    [MemberData(nameof(CardSamplesTests.Samples), MemberType = typeof(CardSamplesTests))]
    public void Ids_are_unique_in_a_card_and_in_its_drawing(string name)
    {
        var card = CardSamplesTests.Bind(name);

        var ids = new List<string>();
        Collect(card.Json, ids);
        ids.ShouldBeUnique();
        System.Text.RegularExpressions.Regex.Matches(HtmlCard.Draw(card, "c1"), " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value).ShouldBeUnique();
    }

    private static void Collect(JsonNode? node, List<string> ids)
    {
        if (node is JsonArray list)
            foreach (var item in list) Collect(item, ids);
        if (node is not JsonObject element) return;
        if (element["type"] is not null && element["id"] is { } id) ids.Add(id.ToString());
        foreach (var (name, child) in element)
            if (name != "data") Collect(child, ids);
    }

    private static string Draw(string element) =>
        HtmlCard.Draw(new BoundCard("x", "A <title>", new JsonObject { ["body"] = new JsonArray(JsonNode.Parse(element)) }, ""), "c1");
}
