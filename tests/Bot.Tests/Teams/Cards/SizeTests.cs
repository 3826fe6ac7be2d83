using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Tests.Cards;
using ChatRuns.Bot.Tests.Slack.Blocks;

namespace ChatRuns.Bot.Tests.Teams.Cards;

public sealed class SizeTests
{
    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_fits_whole(string name) =>
        Drawn.Objects(TeamsCard.Draw(CardSamplesTests.Bind(name), Sketch.Decider with { Forms = TeamsForms.DialogWhenTight })).ShouldNotContain(o => o.Text("text").StartsWith("… ", StringComparison.Ordinal) && o.Text("text").EndsWith(" more", StringComparison.Ordinal));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_a_thousand_rows_as_many_stay_as_fit_and_the_card_says_how_many_more_there_are(bool isHead)
    {
        var drawn = TeamsCard.Draw(Bound([Words("Runs"), Table(1000, isHead), Words("20 of 241 runs")]), Sketch.Reader);

        Fits(drawn);
        var rows = drawn["body"]![1]!["rows"]!.AsArray();
        rows.Count.ShouldBeInRange(20, 999);
        rows[^1]!["cells"]![0]!["items"]![0]!["text"]!.ToString().ShouldBe($"#{rows.Count - (isHead ? 2 : 1)}");
        Texts(drawn).ShouldContain("20 of 241 runs");
        Texts(drawn).Last().ShouldBe(string.Create(CultureInfo.InvariantCulture, $"… {1000 + (isHead ? 1 : 0) - rows.Count:N0} more"));
        drawn["actions"]!.AsArray().Single()!["url"]!.ToString().ShouldBe(Sketch.Reader.Page!.AbsoluteUri);
    }

    [Fact]
    public void Rows_of_a_wide_table_are_cut_as_well()
    {
        var table = Table(1000, true);
        table["columns"] = new JsonArray([.. Enumerable.Range(0, 5).Select(_ => new JsonObject { ["width"] = 1 })]);

        var drawn = TeamsCard.Draw(Bound([Words("Runs"), table, Words("20 of 241 runs")]), Sketch.Reader);

        Fits(drawn);
        var rows = drawn["body"]![1]!["items"]!.AsArray();
        rows.Count.ShouldBeInRange(20, 999);
        Texts(drawn).ShouldBe(["Runs", "20 of 241 runs", string.Create(CultureInfo.InvariantCulture, $"… {1000 - rows.Count:N0} more")]);
    }

    [Fact]
    public void Without_an_address_the_line_stands_alone() =>
        TeamsCard.Draw(Bound([Words("Runs"), Table(1000, true)]), Sketch.Reader with { Page = null }).ContainsKey("actions").ShouldBeFalse();

    [Fact]
    public void Of_a_thousand_actions_those_that_stay_are_whole_and_nobody_approves_what_is_not_shown()
    {
        JsonObject[] items = [.. Enumerable.Range(0, 1000).Select(Item)];
        var many = new JsonArray(
            new JsonObject { ["type"] = "Action.Execute", ["title"] = "Approve these 1,000", ["verb"] = "actions.approve", ["data"] = new JsonObject { ["items"] = new JsonArray("1:a") } },
            new JsonObject { ["type"] = "Action.Execute", ["title"] = "Open run", ["verb"] = "say", ["data"] = new JsonObject() });
        var whole = new TeamsElements(Sketch.Decider with { HasFallback = false, IsTight = true }).Draw(new JsonArray([.. items.Select(item => item.DeepClone())]));

        var drawn = TeamsCard.Draw(Bound([Words("Proposes"), .. items, Words("Who may decide")], many), Sketch.Decider);

        Fits(drawn);
        var shown = drawn.Items("body").Where(element => element.Text("type") == "Container").ToList();
        shown.Count.ShouldBeInRange(5, 999);
        foreach (var (item, place) in shown.Select((item, place) => (item, place))) JsonNode.DeepEquals(item, whole[place]).ShouldBeTrue();
        Texts(drawn).Last().ShouldBe($"… {1000 - shown.Count} more");
        Texts(drawn).ShouldContain("Who may decide");
        drawn.Items("actions").Select(action => action.Text("title")).ShouldBe(["Open run", "Show all"]);
    }

