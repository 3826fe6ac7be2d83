using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Tests.Cards;
using ChatRuns.Bot.Tests.Slack.Blocks;

namespace ChatRuns.Bot.Tests.Teams.Cards;

public sealed class TeamsCardTests
{
    public static TheoryData<string> Samples() => CardSamplesTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_card_uses_the_full_width_and_nothing_that_Teams_does_not_take(string name)
    {
        var card = TeamsCard.Draw(CardSamplesTests.Bind(name), Sketch.Decider);

        card["version"]!.ToString().ShouldBe("1.5");
        card["msteams"]!.ToJsonString().ShouldBe("""{"width":"Full"}""");
        foreach (var part in Drawn.Objects(card))
        {
            part.ContainsKey("speak").ShouldBeFalse();
            part.Text("type").ShouldNotStartWith("ChatRuns.");
            if (part["actions"] is JsonArray actions) actions.Count(action => action!["mode"]?.ToString() != "secondary").ShouldBeLessThanOrEqualTo(6);
            if (part.Text("type") == "Action.OpenUrl") part.Text("url").ShouldStartWith("https://");
            if (part.Text("type") is "Chart.VerticalBar.Grouped" or "ProgressBar") part["fallback"].ShouldNotBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_old_client_sends_the_same_verb_and_data(string name)
    {
        foreach (var action in Sketch.Actions(TeamsCard.Draw(CardSamplesTests.Bind(name), Sketch.Decider)).Where(action => action.Text("type") == "Action.Execute"))
        {
            var modern = TeamsPress.Read(Json(new JsonObject { ["action"] = action.DeepClone() }));
            var older = TeamsPress.Read(Json(TeamsActions.Submit(action)["data"]!));

            older!.Verb.ShouldBe(modern!.Verb);
            older.Data.GetRawText().ShouldBe(modern.Data.GetRawText());
        }
    }

    [Fact]
    public void Every_button_has_a_fallback_where_old_clients_need_it_and_none_where_they_do_not()
    {
        var card = CardSamplesTests.Bind("actions.open");
        bool HasFallback(TeamsView view) => Drawn.Objects(TeamsCard.Draw(card, view)["body"]).Where(o => o.Text("type") == "Action.Execute").All(o => o.Text("title").Length > 0 && (o["fallback"] as JsonObject)?.Text("type") == "Action.Submit");

        HasFallback(Sketch.Decider).ShouldBeTrue();
        TeamsCard.Draw(card, Sketch.Decider with { HasFallback = false }).ToJsonString().ShouldNotContain("fallback");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Who_may_not_decide_sees_no_button_that_decides(string name)
    {
        var card = CardSamplesTests.Bind(name);

        Sketch.Verbs(TeamsCard.Draw(card, Sketch.Reader)).Where(DecisionVerbs.Has).ShouldBeEmpty();
        Sketch.Verbs(TeamsCard.Draw(card, Sketch.Decider)).Where(DecisionVerbs.Has).ShouldBe(Sketch.Verbs(card.Json).Where(DecisionVerbs.Has));
    }

    [Fact]
    public void Who_may_not_decide_sees_all_else()
    {
        var card = CardSamplesTests.Bind("actions.open");

        Sketch.Verbs(TeamsCard.Draw(card, Sketch.Reader)).ShouldBe(["say"]);
        PlainText.Of(TeamsCard.Draw(card, Sketch.Reader)).ShouldBe(card.Text);
    }

    [Fact]
    public void A_card_asks_to_be_refreshed_for_at_most_sixty_people_and_for_nobody_without_a_subject()
    {
        var many = Sketch.Decider with { Subject = "actions/1042", RefreshFor = [.. Enumerable.Range(0, 100).Select(i => $"29:{i}")] };

        var refresh = Sketch.Draw("[]", view: many)["refresh"]!;

        refresh["action"]!["verb"]!.ToString().ShouldBe(TeamsCard.RefreshVerb);
        refresh["action"]!["data"]!.ToJsonString().ShouldBe("""{"subject":"actions/1042"}""");
        refresh["userIds"]!.AsArray().Count.ShouldBe(60);
        Sketch.Draw("[]", view: many with { Subject = null }).ContainsKey("refresh").ShouldBeFalse();
        Sketch.Draw("[]", view: many with { RefreshFor = [] }).ContainsKey("refresh").ShouldBeFalse();
    }

    [Fact]
    public void Six_buttons_are_shown_and_the_rest_is_behind_the_dots()
    {
        var actions = new JsonArray([.. Enumerable.Range(0, 9).Select(i => new JsonObject { ["type"] = "Action.Execute", ["title"] = $"  Do {i}  ", ["verb"] = "say", ["data"] = new JsonObject() })]);

        var drawn = Sketch.Draw("[]", actions.ToJsonString())["actions"]!.AsArray();

        drawn.Select(action => action!["mode"]?.ToString()).ShouldBe([null, null, null, null, null, null, "secondary", "secondary", "secondary"]);
        drawn[8]!["fallback"]!["mode"]!.ToString().ShouldBe("secondary");
        drawn[0]!["title"]!.ToString().ShouldBe("Do 0");
    }

    [Theory]
    [InlineData("https://shop.example/a", false, "https://shop.example/a")]
    [InlineData("http://127.0.0.1:5080/runs/1", false, null)]
    [InlineData("http://127.0.0.1:5080/runs/1", true, "http://127.0.0.1:5080/runs/1")]
    [InlineData("/files/3", false, "https://runs.example/files/3")]
    [InlineData("//evil.example/x", true, null)]
    [InlineData("javascript:alert(1)", true, null)]
    [InlineData("file:///etc/passwd", true, null)]
    public void A_link_is_https_unless_http_is_allowed(string url, bool allowsHttp, string? expected)
    {
        var actions = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open", ["url"] = url }).ToJsonString();

        var drawn = Sketch.Draw("[]", actions, Sketch.Decider with { AllowsHttp = allowsHttp });

        drawn["actions"]?[0]?["url"]?.ToString().ShouldBe(expected);
    }

    [Fact]
    public void A_path_of_ours_leads_nowhere_when_nobody_knows_our_address() =>
        Sketch.Draw("[]", """[{ "type": "Action.OpenUrl", "title": "Open", "url": "/files/3" }]""", Sketch.Decider with { Page = null }).ContainsKey("actions").ShouldBeFalse();

    [Fact]
    public void Metrics_are_a_chart_of_Teams_with_the_numbers_of_the_card()
    {
        var bound = CardSamplesTests.Bind("metrics.all");
        var weeks = Drawn.Objects(bound.Json).Single(o => o.Text("type") == "ChatRuns.Bars").Items("bars").ToList();

        var chart = Drawn.Objects(TeamsCard.Draw(bound, Sketch.Reader)).Single(o => o.Text("type") == "Chart.VerticalBar.Grouped");

        chart.Items("data").Select(series => series.Text("legend")).ShouldBe(["Approved", "Rejected", "Done by itself"]);
        foreach (var (series, place) in chart.Items("data").Select((series, place) => (series, place)))
        {
            series.Items("values").Select(value => value.Text("x")).ShouldBe(["31 Aug", "7 Sep", "14", "21", "28", "5 Oct", "12", "19", "26", "2 Nov", "9", "16"]);
            series.Items("values").Select(value => value["y"]!.GetValue<long>()).ShouldBe(weeks.Select(week => (long)week["values"]![place]!.GetValue<double>()));
        }

        Drawn.Objects(chart["fallback"]).Single(o => o.Text("type") == "FactSet")["facts"]!.AsArray().Count.ShouldBe(12);
    }

    [Fact]
    public void Of_a_table_with_many_columns_each_row_is_an_entry_that_says_all_of_it_and_is_pressed_as_a_whole()
    {
        var bound = CardSamplesTests.Bind("run-list.failed");

        var entries = Drawn.Objects(TeamsCard.Draw(bound, Sketch.Reader)).Where(o => o.Text("type") == "ColumnSet").ToList();

        entries.Count.ShouldBe(Drawn.Objects(bound.Json).Count(o => o.Text("type") == "TableRow") - 1);
        entries.ShouldAllBe(entry => entry.Items("columns").Count() == 3 && Sketch.Verbs(entry["selectAction"]).SequenceEqual(new[] { "say" }));
        var said = PlainText.Of(new() { ["body"] = new JsonArray(entries[0].DeepClone()) });
        foreach (var part in new[] { "#", "Failed", "Started ", "Took ", "Failed step " }) said.ShouldContain(part);
    }

    [Fact]
    public void A_page_of_twenty_runs_is_there_as_a_whole()
    {
        var bound = CardSamplesTests.Bind("run-list.failed");
        var rows = Drawn.Objects(bound.Json).Single(o => o.Text("type") == "Table")["rows"]!.AsArray();
        var longest = Drawn.Objects(rows).Where(o => o.Text("type") == "TableRow").MaxBy(TeamsSize.Of)!;
        while (rows.Count < 21) rows.Add(longest.DeepClone());

        var drawn = TeamsCard.Draw(bound, Sketch.Reader);

        Drawn.Objects(drawn).Count(o => o.Text("type") == "ColumnSet").ShouldBe(20);
        TeamsSize.IsOver(drawn).ShouldBeFalse();
    }

    [Fact]
    public void A_page_of_fifty_runs_is_there_with_one_line_for_each()
    {
        var bound = CardSamplesTests.Bind("run-list.failed");
        var rows = Drawn.Objects(bound.Json).Single(o => o.Text("type") == "Table")["rows"]!.AsArray();
        var longest = Drawn.Objects(rows).Where(o => o.Text("type") == "TableRow").MaxBy(TeamsSize.Of)!;
        while (rows.Count < 51) rows.Add(longest.DeepClone());

        var drawn = TeamsCard.Draw(bound, Sketch.Reader);

        Drawn.Objects(drawn).Count(o => o.Text("type") == "ColumnSet").ShouldBe(50);
        TeamsSize.IsOver(drawn).ShouldBeFalse();
    }

    [Fact]
    public void Neighbours_of_one_look_are_one_run_but_never_make_a_date_of_two_braces()
    {
        var drawn = Sketch.Draw("""[{ "type": "RichTextBlock", "inlines": [{ "type": "TextRun", "text": "a " }, { "type": "TextRun", "text": "b {", "weight": "Default" }, { "type": "TextRun", "text": "{DATE(2026-11-21T07:00:00Z)}}" }, { "type": "TextRun", "text": "c", "weight": "Bolder" }] }]""");

        drawn["body"]![0]!["inlines"]!.AsArray().Select(run => run!["text"]!.ToString()).ShouldBe(["a b {", "{DATE(2026-11-21T07:00:00Z)}}", "c"]);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\"firstRowAsHeader\": false,", false)]
    public void Whether_a_table_has_a_head_is_said_as_clients_read_it(string member, bool isHead)
    {
        var table = Sketch.Draw($$"""[{ "type": "Table", {{member}} "columns": [{ "width": 1 }], "rows": [] }]""")["body"]![0]!.AsObject();

        table["firstRowAsHeaders"]!.GetValue<bool>().ShouldBe(isHead);
        table.ContainsKey("firstRowAsHeader").ShouldBeFalse();
    }

    [Fact]
    public void A_picture_within_the_card_is_its_words()
    {
        var drawn = Sketch.Draw("""[{ "type": "Image", "url": "data:image/png;base64,AAAA", "altText": "12 weeks" }, { "type": "Image", "url": "https://runs.example/a.png", "altText": "b" }]""");

        drawn["body"]![0]!["inlines"]![0]!["text"]!.ToString().ShouldBe("12 weeks");
        drawn["body"]![1]!["url"]!.ToString().ShouldBe("https://runs.example/a.png");
    }

    [Fact]
    public void Forms_are_in_the_card_or_in_dialogs()
    {
        var card = CardSamplesTests.Bind("actions.open");

        Sketch.Actions(TeamsCard.Draw(card, Sketch.Decider)).Count(action => action.Text("type") == "Action.ShowCard").ShouldBe(9);
        var inDialogs = TeamsCard.Draw(card, Sketch.Decider with { Forms = TeamsForms.Dialog });

        var opening = Sketch.Actions(inDialogs).Where(action => action.Text("type") == "Action.Submit").ToList();
        opening.Count.ShouldBe(9);
        opening.ShouldAllBe(action => action["data"]!["msteams"]!["type"]!.ToString() == "task/fetch");
        var press = TeamsPress.Read(Json(new JsonObject { ["data"] = opening[0]["data"]!.DeepClone(), ["context"] = new JsonObject { ["theme"] = "dark" } }))!;
        TeamsForm.Of(card, press.Verb, press.Data)!.Title.ShouldBe("Reject");
    }

    [Theory]
    [InlineData("""[{ "type": "Media" }]""")]
    [InlineData("""[{ "type": "ChatRuns.Other" }]""")]
    [InlineData("""[{ "type": "RichTextBlock", "inlines": [{ "type": "Other", "text": "t" }] }]""")]
    [InlineData("""[{ "type": "ActionSet", "actions": [{ "type": "Action.Other", "title": "t" }] }]""")]
    public void What_it_does_not_know_it_refuses(string body) => Should.Throw<NotSupportedException>(() => Sketch.Draw(body));

    internal static System.Text.Json.JsonElement Json(JsonNode node) => System.Text.Json.JsonSerializer.SerializeToElement(node);

    [Fact]
    public void The_large_numbers_stand_two_by_two()
    {
        var sets = TeamsCard.Draw(CardSamplesTests.Bind("metrics.all"), Sketch.Reader).Items("body").Single(e => e.Text("type") == "Container" && e.Items("items").All(i => i.Text("type") == "ColumnSet") && e.Items("items").Count() == 2);

        sets.Items("items").Select(set => set.Items("columns").Count()).ShouldBe([2, 2]);
    }

    [Fact]
    public void Weeks_of_a_chart_say_their_month_once_and_stay_different_from_each_other()
    {
        TeamsBars.Short(["21 Sep", "28 Sep", "5 Oct", "12 Oct", "19 Oct"]).ShouldBe(["21 Sep", "28", "5 Oct", "12", "19"]);
        TeamsBars.Short(["1 Feb", "8 Feb", "15 Feb", "22 Feb", "1 Mar", "8 Mar", "15 Mar"]).ShouldBe(["1 Feb", "8", "15", "22", "1 Mar", "8 Mar", "15 Mar"]);
        TeamsBars.Short(["disk full", "disk slow"]).ShouldBe(["disk full", "disk slow"]);
    }
}
