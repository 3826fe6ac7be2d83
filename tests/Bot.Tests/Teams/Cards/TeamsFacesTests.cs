using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;
using ChatRuns.Bot.Channels.Teams.Cards;
using ChatRuns.Bot.Tests.Slack.Blocks;

namespace ChatRuns.Bot.Tests.Teams.Cards;

/// <summary>Pictures of the people whom a line names.</summary>
public sealed class TeamsFacesTests
{
    private const string Mia = "10000000-0000-4000-8000-000000000001";
    private const string Noor = "10000000-0000-4000-8000-000000000002";
    private static readonly string s_tenant = Sketch.Decider.Tenant;

    [Fact]
    public void A_colleague_stands_with_a_picture_beside_the_words_which_stay_whole()
    {
        var row = Draw(("Approved by ", ""), ("Mia", $"teams/{s_tenant}/{Mia}"), (" · 14:05", ""));

        row.Text("type").ShouldBe("ColumnSet");
        var face = row.Items("columns").First().Items("items").ShouldHaveSingleItem();
        face.Text("name").ShouldBe("graph.microsoft.com/users");
        face.Text("fallback").ShouldBe("drop", "the words name her, so that nothing stands for the picture");
        face["properties"]!.AsObject().Items("users").ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            user => user.Text("id").ShouldBe(Mia), user => user.Text("displayName").ShouldBe("Mia"));
        row.Items("columns").Last().Items("items").ShouldHaveSingleItem().Items("inlines").Select(run => run.Text("text")).ShouldBe(["Approved by Mia · 14:05"]);
        row.Text("spacing").ShouldBe("Small");
        row.ToJsonString().ShouldNotContain("\"person\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("slack/T024BE7LH/U2147483697")]
    [InlineData("web/local/mia")]
    [InlineData("teams/another-tenant/10000000-0000-4000-8000-000000000001")]
    [InlineData("teams/8a3f0000-0000-4000-8000-000000000001/29:no-object-id")]
    [InlineData("teams/8a3f0000-0000-4000-8000-000000000001")]
    public void Anybody_else_stays_a_name(string person)
    {
        var line = Draw(("Approved by ", ""), ("Mia", person));

        line.Text("type").ShouldBe("RichTextBlock");
        line.Items("inlines").Select(run => run.Text("text")).ShouldBe(["Approved by Mia"]);
        line.ToJsonString().ShouldNotContain("\"person\"");
    }

    [Fact]
    public void Where_people_of_several_tenants_look_nobody_has_a_picture() =>
        Draw(Sketch.Decider with { Tenant = "" }, ("Mia", $"teams/{s_tenant}/{Mia}")).Text("type").ShouldBe("RichTextBlock");

    [Fact]
    public void Several_people_have_one_row_of_pictures_each_once()
    {
        var row = Draw(("Mia", $"teams/{s_tenant}/{Mia}"), (" and ", ""), ("Noor", $"teams/{s_tenant}/{Noor}"), (" and ", ""), ("Mia", $"teams/{s_tenant}/{Mia}"));

        row.Items("columns").First().Items("items").Single()["properties"]!.AsObject().Items("users").Select(user => user.Text("id")).ShouldBe([Mia, Noor]);
    }

    [Fact]
    public void Who_is_named_by_a_key_has_a_picture_and_no_name_of_ours()
    {
        var user = Drawn.Objects(Draw(("Who may decide: approver, ", ""), ($"teams/{s_tenant}/{Mia}", $"teams/{s_tenant}/{Mia}"))).Single(o => o.Text("id") == Mia);

        user.ContainsKey("displayName").ShouldBeFalse();
    }

    [Fact]
    public void A_name_that_is_markup_is_none_beside_the_picture() =>
        Draw(("<at>Ops</at>", $"teams/{s_tenant}/{Mia}")).ToJsonString().ShouldNotContain("\\u003Cat\\u003E");

    private static JsonObject Draw(params (string Text, string Person)[] runs) => Draw(Sketch.Decider, runs);

    private static JsonObject Draw(TeamsView view, params (string Text, string Person)[] runs)
    {
        var inlines = new JsonArray([.. runs.Select(run => new JsonObject { ["type"] = "TextRun", ["text"] = run.Text, ["person"] = run.Person })]);
        var block = new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = inlines, ["spacing"] = "Small" };
        return Drawn.Objects(Sketch.Draw(new JsonArray(block).ToJsonString(), view: view)["body"]).First();
    }
}