    [Fact]
    public void What_is_cut_is_said_with_how_to_see_it()
    {
        Texts(TeamsCard.Draw(Bound([Words("Runs"), Table(1000, true)]) with { Name = "run-list" }, Sketch.Reader)).Last().ShouldEndWith(" more · for shorter pages: per 10");
    }

    [Fact]
    public void Nobody_rejects_what_is_not_shown_where_the_reason_is_asked_in_a_dialog()
    {
        JsonObject[] items = [.. Enumerable.Range(0, 1000).Select(Item)];
        var reject = Form(1, "");
        reject["card"]!["actions"]![0]!["verb"] = "actions.reject";

        var drawn = TeamsCard.Draw(Bound([Words("Proposes"), .. items], [reject]), Sketch.Decider with { Forms = TeamsForms.DialogWhenTight });

        Texts(drawn).Last().ShouldEndWith(" more");
        drawn.Items("actions").Select(action => action.Text("title")).ShouldBe(["Show all"]);
    }

    [Fact]
    public void What_is_long_for_its_forms_has_them_in_dialogs_where_that_is_wanted()
    {
        var card = Bound([Words("Proposes"), .. Enumerable.Range(0, 20).Select(Item)]);

        var drawn = TeamsCard.Draw(card, Sketch.Decider with { Forms = TeamsForms.DialogWhenTight });

        drawn.Items("body").Count(element => element.Text("type") == "Container").ShouldBe(20);
        Fits(drawn);
    }

    [Fact]
    public void An_item_longer_than_a_card_is_left_out_whole()
    {
        var item = Item(1);
        item["items"]!.AsArray().Insert(0, Table(1000, false));

        var drawn = TeamsCard.Draw(Bound([Words("Proposes"), Item(0), item]), Sketch.Decider);

        drawn.Items("body").Count(element => element.Text("type") == "Container").ShouldBe(1);
        Texts(drawn).Last().ShouldBe("… 1 more");
    }

    [Fact]
    public void One_action_with_long_arguments_is_shown_whole_above_its_buttons()
    {
        var item = Item(1);
        item["items"]!.AsArray().Insert(0, Words(new string('x', 33_000)));

        var drawn = TeamsCard.Draw(Bound([Words("Proposes"), item]), Sketch.Decider);

        Texts(drawn).ShouldBe(["Proposes"]);
        Sketch.Verbs(drawn).ShouldContain("action.approve");
        TeamsSize.IsTooLong(drawn).ShouldBeFalse();
    }

    [Fact]
    public void A_long_log_keeps_its_beginning()
    {
        var runs = new JsonArray([.. Enumerable.Range(0, 500).Select(i => new JsonObject { ["type"] = "TextRun", ["text"] = $"{i} {new string('x', 100)}\n" })]);

        var drawn = TeamsCard.Draw(Bound([Words("Log"), new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = runs }]), Sketch.Reader);

