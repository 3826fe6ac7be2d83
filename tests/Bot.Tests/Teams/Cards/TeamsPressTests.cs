using System.Text.Json;
using ChatRuns.Bot.Channels.Teams.Cards;

namespace ChatRuns.Bot.Tests.Teams.Cards;

public sealed class TeamsPressTests
{
    private const string Own = """
        "id": "1042.1", "digest": "d1", "reason@1042.1": "still needed", "mute@1042.1": "30d"
        """;

    public static TheoryData<string> Ways() =>
    [
        $$"""{ "action": { "type": "Action.Execute", "title": "x", "verb": "action.reject", "data": { {{Own}} } }, "trigger": "manual" }""",
        $$"""{ "chatruns": { "verb": "action.reject" }, {{Own}} }""",
        $$"""{ "chatruns": { "verb": "action.reject" }, "msteams": { "type": "task/fetch" }, {{Own}} }""",
        $$"""{ "data": { "chatruns": { "verb": "action.reject" }, {{Own}} }, "context": { "theme": "dark" } }""",
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_press_says_the_same_whichever_way_it_came(string value)
    {
        var press = Read(value)!;

        press.Verb.ShouldBe("action.reject");
        press.Data.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString()).ShouldBe(
            new Dictionary<string, string?> { ["id"] = "1042.1", ["digest"] = "d1", ["reason"] = "still needed", ["mute"] = "30d" }, ignoreOrder: true);
    }

    [Fact]
    public void A_press_without_data_has_none() => Read("""{ "action": { "type": "Action.Execute", "verb": "say" } }""")!.Data.GetRawText().ShouldBe("{}");

    [Fact]
    public void An_input_cannot_overwrite_what_the_button_says()
    {
        var press = Read("""{ "chatruns": { "verb": "action.approve" }, "digest@1": "forged", "digest": "d1", "digest@2": "forged" }""")!;

        press.Data.GetRawText().ShouldBe("""{"digest":"d1"}""");
    }

    [Fact]
    public void Of_several_inputs_of_one_name_that_of_the_pressed_form_counts()
    {
        var press = Read("""{ "chatruns": { "verb": "action.reject" }, "id": "7.2", "reason@7.2": "mine", "reason@7.1": "other", "reason@all": "other" }""")!;

        press.Data.GetProperty("reason").GetString().ShouldBe("mine");
    }

    [Fact]
    public void Values_keep_their_kinds()
    {
        var press = Read("""{ "action": { "type": "Action.Execute", "verb": "say", "data": { "line": "/runs", "replace": true, "items": ["1:a"], "n": 3 } } }""")!;

        press.Data.GetRawText().ShouldBe("""{"line":"/runs","replace":true,"items":["1:a"],"n":3}""");
    }

    [Theory]
    [InlineData("""null""")]
    [InlineData("""3""")]
    [InlineData("""[]""")]
    [InlineData(""" "say" """)]
    [InlineData("""{}""")]
    [InlineData("""{ "verb": "say" }""")]
    [InlineData("""{ "action": "say" }""")]
    [InlineData("""{ "action": { "verb": "say" } }""")]
    [InlineData("""{ "action": { "type": "Action.Submit", "verb": "say" } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute" } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": 3 } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": "Say it" } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": "say\n" } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": "say", "data": [] } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": "say", "data": "x" } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": "say", "data": { "line": "a", "line": "b" } } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": "say", "data": { "in": { "x": 1, "x": 2 } } } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": "say", "data": { "line": "\ud800" } } }""")]
    [InlineData("""{ "action": { "type": "Action.Execute", "verb": "say", "data": { "\ud800": "x" } } }""")]
    [InlineData("""{ "chatruns": "say" }""")]
    [InlineData("""{ "chatruns": null }""")]
    [InlineData("""{ "chatruns": { "verb": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }""")]
    [InlineData("""{ "data": [] }""")]
    [InlineData("""{ "data": { "data": { "chatruns": { "verb": "say" } } } }""")]
    public void What_is_no_press_of_ours_or_damaged_is_none(string value) => Read(value).ShouldBeNull();

    [Fact]
    public void Nothing_is_no_press() => TeamsPress.Read(default).ShouldBeNull();

    [Fact]
    public void More_members_than_any_form_has_are_no_press() =>
        Read($$"""{ "chatruns": { "verb": "say" }, {{string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"a{i}\": 1"))}} }""").ShouldBeNull();

    internal static TeamsPress? Read(string value) => TeamsPress.Read(JsonSerializer.Deserialize<JsonElement>(value));
}
