using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Tests.Cards;

namespace ChatRuns.Bot.Tests.Slack.Blocks;

public sealed class ActionsTests
{
    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_value_means_something_and_what_it_refers_to_is_kept(string name)
    {
        foreach (var (_, blocks, parts) in Drawn.Everywhere(CardSamplesTests.Bind(name)))
        {
            var values = Pressed(blocks).Where(part => !part.ContainsKey("url")).Select(part => part["value"]!.ToString()).ToList();
            foreach (var (part, hash) in values.Select(SlackPart.Read))
                (part ?? parts[hash!]).ShouldNotBeNull();
            parts.Keys.ShouldBeSubsetOf(values.Select(value => value.TrimStart('#')));
        }
    }

    [Fact]
    public void A_button_says_verb_and_data_in_its_value()
    {
        var button = Drawn.Blocks("[]", """[{ "type": "Action.Execute", "title": "Approve", "verb": "action.approve", "data": { "id": "1.1" }, "style": "positive", "associatedInputs": "none" }]""")[0]!["elements"]![0]!;

        button["style"]!.ToString().ShouldBe("primary");
        var press = SlackPart.Read(button["value"]!.ToString()).Part.ShouldBeOfType<SlackPart.Execute>();
        (press.Verb, press.Data.GetRawText(), press.TakesInputs).ShouldBe(("action.approve", """{"id":"1.1"}""", false));
    }

    [Fact]
    public void Are_you_sure_is_asked_in_a_dialog_of_Slack()
    {
        var button = Drawn.Blocks("[]", """
            [{ "type": "Action.ShowCard", "title": "Approve", "card": { "body": [{ "type": "TextBlock", "text": "This cannot be **undone**." }],
               "actions": [{ "type": "Action.Execute", "title": "Approve, it cannot be undone", "verb": "action.approve", "style": "destructive" }] } }]
            """)[0]!["elements"]![0]!;

        button["style"]!.ToString().ShouldBe("danger");
        button["confirm"]!["text"]!["text"]!.ToString().ShouldBe("This cannot be undone.");
        button["confirm"]!["confirm"]!["text"]!.ToString().ShouldBe("Approve, it cannot be undone");
        SlackPart.Read(button["value"]!.ToString()).Part.ShouldBeOfType<SlackPart.Execute>().Verb.ShouldBe("action.approve");
    }

    [Fact]
    public void A_form_is_kept_and_opens_as_a_modal_that_submits_its_Execute()
    {
        var drawing = BlockKit.Message(Drawn.Card("[]", """
            [{ "type": "Action.ShowCard", "title": "Reject", "card": { "body": [{ "type": "Input.Text", "id": "reason@1042.1", "label": "Reason", "isMultiline": true }],
               "actions": [{ "type": "Action.Execute", "title": "Reject this action because of all", "verb": "action.reject", "data": { "id": "1042.1" } }] } }]
            """), null);

        var form = drawing.Parts.Values.Single().ShouldBeOfType<SlackPart.Form>();
        var view = BlockKit.Modal(form, "form", "{\"a\":1}").View;
        view["title"]!["text"]!.ToString().ShouldBe("Reject");
        view["submit"]!["text"]!.ToString().ShouldBe("Reject this action beca…");
        view["private_metadata"]!.ToString().ShouldBe("{\"a\":1}");
        view["blocks"]![0]!["block_id"]!.ToString().ShouldBe(SlackInputs.BlockOf("reason@1042.1"));
        view["blocks"]!.AsArray().Count.ShouldBe(1);
        var submit = BlockKit.SubmitOf(form);
        (submit.Verb, submit.TakesInputs).ShouldBe(("action.reject", true));
    }

    [Fact]
    public void What_was_kept_as_JSON_opens_the_same_modal()
    {
        foreach (var form in BlockKit.Message(CardSamplesTests.Bind("actions.open"), null).Parts.Values.OfType<SlackPart.Form>())
        {
            var kept = JsonSerializer.Deserialize<SlackPart>(JsonSerializer.Serialize<SlackPart>(form, JsonSerializerOptions.Web), JsonSerializerOptions.Web);

            BlockKit.Modal(kept.ShouldBeOfType<SlackPart.Form>(), "form", "").View.ToJsonString().ShouldBe(BlockKit.Modal(form, "form", "").View.ToJsonString());
        }
    }

    [Fact]
    public void Half_a_form_is_never_sent()
    {
        var inputs = string.Join(',', Enumerable.Range(1, 120).Select(i => $$"""{ "type": "Input.Text", "id": "i{{i}}", "label": "{{i}}" }"""));
        var form = new SlackPart.Form("Edit", JsonNode.Parse($$"""{ "body": [{{inputs}}], "actions": [{ "type": "Action.Execute", "title": "Save", "verb": "action.edit" }] }""")!.AsObject());

        var view = BlockKit.Modal(form, "form", "").View;

        view.ContainsKey("submit").ShouldBeFalse();
        view["blocks"]!.AsArray().ShouldNotContain(block => block!["type"]!.ToString() == "input");
        view["blocks"]![0]!["elements"]![0]!["text"]!.ToString().ShouldStartWith("This form is too long for Slack.");
    }

