using System.Text.Json;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Tests.Views;

public sealed class ValueChangesTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", "a: 1 → 2")]
    [InlineData("""{"a":1}""", """{"a":1,"b":"x"}""", "b: none → x")]
    [InlineData("""{"a":1,"b":"x"}""", """{"a":1}""", "b: x → none")]
    [InlineData("""{"a":{"b":{"c":1}}}""", """{"a":{"b":{"c":2}}}""", "a.b.c: 1 → 2")]
    [InlineData("""[1,2,3]""", """[1,5,3]""", "[1]: 2 → 5")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", "a[1]: none → 2")]
    [InlineData("""{"a":[]}""", """{"a":[2]}""", "a: [] → [2]")]
    [InlineData("""{"a":{}}""", """{"a":null}""", "a: {} → null")]
    [InlineData("\"x\"", "\"y\"", ": x → y")]
    [InlineData("""{"a":1.0}""", """{"a":1}""", "")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", "")]
    public void Each_place_that_differs_is_named_with_both_values(string before, string after, string told) =>
        Tell(before, after).ShouldBe(told);

    [Fact]
    public void A_step_put_in_between_is_one_difference_since_lists_of_named_things_are_compared_by_name()
    {
        const string before = """{"steps":[{"name":"one","timeout":"1m"},{"name":"two"}]}""";
        const string after = """{"steps":[{"name":"one","timeout":"5m"},{"name":"between"},{"name":"two"}]}""";

        Tell(before, after).ShouldBe("""steps.one.timeout: 1m → 5m; steps.between: none → {"name":"between"}""");
    }

    [Fact]
    public void Names_that_stand_twice_are_compared_by_place() =>
        Tell("""[{"name":"a","v":1},{"name":"a","v":2}]""", """[{"name":"a","v":1},{"name":"a","v":3}]""").ShouldBe("[1].v: 2 → 3");

    [Fact]
    public void A_value_that_was_not_there_is_new_as_a_whole() =>
        ValueChanges.Between(null, JsonSerializer.SerializeToElement(new { a = 1 })).ShouldHaveSingleItem().ShouldBe(new("", null, """{"a":1}"""));

    private static string Tell(string before, string after) => string.Join("; ", ValueChanges
        .Between(JsonSerializer.Deserialize<JsonElement>(before), JsonSerializer.Deserialize<JsonElement>(after))
        .Select(c => $"{c.Path}: {c.Before ?? "none"} → {c.After ?? "none"}"));
}
