using System.Text.Json.Nodes;
using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

/// <summary>What the expression of a step's "when" takes for words of its own, and what for text.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData("{{mood}} == \"rock and roll\"", "rock and roll", true)]
    [InlineData("{{mood}} == 'now or never'", "now or never", true)]
    [InlineData("{{mood}} == \"now or never\"", "now", false)]
    [InlineData("\"now or never\" == {{mood}} and 1 > 0", "now or never", true)]
    [InlineData("{{mood}} == 'a > b' or {{mood}} == \"c != d\"", "c != d", true)]
    [InlineData("'a > b' == {{mood}}", "a > b", true)]
    [InlineData("{{mood}} == 'a' or {{mood}} == 'b'", "b", true)]
    [InlineData("{{mood}} == 'a' and {{mood}} != 'b'", "a", true)]
    [InlineData("{{mood}}==\"it's and it's not\"", "it's and it's not", true)]
    [InlineData("{{mood}} == it's and 1 == 1", "it's", true)]
    [InlineData("{{mood}} == rock and 1 == 1", "rock", true)]
    [InlineData("{{mood}} == 'open and 1 == 1", "'open", true)]
    public void Words_and_signs_in_quotes_are_text(string text, string mood, bool holds) =>
        Condition.Parse(text).Holds(new Mood(mood)).ShouldBe(holds);

    private sealed class Mood(string value) : ITemplateScope
    {
        public bool TryFind(IReadOnlyList<string> path, out JsonNode? found)
        {
            found = path is ["mood"] ? JsonValue.Create(value) : null;
            return found is not null;
        }

        public string? Secret(string name) => null;
    }
}
