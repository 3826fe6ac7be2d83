using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Templating;

namespace ChatRuns.Bot.Tests.Cards;

/// <summary>
/// Follows every expression of every template through the types of its facts. Outside text stands only where no platform parses it,
/// carried text only where it is not shown, and every path leads to a fact.
/// </summary>
public sealed class OutsideRuleTests
{
    public static TheoryData<string> Templates() => [.. FactsKind.All.Select(kind => kind.Template)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Outside_text_stands_only_where_nothing_parses_it(string template)
    {
        var walk = new Walk(FactsKind.All.Single(kind => kind.Template == template).Type);

        walk.Follow(new CardDesk().Find(template).Root);

        walk.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "type": "TextBlock", "text": "${text}" }""", "Outside text")]
    [InlineData("""{ "type": "TextBlock", "text": "so ${toUpper(text)}" }""", "Outside text")]
    [InlineData("""{ "type": "Action.Execute", "title": "${text}" }""", "Outside text")]
    [InlineData("""{ "type": "TextRun", "text": "${carried}" }""", "Carried text")]
    [InlineData("""{ "type": "FactSet", "facts": [{ "$data": "${rows}", "title": "t", "value": "${text}" }] }""", "Outside text")]
    [InlineData("""{ "type": "TextRun", "text": "${nothing}" }""", "leads to no fact")]
    [InlineData("""{ "type": "TextRun", "text": "x", "$when": "${exists(nothing)}" }""", "leads to no fact")]
    public void The_rule_sees_what_breaks_it(string template, string fault)
    {
        var walk = new Walk(typeof(Sample));

        walk.Follow(CardTemplate.Parse("x", template).Root);

        walk.Faults.ShouldHaveSingleItem().ShouldContain(fault);
    }

    [Theory]
    [InlineData("""{ "type": "TextRun", "text": "so ${text}" }""")]
    [InlineData("""{ "type": "Input.Text", "id": "${carried}", "label": "${text}", "value": "${carried}" }""")]
    [InlineData("""{ "type": "Action.Execute", "title": "Go", "data": { "line": "${carried}" } }""")]
    [InlineData("""{ "type": "TextRun", "$data": "${rows}", "$when": "${exists(text)}", "text": "${$root.text}" }""")]
    public void The_rule_lets_pass_what_keeps_it(string template)
    {
        var walk = new Walk(typeof(Sample));

        walk.Follow(CardTemplate.Parse("x", template).Root);

        walk.Faults.ShouldBeEmpty();
    }

    internal sealed record Sample(Outside Text, Carried Carried, IReadOnlyList<Sample> Rows);

    private sealed class Walk(Type facts)
    {
        private static readonly string[] InputTexts = ["label", "placeholder", "title"];

        public List<string> Faults { get; } = [];

        public void Follow(TemplateNode node) => Follow(node, facts, "", "");

        private void Follow(TemplateNode node, Type scope, string element, string member)
        {
            switch (node)
            {
                case TemplateNode.List list:
                    foreach (var item in list.Items) Follow(item, scope, element, member);
                    break;
                case TemplateNode.Map map:
                    FollowMap(map, scope, element, member);
                    break;
                case TemplateNode.Text text:
                    foreach (var path in text.Source.Expressions.SelectMany(expression => expression.Paths)) Check(path, scope, element, member, text.Place);
                    break;
            }
        }

        private void FollowMap(TemplateNode.Map map, Type scope, string element, string member)
        {
            if (map.Data is TemplateNode.Text { Source.Alone: { } data } && Find(data.Paths.Single(), scope, map.Place) is { } found)
                scope = ItemOf(found) ?? found;
            if (map.When is TemplateNode.Text when)
                foreach (var path in when.Source.Expressions.SelectMany(expression => expression.Paths)) Find(path, scope, when.Place);
            var type = map.Members.FirstOrDefault(entry => entry.Name == "type").Node is TemplateNode.Fixed { Value: JsonValue value } ? value.ToString() : element;
            foreach (var (name, inner) in map.Members) Follow(inner, scope, type, member is "data" or "choices" ? member : name);
            if (member is "choices")
                foreach (var (name, inner) in map.Members) Follow(inner, scope, "Choice", name);
        }

        private void Check(string path, Type scope, string element, string member, string place)
        {
            var type = Find(path, scope, place);
            var isInput = element.StartsWith("Input.", StringComparison.Ordinal) || element == "Choice";
            if (type == typeof(Outside) && !(element == "TextRun" && member == "text") && !(isInput && InputTexts.Contains(member)) && member != "choices")
                Faults.Add($"{place}: Outside text {path} stands in {element}.{member}.");
            if (type == typeof(Carried) && member != "data" && !(element == "TextRun" && member == "person") && !(isInput && member is "id" or "value") && member != "choices")
                Faults.Add($"{place}: Carried text {path} stands in {element}.{member}.");
        }

        private Type? Find(string path, Type scope, string place)
        {
            var parts = path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.');
            if (parts[0] == "$index") return typeof(int);
            var type = parts[0] == "$root" ? facts : parts[0] == "$data" ? scope : Member(scope, parts[0]);
            foreach (var part in parts.Skip(1))
                type = type is null ? null : part == "[]" ? ItemOf(type) : Member(type, part);
            if (type is null) Faults.Add($"{place}: {path} leads to no fact of {scope.Name}.");
            return type;
        }

        private static Type? Member(Type owner, string name) =>
            owner.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .FirstOrDefault(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == name)?.PropertyType is { } type
                ? Nullable.GetUnderlyingType(type) ?? type
                : null;

        private static Type? ItemOf(Type type) => type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type) ? null
            : new[] { type }.Concat(type.GetInterfaces()).First(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
    }
}
