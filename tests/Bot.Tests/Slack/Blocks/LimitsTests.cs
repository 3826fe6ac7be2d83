using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Tests.Cards;

namespace ChatRuns.Bot.Tests.Slack.Blocks;

public sealed class LimitsTests
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 2500).Select(i => "x😀é👩‍🚀"[(i % 2)..]));

    private static readonly Lazy<Dictionary<string, BoundCard>> All = new(MakeGiants);

    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    public static TheoryData<string> Giants() => [.. All.Value.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_keeps_every_limit_on_every_surface(string name) => Check(CardSamplesTests.Bind(name));

    [Theory]
    [MemberData(nameof(Giants))]
    public void A_giant_keeps_every_limit_on_every_surface(string name) => Check(All.Value[name]);

    [Theory]
    [MemberData(nameof(Giants))]
    public void What_did_not_fit_is_said_and_the_whole_is_one_press_away(string name)
    {
        var drawing = BlockKit.Message(All.Value[name], Drawn.Page);
        if (drawing.Parts.Values.OfType<SlackPart.Whole>().SingleOrDefault() is not { } whole) return;

        var json = drawing.Blocks.ToJsonString(new(System.Text.Json.JsonSerializerOptions.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        json.ShouldContain("… ");
        json.ShouldContain(" more\"");
        json.ShouldContain("\"Show all\"");
        json.ShouldContain(Drawn.Page.AbsoluteUri);
        whole.Title.ShouldBe("A title");
    }

    [Fact]
    public void Where_something_was_cut_nothing_is_approved_below_it()
    {
        var items = string.Join(',', Enumerable.Range(1, 60).Select(i => $$$"""
            { "type": "Container", "separator": true, "items": [{ "type": "TextBlock", "text": "{{{i}}}" },
              { "type": "ActionSet", "actions": [{ "type": "Action.Execute", "title": "Approve", "verb": "action.approve", "data": { "id": "{{{i}}}" } }] }] }
            """));

        var drawing = BlockKit.Message(Drawn.Card($"[{items}]", """
            [{ "type": "Action.Execute", "title": "Approve these", "verb": "actions.approve" },
             { "type": "Action.ShowCard", "title": "Reject all", "card": { "body": [{ "type": "Input.Text", "id": "r" }], "actions": [{ "type": "Action.Execute", "verb": "actions.reject" }] } },
             { "type": "Action.Execute", "title": "Open run", "verb": "say", "data": { "line": "/run 1" } }]
            """), Drawn.Page);

        var titles = Drawn.Objects(drawing.Blocks).Where(part => part["type"]?.ToString() == "button").Select(part => part["text"]!["text"]!.ToString()).ToList();
        titles.ShouldNotContain("Approve these");
        titles.ShouldNotContain("Reject all");
        titles.ShouldContain("Open run");
        titles.Last().ShouldBe("Open run");
        titles.ShouldContain("Show all");
        drawing.Blocks.Count.ShouldBeLessThanOrEqualTo(50);
    }

    [Fact]
    public void What_is_left_out_is_counted_in_entries_and_no_entry_stands_in_half()
    {
        var items = Many(40, i => new JsonObject
        {
            ["type"] = "Container",
            ["separator"] = true,
            ["items"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = $"Headline {i}." }, Runs($"Facts {i}.", "Small"), new JsonObject { ["type"] = "ActionSet", ["actions"] = new JsonArray(Execute(i, "")) }),
        });
        var brief = Drawn.Card("""[{ "type": "TextBlock", "text": "short" }]""");

        var blocks = BlockKit.Home([Drawn.Card(items), brief, brief]).View["blocks"]!.AsArray();

        var json = blocks.ToJsonString();
        var shown = Enumerable.Range(0, 40).Where(i => json.Contains($"Headline {i}.", StringComparison.Ordinal)).ToList();
        shown.Count.ShouldBe(7);
        shown.ShouldAllBe(i => json.Contains($"Facts {i}.") && json.Contains($"Do {i} "));
        Drawn.Objects(blocks).Select(part => part["text"]).OfType<JsonValue>().Select(text => text.ToString()).ShouldContain("… 33 more");
    }

    private static void Check(BoundCard card)
    {
        foreach (var (surface, blocks, _) in Drawn.Everywhere(card)) SlackRules.Faults(surface, blocks).ShouldBeEmpty();
        var text = BlockKit.Message(card, Drawn.Page).Text;
        text.Length.ShouldBeInRange(1, 4000);
        text.ShouldNotContain("<");
    }

    private static Dictionary<string, BoundCard> MakeGiants() => new()
    {
        ["a table of 1,000 rows"] = Drawn.Card($"[{Table(1000, "a row")}]", text: Long),
        ["a table of long cells"] = Drawn.Card($"[{Table(8, Long)}]"),
        ["a list of 1,000 rows"] = Drawn.Card($"[{Table(1000, "a row", isHead: false)}]"),
        ["two tables"] = Drawn.Card($"[{Table(3, "one")},{Table(3, "two")}]"),
        ["100 actions"] = Drawn.Card("[]", Many(100, i => Execute(i, ""))),
        ["300 actions"] = Drawn.Card("[]", Many(300, i => Execute(i, ""))),
        ["100 links"] = Drawn.Card("[]", Many(100, i => new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Link", ["url"] = $"https://a.example/{i}" })),
        ["actions with long titles and data"] = Drawn.Card("[]", Many(5, i => Execute(i, Long))),
        ["100 rows of buttons"] = Drawn.Card(Many(100, i => new JsonObject { ["type"] = "ActionSet", ["actions"] = new JsonArray(Execute(i, "")) })),
        ["texts of 10,000 characters"] = Drawn.Card(Many(5, _ => Runs(Long, ""))),
        ["one endless text in a quotation"] = Drawn.Card(new JsonArray(new JsonObject { ["type"] = "Container", ["style"] = "attention", ["items"] = new JsonArray(Runs(Long, ""), Runs(Long, "Small")) }).ToJsonString()),
        ["a long title"] = Drawn.Card(new JsonArray(new JsonObject { ["type"] = "Container", ["bleed"] = true, ["items"] = new JsonArray(Runs(Long, "Medium"), Runs(Long, "Small")) }).ToJsonString()),
        ["200 paragraphs apart"] = Drawn.Card(Many(200, i => new JsonObject { ["type"] = "TextBlock", ["text"] = $"{i}", ["separator"] = true })),
        ["150 inputs"] = Drawn.Card(Many(150, i => new JsonObject { ["type"] = "Input.Text", ["id"] = $"i{i}", ["label"] = Long[..2100], ["placeholder"] = Long[..200], ["value"] = "v" })),
        ["every input at its limit"] = Drawn.Card(Inputs(), """[{ "type": "Action.Execute", "title": "Send it all to where it belongs", "verb": "send" }]"""),
        ["a context of many times"] = Drawn.Card(new JsonArray(Runs(string.Concat(Enumerable.Repeat("at {{TIME(2026-11-21T14:05:00Z)}} ", 30)), "Small")).ToJsonString()),
        ["120 steps"] = Drawn.Card(Many(120, i => Step(i, "a line"))),
        ["steps of long output"] = Drawn.Card(Many(10, i => Step(i, Long))),
        ["forms within"] = Drawn.Card("[]", Many(3, i => new JsonObject { ["type"] = "Action.ShowCard", ["title"] = Long, ["card"] = new JsonObject { ["body"] = new JsonArray(new JsonObject { ["type"] = "Input.Text", ["id"] = $"r{i}" }, Runs(Long, "")), ["actions"] = new JsonArray(Execute(i, Long)) } })),
        ["nothing"] = Drawn.Card("[]"),
    };

    private static string Table(int rows, string text, bool isHead = true)
    {
        JsonArray Cells(Func<int, JsonNode> cell) => new([.. Enumerable.Range(0, 5).Select(i => (JsonNode)new JsonObject { ["items"] = new JsonArray(cell(i)), ["type"] = "TableCell" })]);
        var list = new JsonArray();
        if (isHead) list.Add((JsonNode)new JsonObject { ["type"] = "TableRow", ["cells"] = Cells(i => new JsonObject { ["type"] = "TextBlock", ["text"] = $"Head {i}" }) });
        for (var i = 0; i < rows; i++)
        {
            var cells = Cells(place => place == 0 ? new JsonObject { ["type"] = "TextBlock", ["text"] = $"#{i}" } : Runs(text, ""));
            cells[0]!["selectAction"] = Execute(i, "");
            list.Add((JsonNode)new JsonObject { ["type"] = "TableRow", ["cells"] = cells });
        }

        return new JsonObject { ["type"] = "Table", ["firstRowAsHeader"] = isHead, ["rows"] = list }.ToJsonString();
    }

    private static JsonObject Runs(string text, string size) => new()
    {
        ["type"] = "RichTextBlock",
        ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = text, ["size"] = size, ["isSubtle"] = size == "Small" }),
    };

    private static JsonObject Execute(int i, string more) => new()
    {
        ["type"] = "Action.Execute", ["title"] = string.Create(CultureInfo.InvariantCulture, $"Do {i} {more}"), ["verb"] = "say", ["data"] = new JsonObject { ["line"] = $"/run {i} {more}" },
    };

    private static JsonObject Step(int i, string output) => new()
    {
        ["type"] = "Container",
        ["items"] = new JsonArray(
            new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(Run("✓ "), Run($"{i}. "), Run("name")) },
            Runs("took 1 s", "Small"),
            new JsonObject { ["type"] = "Container", ["items"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = "Output" }, new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = output, ["fontType"] = "Monospace" }) }) }),
    };

    private static JsonObject Run(string text) => new() { ["type"] = "TextRun", ["text"] = text };

    private static string Many(int count, Func<int, JsonNode> make) => new JsonArray([.. Enumerable.Range(0, count).Select(make)]).ToJsonString();

    private static string Inputs()
    {
        JsonArray Choices(int count, string text) => new([.. Enumerable.Range(0, count).Select(i => (JsonNode)new JsonObject { ["title"] = $"{i} {text}", ["value"] = $"{i}{text}" })]);
        return new JsonArray(
            new JsonObject { ["type"] = "Input.Text", ["id"] = "long", ["label"] = "Long", ["value"] = Long },
            new JsonObject { ["type"] = "Input.Text", ["id"] = Long, ["label"] = "An id that is too long" },
            new JsonObject { ["type"] = "Input.Text", ["id"] = "twice" },
            new JsonObject { ["type"] = "Input.Text", ["id"] = "twice" },
            new JsonObject { ["type"] = "Input.ChoiceSet", ["id"] = "c250", ["choices"] = Choices(250, ""), ["placeholder"] = Long },
            new JsonObject { ["type"] = "Input.ChoiceSet", ["id"] = "c30", ["style"] = "expanded", ["choices"] = Choices(30, ""), ["isMultiSelect"] = true, ["value"] = "3,4" },
            new JsonObject { ["type"] = "Input.ChoiceSet", ["id"] = "long-values", ["choices"] = Choices(3, Long) },
            new JsonObject { ["type"] = "Input.ChoiceSet", ["id"] = "none", ["choices"] = new JsonArray() },
            new JsonObject { ["type"] = "Input.Number", ["id"] = "n", ["value"] = 3.5, ["min"] = 1, ["max"] = 10 },
            new JsonObject { ["type"] = "Input.Date", ["id"] = "d", ["value"] = "2026-11-21" },
            new JsonObject { ["type"] = "Input.Time", ["id"] = "t", ["value"] = "14:05" },
            new JsonObject { ["type"] = "Input.Toggle", ["id"] = "b", ["title"] = Long, ["value"] = "true" }).ToJsonString();
    }
}
