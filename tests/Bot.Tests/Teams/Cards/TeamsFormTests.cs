using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Tests.Cards;
using ChatRuns.Bot.Tests.Slack.Blocks;

namespace ChatRuns.Bot.Tests.Teams.Cards;

public sealed class TeamsFormTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Fact]
    public void A_form_keeps_ids_kinds_and_values_of_its_inputs_and_sends_the_same()
    {
        var card = CardSamplesTests.Bind("actions.open");
        var button = Drawn.Objects(card.Json).Last(o => o.Text("title") == "Edit");
        var sends = TeamsActions.Executes(button).Single();

        var drawn = TeamsForm.Of(card, "action.edit", TeamsCardTests.Json(sends["data"]!))!.Draw(Sketch.Reader with { Subject = null });

        Inputs(drawn).Select(input => $"{input["id"]} {input["type"]} {input["value"]}").ShouldBe(Inputs(button).Select(input => $"{input["id"]} {input["type"]} {input["value"]}"));
        var submit = drawn.Items("actions").Single();
        submit.Text("type").ShouldBe("Action.Submit");
        var press = TeamsPress.Read(TeamsCardTests.Json(submit["data"]!))!;
        press.Verb.ShouldBe("action.edit");
        JsonNode.DeepEquals(JsonNode.Parse(press.Data.GetRawText()), sends["data"]).ShouldBeTrue();
        Drawn.Objects(drawn).ShouldNotContain(o => o.Text("type") == "Action.Execute");
    }

    [Theory]
    [InlineData("""{ "id": "1043.99", "digest": "d" }""")]
    [InlineData("""{ "id": "1043.1" }""")]
    [InlineData("""{ "id": "1043.1", "digest": "another" }""")]
    [InlineData("""[]""")]
    public void A_form_that_the_card_has_no_more_is_none(string data) =>
        TeamsForm.Of(CardSamplesTests.Bind("actions.open"), "action.edit", TeamsCardTests.Json(JsonNode.Parse(data)!)).ShouldBeNull();

    [Fact]
    public void A_whole_card_is_a_form_too()
    {
        var form = TeamsForm.Of(CardSamplesTests.Bind("start.form"));

        var drawn = form.Draw(Sketch.Reader);

        form.Title.ShouldStartWith("Run ");
        drawn.Items("actions").Single()["data"]!["chatruns"]!["verb"]!.ToString().ShouldBe("agent.start");
        Inputs(drawn).ShouldNotBeEmpty();
    }

    [Fact]
    public void What_is_wrong_stands_beside_the_field_and_above_and_what_was_typed_stays()
    {
        var body = new JsonArray(
            new JsonObject { ["type"] = "Input.Text", ["id"] = "reason@1042.1", ["label"] = "Reason" },
            new JsonObject { ["type"] = "Input.Number", ["id"] = "var.days", ["label"] = "Days", ["value"] = 3 },
            new JsonObject { ["type"] = "Input.Toggle", ["id"] = "var.dry", ["title"] = "Dry", ["value"] = "false" });
        var typed = TeamsCardTests.Json(new JsonObject { ["reason"] = "too long", ["var.days"] = "4.5", ["var.dry"] = "true" });

        var drawn = TeamsForm.Of(Drawn.Card(body.ToJsonString())).Draw(Sketch.Reader, new Dictionary<string, string> { ["reason"] = "At most 3 letters.", ["var.x"] = "Missing. <at>all</at>" }, typed);

        var inputs = Inputs(drawn).ToList();
        inputs[0].Text("label").ShouldBe("Reason · ✕ At most 3 letters.");
        inputs[0].Text("errorMessage").ShouldBe("At most 3 letters.");
        inputs.Select(input => input["value"]!.ToString()).ShouldBe(["too long", "4.5", "true"]);
        inputs[1]["value"]!.GetValueKind().ShouldBe(System.Text.Json.JsonValueKind.Number);
        var above = drawn["body"]![0]!.AsObject();
        above.Text("style").ShouldBe("attention");
        PlainText.Of(new() { ["body"] = new JsonArray(above.DeepClone()) }).ShouldBe("Not saved. Look at what is marked ✕.\n✕ Missing. <\u2060at>all<\u2060/at>");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("1e999")]
    public void A_number_that_is_none_leaves_the_field_empty(string typed)
    {
        var body = """[{ "type": "Input.Number", "id": "var.days", "label": "Days", "value": 3 }]""";

        var drawn = TeamsForm.Of(Drawn.Card(body)).Draw(Sketch.Reader, s_none, TeamsCardTests.Json(new JsonObject { ["var.days"] = typed }));

        Inputs(drawn).Single().ContainsKey("value").ShouldBeFalse();
        drawn["body"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public void The_second_question_shows_exactly_what_will_happen_and_can_be_left()
    {
        var card = CardSamplesTests.Bind("actions.open");
        var risky = Drawn.Objects(card.Json).Single(o => o.Text("title") == "Approve, it cannot be undone");

        var asked = TeamsQuestion.Draw(card, "action.approve", TeamsCardTests.Json(risky["data"]!), Sketch.Reader with { Subject = null })!;

        var words = PlainText.Of(asked);
        words.ShouldStartWith("Approve this?");
        words.ShouldContain("Delete old.iso");
        words.ShouldContain("/data/box/old.iso");
        words.ShouldContain("This cannot be undone.");
        words.ShouldNotContain("report-2024");
        asked.Items("actions").Select(action => $"{action["type"]} {action["data"]!["chatruns"]!["verb"]}").ShouldBe(["Action.Submit action.approve", "Action.Submit card.close"]);
        Sketch.Actions(asked).Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("run.live")]
    [InlineData("run.asking")]
    public void Canceling_a_run_asks_in_its_own_words_and_takes_no_inputs_along(string sample)
    {
        var card = CardSamplesTests.Bind(sample);
        var stops = Drawn.Objects(card.Json).Single(o => o.Text("title") == "Stop this run");

        var asked = TeamsQuestion.Draw(card, "say", TeamsCardTests.Json(stops["data"]!), Sketch.Decider with { Subject = null })!;

        var words = PlainText.Of(asked);
        words.ShouldStartWith("Cancel run?");
        words.ShouldContain("What it has done so far stays done.");
        Inputs(asked).ShouldBeEmpty();
        asked.Items("actions").Select(action => action.Text("title")).ShouldBe(["Stop this run", "Cancel"]);
    }

    [Fact]
    public void In_place_of_the_card_the_second_question_gives_the_card_back()
    {
        var card = CardSamplesTests.Bind("actions.open");
        var risky = Drawn.Objects(card.Json).Single(o => o.Text("title") == "Approve, it cannot be undone");

        var asked = TeamsQuestion.Draw(card, "action.approve", TeamsCardTests.Json(risky["data"]!), Sketch.Decider)!;

        Sketch.Verbs(asked).ShouldBe(["action.approve", TeamsCard.RefreshVerb]);
        asked.Items("actions").Last()["data"]!.ToJsonString().ShouldBe("""{"subject":"run/1042"}""");
    }

    [Fact]
    public void What_changed_meanwhile_is_not_asked_for() =>
        TeamsQuestion.Draw(CardSamplesTests.Bind("actions.open"), "action.approve", TeamsCardTests.Json(new JsonObject { ["id"] = "1043.3", ["digest"] = "other" }), Sketch.Decider).ShouldBeNull();

    [Theory]
    [InlineData("""{ "chatruns": { "verb": "agent.choose" }, "agent": "site-check", "test": "false" }""", "/agent site-check run")]
    [InlineData("""{ "chatruns": { "verb": "agent.choose" }, "agent": "site-check", "test": "true" }""", "/agent site-check test")]
    [InlineData("""{ "chatruns": { "verb": "agent.choose" }, "agent": "site-check run all", "test": "true" }""", null)]
    [InlineData("""{ "chatruns": { "verb": "agent.choose" } }""", null)]
    [InlineData("""{ "chatruns": { "verb": "agent.start" }, "agent": "site-check" }""", null)]
    public void The_dialog_for_an_agent_says_a_line(string value, string? expected) => TeamsMenus.LineOf(TeamsPressTests.Read(value)!).ShouldBe(expected);

    [Fact]
    public void Agents_are_offered_while_somebody_types()
    {
        var menu = Inputs(TeamsMenus.ChooseAgent()).First();

        menu["choices.data"]!.ToJsonString().ShouldBe("""{"type":"Data.Query","dataset":"agents"}""");
    }

    private static IEnumerable<JsonObject> Inputs(JsonNode? node) => Drawn.Objects(node).Where(o => o.Text("type").StartsWith("Input.", StringComparison.Ordinal));

    [Theory]
    [InlineData("reason", "Not saved. Look at what is marked ✕.")]
    [InlineData("run", "Not saved.")]
    public void What_is_marked_is_pointed_to_only_where_something_is(string name, string said)
    {
        var card = CardSamplesTests.Bind("actions.open");
        var form = TeamsForm.Of(card, "action.reject", TeamsCardTests.Json(TeamsActions.Executes((System.Text.Json.Nodes.JsonObject)FindReject(card.Json)!).First()["data"]!))!;

        var drawn = form.Draw(Sketch.Decider, new Dictionary<string, string> { [name] = "It is wrong." });

        drawn["body"]![0]!["items"]![0]!["inlines"]![0]!["text"]!.ToString().ShouldBe(said);
    }

    private static System.Text.Json.Nodes.JsonNode? FindReject(System.Text.Json.Nodes.JsonNode? node) => node switch
    {
        System.Text.Json.Nodes.JsonObject o when (string?)o["title"] == "Reject" => o,
        System.Text.Json.Nodes.JsonObject o => o.Select(m => FindReject(m.Value)).FirstOrDefault(found => found is not null),
        System.Text.Json.Nodes.JsonArray list => list.Select(FindReject).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
