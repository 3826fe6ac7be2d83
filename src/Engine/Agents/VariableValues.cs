using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Agents;

/// <summary>The values of an agent's variables for one run: defaults, overridden by what a start gives, each of its type.</summary>
public static class VariableValues
{
    /// <summary>The values as an object, or what is wrong by variable name. Texts are read as the variable's type.</summary>
    public static (JsonElement Values, IReadOnlyDictionary<string, string> Errors) For(Agent agent, IReadOnlyDictionary<string, JsonElement> given)
    {
        var errors = new Dictionary<string, string>();
        var values = new JsonObject();
        foreach (var name in given.Keys.Where(name => agent.Variables.All(v => v.Name != name))) errors[name] = Unknown(agent, name);
        foreach (var variable in agent.Variables)
        {
            if (!given.TryGetValue(variable.Name, out var value))
            {
                if (variable.Default is { } standard) values[variable.Name] = JsonSerializer.SerializeToNode(standard);
                else errors[variable.Name] = $"needs a value: {variable.Name}=…";
            }
            else if (Read(variable, value) is { } read)
            {
                values[variable.Name] = read;
            }
            else
            {
                errors[variable.Name] = Expected(variable, value);
            }
        }

        return (JsonSerializer.SerializeToElement(values), errors);
    }

    private static JsonNode? Read(Variable variable, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return variable.Type switch
        {
            VariableType.Text => JsonValue.Create(text),
            VariableType.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
                number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number),
            VariableType.Boolean when text.ToLowerInvariant() is "true" or "yes" or "on" => JsonValue.Create(true),
            VariableType.Boolean when text.ToLowerInvariant() is "false" or "no" or "off" => JsonValue.Create(false),
            VariableType.Choice when variable.Choices.Contains(text) => JsonValue.Create(text),
            VariableType.Duration when Duration.TryParse(text, out _) => JsonValue.Create(text),
            VariableType.List when value.ValueKind == JsonValueKind.Array => JsonSerializer.SerializeToNode(value),
            VariableType.List => new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => (JsonNode)t)]),
            _ => null,
        };
    }

    private static string Expected(Variable variable, JsonElement value) => variable.Type switch
    {
        VariableType.Number => $"{value} is not a number.",
        VariableType.Boolean => $"{value} is neither true nor false.",
        VariableType.Choice => $"{value} is not one of {string.Join(", ", variable.Choices)}.",
        VariableType.Duration => $"{value} is not a duration like 90s, 5m or 7d.",
        _ => $"{value} does not fit.",
    };

    private static string Unknown(Agent agent, string name) => agent.Variables.Count == 0
        ? $"{agent.Title} has no variables."
        : $"There is no variable {name}. Variables: {string.Join(", ", agent.Variables.Select(v => v.Name))}.";
}
