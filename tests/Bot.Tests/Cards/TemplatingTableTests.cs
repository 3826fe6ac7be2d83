using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;

namespace ChatRuns.Bot.Tests.Cards;

/// <summary>The table in templating.json. The judge in tests/EndToEnd checks its expectations against the reference implementation.</summary>
public sealed class TemplatingTableTests
{
    private static readonly JsonDocument Table = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFolder.Path, "templating.json")));

    public static TheoryData<string> Cases() => [.. Table.RootElement.GetProperty("cases").EnumerateArray().Select(row => row.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Binding_gives_what_the_reference_gives(string name)
    {
        var row = Table.RootElement.GetProperty("cases").EnumerateArray().Single(row => row.GetProperty("name").GetString() == name);
        var data = row.TryGetProperty("data", out var own) ? own : Table.RootElement.GetProperty("data");
        var template = CardTemplate.Parse("table", row.GetProperty("template").GetRawText());

        if (row.TryGetProperty("throws", out _))
        {
            Should.Throw<FormatException>(() => template.Bind(data));
            return;
        }

        var bound = template.Bind(data);

        var expected = JsonNode.Parse(row.GetProperty("expect").GetRawText());
        JsonNode.DeepEquals(bound, expected).ShouldBeTrue($"{name}: {bound.ToJsonString()} is not {expected?.ToJsonString()}");
    }

    [Theory]
    [InlineData("${foo(a)}", "I don't know the function foo")]
    [InlineData("${if(a)}", "if() takes 3 arguments and was given 1")]
    [InlineData("${a +}", "the expression ends")]
    [InlineData("${a b}", "there is b")]
    [InlineData("${(a}", "where ) is needed")]
    [InlineData("${'a}", "does not end")]
    [InlineData("${a", "does not end")]
    [InlineData("${a ^ 2}", "I don't know the sign ^")]
    [InlineData("${a ? 1 : 2}", "I don't know the sign ?")]
    [InlineData("${}", "the expression ends")]
    [InlineData("` ${a}", "backtick")]
    public void What_is_not_understood_is_told_when_the_template_is_read(string text, string says)
    {
        var json = new JsonObject { ["body"] = new JsonArray(new JsonObject { ["text"] = text }) }.ToJsonString();

        var error = Should.Throw<FormatException>(() => CardTemplate.Parse("broken", json));

        error.Message.ShouldContain("cards/broken.json");
        error.Message.ShouldContain("$.body[0].text");
        error.Message.ShouldContain(says);
    }

    [Fact]
    public void A_nest_of_a_thousand_brackets_is_refused_and_harms_nothing()
    {
        var text = "${" + new string('(', 1000) + "a" + new string(')', 1000) + "}";

        Should.Throw<FormatException>(() => CardTemplate.Parse("deep", new JsonObject { ["text"] = text }.ToJsonString()));
    }

    [Fact]
    public void Broken_json_is_told_with_its_file() =>
        Should.Throw<FormatException>(() => CardTemplate.Parse("broken", "{ \"a\": ")).Message.ShouldStartWith("cards/broken.json");

    [Fact]
    public void A_missing_file_is_told_with_its_path() =>
        Should.Throw<FileNotFoundException>(() => new CardDesk(Path.GetTempPath()).Find("none-such")).Message.ShouldContain("none-such.json");

    [Fact]
    public void There_is_an_end_to_how_large_a_card_can_become()
    {
        var template = CardTemplate.Parse("big", """{ "items": [{ "$data": "${rows}", "cells": [{ "$data": "${$root.rows}", "v": "${$data}" }] }] }""");
        var facts = JsonSerializer.SerializeToElement(new { rows = Enumerable.Range(0, 1000) });

        Should.Throw<FormatException>(() => template.Bind(facts)).Message.ShouldContain("larger than");
    }
}