        Fits(drawn);
        var left = drawn["body"]![1]!["inlines"]!.AsArray().Count;
        left.ShouldBeInRange(50, 499);
        Texts(drawn).Last().ShouldBe($"… {500 - left} more");
    }

    [Fact]
    public void A_form_may_be_longer_and_is_never_cut()
    {
        var card = Bound([.. Enumerable.Range(0, 230).Select(Field)], [new JsonObject { ["type"] = "Action.Execute", ["title"] = "Start", ["verb"] = "agent.start", ["data"] = new JsonObject() }]);

        var drawn = TeamsForm.Of(card).Draw(Sketch.Decider);

        TeamsSize.Of(drawn).ShouldBeGreaterThan(TeamsSize.Budget);
        TeamsSize.IsTooLong(drawn).ShouldBeFalse();
        drawn["body"]!.AsArray().Count.ShouldBe(230);
    }

    [Fact]
    public void A_form_that_Teams_would_refuse_cannot_be_sent_and_says_where_to_go()
    {
        var card = Bound([Words("Run it"), .. Enumerable.Range(0, 2000).Select(Field)], [new JsonObject { ["type"] = "Action.Execute", ["title"] = "Start", ["verb"] = "agent.start", ["data"] = new JsonObject() }]);

        foreach (var drawn in new[] { TeamsCard.Draw(card, Sketch.Decider), TeamsForm.Of(card).Draw(Sketch.Decider) })
        {
            Fits(drawn);
            Drawn.Objects(drawn).ShouldNotContain(o => o.Text("type").StartsWith("Input.", StringComparison.Ordinal));
            drawn.Items("actions").Select(action => action.Text("type")).ShouldBe(["Action.OpenUrl"]);
            Texts(drawn).Last().ShouldStartWith("This is too long for Teams.");
        }
    }

    [Fact]
    public void A_giant_of_every_kind_is_never_refused_by_Teams()
    {
        var giant = new string('✓', 60_000);
        JsonObject[] kinds =
        [
            Words(giant), new() { ["type"] = "Container", ["items"] = new JsonArray(Words(giant)) }, Field(1, giant), Table(3000, true),
            new() { ["type"] = "ActionSet", ["actions"] = new JsonArray(Form(1, giant)) }, new() { ["type"] = "ColumnSet", ["columns"] = new JsonArray(new JsonObject { ["type"] = "Column", ["items"] = new JsonArray(Words(giant)) }) },
        ];

        foreach (var kind in kinds)
            foreach (var before in new[] { true, false })
                TeamsSize.IsTooLong(TeamsCard.Draw(Bound(before ? [Words("Head"), kind] : [kind], [Form(2, giant)]), Sketch.Decider)).ShouldBeFalse(kind.Text("type"));
    }

    private static void Fits(JsonObject card)
    {
        TeamsSize.Of(card).ShouldBeLessThanOrEqualTo(TeamsSize.Budget);
        TeamsSize.IsTooLong(card).ShouldBeFalse();
    }

    private static List<string> Texts(JsonObject card) => [.. card.Items("body").Where(element => element.Text("type") == "TextBlock").Select(element => element.Text("text"))];

    private static BoundCard Bound(IEnumerable<JsonNode> body, JsonArray? actions = null) =>
        new("x", "A title", new() { ["body"] = new JsonArray([.. body.Select(element => element.DeepClone())]), ["actions"] = actions?.DeepClone() ?? new JsonArray() }, "words");

    private static JsonObject Words(string words) => new() { ["type"] = "TextBlock", ["text"] = words };

    private static JsonObject Table(int count, bool isHead)
    {
        static JsonObject Row(string first) => new()
        {
            ["type"] = "TableRow",
            ["cells"] = new JsonArray(new JsonObject { ["type"] = "TableCell", ["items"] = new JsonArray(Words(first)), ["selectAction"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = "Open", ["verb"] = "say", ["data"] = new JsonObject { ["line"] = first } } }),
        };

        return new() { ["type"] = "Table", ["firstRowAsHeader"] = isHead, ["rows"] = new JsonArray([.. (isHead ? new[] { "Head" } : []).Concat(Enumerable.Range(0, count).Select(i => $"#{i}")).Select(Row)]) };
    }

    private static JsonObject Item(int i) => new()
    {
        ["type"] = "Container",
        ["items"] = new JsonArray(Words($"{i}. Archive it"), new JsonObject { ["type"] = "ActionSet", ["actions"] = new JsonArray(Execute("action.approve", i), Form(i, new string('v', 1500))) }),
    };

    private static JsonObject Form(int i, string value) => new()
    {
        ["type"] = "Action.ShowCard",
        ["title"] = "Edit",
        ["card"] = new JsonObject { ["type"] = "AdaptiveCard", ["body"] = new JsonArray(Field(i, value)), ["actions"] = new JsonArray(Execute("action.edit", i)) },
    };

    private static JsonObject Execute(string verb, int i) => new() { ["type"] = "Action.Execute", ["title"] = "Do it", ["verb"] = verb, ["data"] = new JsonObject { ["id"] = $"1.{i}", ["digest"] = "d" } };

    private static JsonObject Field(int i) => Field(i, "value");

    private static JsonObject Field(int i, string value) => new() { ["type"] = "Input.Text", ["id"] = $"var.{i}", ["label"] = $"Variable number {i}", ["value"] = value, ["placeholder"] = "what it is for, in some words of its own" };
}