    [Fact]
    public void Secondary_actions_and_more_than_five_stand_in_a_menu()
    {
        var actions = string.Join(',', Enumerable.Range(1, 6).Select(i => $$"""{ "type": "Action.Execute", "title": "B{{i}}", "verb": "say", "data": { "line": "/{{i}}" } }"""));

        var elements = Drawn.Blocks("[]", $$"""[{{actions}}, { "type": "Action.Execute", "title": "Rare", "verb": "say", "mode": "secondary" }]""")[0]!["elements"]!.AsArray();

        elements.Take(4).Select(element => element!["text"]!["text"]!.ToString()).ShouldBe(["B1", "B2", "B3", "B4"]);
        elements[4]!["type"]!.ToString().ShouldBe("overflow");
        elements[4]!["options"]!.AsArray().Select(option => option!["text"]!["text"]!.ToString()).ShouldBe(["B5", "B6", "Rare"]);
    }

    [Fact]
    public void What_a_row_opens_is_chosen_below_the_table()
    {
        var blocks = BlockKit.Message(CardSamplesTests.Bind("run-list.failed"), Drawn.Page).Blocks;

        var table = blocks.ToList().FindIndex(block => block!["type"]!.ToString() == "data_table");
        var menu = blocks[table + 1]!["elements"]![0]!;
        menu["placeholder"]!["text"]!.ToString().ShouldBe("Open run");
        menu["options"]![0]!["text"]!["text"]!.ToString().ShouldStartWith("#1042 · ");
        SlackPart.Read(menu["options"]![0]!["value"]!.ToString()).Part.ShouldBeOfType<SlackPart.Execute>().Data.GetProperty("line").GetString().ShouldBe("/run 1042");
    }

    [Fact]
    public void A_path_of_our_own_leads_to_the_page_or_is_left_out()
    {
        const string actions = """[{ "type": "Action.OpenUrl", "title": "Report", "url": "/runs/7/report" }, { "type": "Action.Execute", "title": "Open", "verb": "say" }]""";

        var with = BlockKit.Message(Drawn.Card("[]", actions), Drawn.Page).Blocks;
        var without = BlockKit.Message(Drawn.Card("[]", actions), null).Blocks;

        with[0]!["elements"]![0]!["url"]!.ToString().ShouldBe("https://runs.example/runs/7/report");
        without[0]!["elements"]!.AsArray().Single()!["text"]!["text"]!.ToString().ShouldBe("Open");
    }

    [Fact]
    public void A_card_with_inputs_submits_its_main_action_as_a_modal_and_opens_from_the_Home_tab()
    {
        var card = CardSamplesTests.Bind("question.text");

        var view = BlockKit.View(card, "whole", "").View;
        view["submit"]!["text"]!.ToString().ShouldBe("Answer");
        BlockKit.SubmitOf(card)!.Verb.ShouldBe("question.answer");
        Pressed(view["blocks"]!.AsArray()).Select(part => part["text"]!["text"]!.ToString()).ShouldBe(["Open run"]);

        var home = BlockKit.Home([card, card]);
        var answer = Pressed(home.View["blocks"]!.AsArray()).First(part => part["text"]!["text"]!.ToString() == "Answer");
        home.Parts[answer["value"]!.ToString()[1..]].ShouldBeOfType<SlackPart.Whole>().Name.ShouldBe("question");
        Drawn.Objects(home.View).ShouldNotContain(part => part["type"] != null && part["type"]!.ToString() == "input");
    }

    [Fact]
    public void A_Home_tab_of_many_cards_stays_within_100_blocks_and_says_what_is_left_out()
    {
        var card = CardSamplesTests.Bind("actions.decided");

        var blocks = BlockKit.Home([.. Enumerable.Repeat(card, 30)]).View["blocks"]!.AsArray();

        blocks.Count.ShouldBeLessThanOrEqualTo(100);
        blocks[^1]!["elements"]![0]!["text"]!.ToString().ShouldBe("… 10 more");
        SlackRules.Faults("home", blocks).ShouldBeEmpty();
    }

    [Fact]
    public void The_classic_message_holds_no_newer_block_and_is_null_where_there_was_none()
    {
        BlockKit.Message(CardSamplesTests.Bind("run-failed.first"), null).Classic.ShouldBeNull();
        var run = BlockKit.Message(CardSamplesTests.Bind("run.failed"), null);
        run.Blocks.ShouldContain(block => block!["type"]!.ToString() == "plan");
        SlackRules.Faults("classic", run.Classic.ShouldNotBeNull()).ShouldBeEmpty();
    }

    [Fact]
    public void A_redraw_of_the_same_card_is_the_same_blocks()
    {
        var card = CardSamplesTests.Bind("start.form");

        BlockKit.Message(card, Drawn.Page).Blocks.ToJsonString().ShouldBe(BlockKit.Message(card, Drawn.Page).Blocks.ToJsonString());
    }

    // Buttons and options, those of inputs aside.
    private static IEnumerable<JsonObject> Pressed(JsonArray blocks) => blocks.OfType<JsonObject>().Where(block => block["type"]!.ToString() != "input")
        .SelectMany(Drawn.Objects)
        .Where(part => part["type"]?.ToString() == "button" || (part.ContainsKey("value") && part["text"] is JsonObject && !part.ContainsKey("type")));
}
