using System.Text.Json;
using System.Text.RegularExpressions;
using ChatRuns.Agents.Yaml;

namespace ChatRuns.Agents.Reading;

/// <summary>Reads the variables: a literal is a default whose look tells the type; a map says all of it.</summary>
internal sealed partial class VariableReader(Problems problems, TemplateReader templates)
{
    private const int Most = 100;
    private static readonly string[] _keys = ["type", "default", "description", "choices"];

    private static readonly Dictionary<string, VariableType> _types = new()
    {
        ["text"] = VariableType.Text,
        ["number"] = VariableType.Number,
        ["boolean"] = VariableType.Boolean,
        ["duration"] = VariableType.Duration,
        ["choice"] = VariableType.Choice,
        ["list"] = VariableType.List,
    };

    public IReadOnlyList<Variable> Read(Node? node)
    {
        if (node is null) return [];
        if (node is not MapNode map)
        {
            problems.Add(node, $"'variables' is a map of names and defaults, not {node.Kind}.", "Write one 'name: default' for each line below it.");
            return [];
        }

        if (map.Entries.Count > Most) problems.Add(node, $"The agent has more than {Most} variables.", "Use fewer.");
        return [.. map.Entries.Select(ReadOne).OfType<Variable>()];
    }

    private Variable? ReadOne(Entry entry)
    {
        var name = entry.Key.Text;
        if (!Shape().IsMatch(name))
            problems.Add(entry.Key, $"{Problems.Quote(name)} cannot be the name of a variable.",
                "A name has letters, digits and underscores, at most 64.");
        else if (templates.ReservedNames.Contains(name))
            problems.Add(entry.Key, $"'{name}' cannot be the name of a variable: templates read something else by it.", "Choose another name.");
        if (entry.Value is not ScalarNode { IsNull: true }) return entry.Value is MapNode ? ReadDefinition(name, entry.Value) : ReadLiteral(name, entry.Value);
        problems.Add(entry.Key, $"The variable {Problems.Quote(name)} has no default.",
            "Write one, or {type: text} where each start has to give a value.");
        return null;
    }

    private Variable ReadLiteral(string name, Node node)
    {
        var type = TypeByLook(node);
        return new(name, type, ReadDefault(name, node, type, []), "", []);
    }

    private Variable? ReadDefinition(string name, Node node)
    {
        if (Fields.Of(node, "a variable", _keys, problems) is not { } fields) return null;
        var choices = fields.List("choices", 50) ?? [];
        var fallback = fields.Has("choices") ? VariableType.Choice : fields["default"] is { } look ? TypeByLook(look) : VariableType.Text;
        var type = fields.Word("type", _types) ?? fallback;
        if (type is VariableType.Choice && choices.Count == 0)
            problems.Add(fields.Node, "A choice has no choices.", "Add 'choices: [one, two]'.");
        if (type is not VariableType.Choice && fields.Has("choices"))
            problems.Add(fields.KeyOf("choices"), "Only a choice has choices.", "Write 'type: choice', or remove them.");
        if (choices.Distinct(StringComparer.Ordinal).Count() < choices.Count)
            problems.Add(fields.KeyOf("choices"), "A choice is there twice.", "Remove one of the two.");
        JsonElement? value = fields["default"] is { } given ? ReadDefault(name, given, type, choices) : null;
        return new(name, type, value, fields.Text("description", 500) ?? "", choices);
    }

    private JsonElement? ReadDefault(string name, Node node, VariableType type, IReadOnlyList<string> choices)
    {
        if (type is VariableType.List)
        {
            if (Texts.List(node, name, 1000, problems) is null) return null;
        }
        else if (type is VariableType.Number or VariableType.Boolean)
        {
            if (node is not ScalarNode scalar || (type is VariableType.Number ? scalar.Number is null : scalar.Truth is null))
            {
                problems.Add(node, $"The default of '{name}' is {node.Kind}, but its type is {type.ToString().ToLowerInvariant()}.",
                    type is VariableType.Number ? "Write a number without quotes." : "Write true or false, without quotes.");
                return null;
            }
        }
        else if (Texts.One(node, name, problems) is not { } text)
        {
            return null;
        }
        else if (type is VariableType.Duration && !Duration.TryParse(text, out _))
        {
            problems.Add(node, $"The default of '{name}' is no length of time.", "Write it like 90s, 5m, 2h or 7d.");
        }
        else if (type is VariableType.Choice && choices.Count > 0 && !choices.Contains(text))
        {
            problems.Add(node, $"The default of '{name}' is not among its choices.", DidYouMean.Remedy(text, [.. choices]));
        }

        RefusePlaces(name, node);
        return JsonSerializer.SerializeToElement(node.ToJson());
    }

    // Values are never read as templates again; a place in a default would reach the step as it is.
    private void RefusePlaces(string name, Node node)
    {
        if (node.Scalars().FirstOrDefault(s => s.Text.Contains("{{", StringComparison.Ordinal)) is not { } scalar) return;
        problems.Add(scalar.Source, scalar.PlaceOf("{{"), $"The default of '{name}' cannot read other values.", "Write {{…}} in the step that uses it.");
    }

    private static VariableType TypeByLook(Node node) => node switch
    {
        ListNode => VariableType.List,
        ScalarNode { Truth: not null } => VariableType.Boolean,
        ScalarNode { Number: not null } => VariableType.Number,
        ScalarNode { Text: var text } when Duration.TryParse(text, out _) => VariableType.Duration,
        _ => VariableType.Text,
    };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    private static partial Regex Shape();
}
