using System.Text.Json;
using ChatRuns.Agents;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>Makes typed inputs from a tool's schema or an agent's variables.</summary>
internal static class FormReader
{
    private const int LongText = 80;

    /// <summary>
    /// One input per argument, ids "arg.NAME@ACTION" (see <see cref="InputName"/>), filled with the present values. Arrays and
    /// objects are edited as JSON text. Empty where the schema is not an object's.
    /// </summary>
    public static IReadOnlyList<FormField> OfArguments(string schema, JsonElement arguments, string action)
    {
        using var document = JsonDocument.Parse(schema);
        if (!document.RootElement.TryGetProperty("properties", out var properties)) return [];
        var required = document.RootElement.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        var fields = properties.EnumerateObject()
            .Select(property => OfArgument(InputName.Make("arg." + property.Name, action), property.Name, property.Value, Member(arguments, property.Name), required.Contains(property.Name)));
        var unknown = arguments.EnumerateObject().Where(argument => !properties.TryGetProperty(argument.Name, out _))
            .Select(argument => OfArgument(InputName.Make("arg." + argument.Name, action), argument.Name, default, argument.Value, isRequired: false));
        return [.. fields, .. unknown];
    }

    /// <summary>One input per variable, ids "var.NAME", filled with the defaults, or with what was given before.</summary>
    public static IReadOnlyList<FormField> OfVariables(IReadOnlyList<Variable> variables, IReadOnlyDictionary<string, string>? given = null) =>
        [.. variables.Select(variable => OfVariable(variable, given?.GetValueOrDefault(variable.Name)))];

    /// <summary>One choice, id "var.target", where there is one to make.</summary>
    public static IReadOnlyList<FormField> OfTargets(IReadOnlyList<string> targets, string? given) => targets.Count < 2 ? [] :
    [
        new()
        {
            Id = "var.target",
            Label = Outside.Line("target: what the run acts on"),
            Kind = "choice",
            Value = given is { } name && targets.Contains(name) ? name : targets[0],
            Placeholder = Outside.Line(""),
            IsRequired = true,
            Choices = [.. targets.Select(target => new Choice(Outside.Line(target), target))],
        },
    ];

    private static FormField OfArgument(string id, string name, JsonElement schema, JsonElement? value, bool isRequired)
    {
        var type = Text(schema, "type");
        var choices = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out var several)
            ? several.EnumerateArray().Select(item => new Choice(Outside.Line(Plain(item)), Plain(item))).ToList()
            : [];
        var present = value is { } v ? Plain(v) : Text(schema, "default");
        var kind = choices.Count > 0 ? "choice" : type switch
        {
            "number" or "integer" => "number",
            "boolean" => "boolean",
            "array" or "object" => "multiline",
            _ when present.Length > LongText || present.Contains('\n', StringComparison.Ordinal) => "multiline",
            _ => "text",
        };
        return new()
        {
            Id = id,
            Label = Outside.Line(name),
            Kind = kind,
            Value = kind == "boolean" && present.Length == 0 ? "false" : present,
            Number = kind == "number" && value is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null,
            Placeholder = Outside.Line(Text(schema, "description")),
            IsRequired = isRequired,
            Choices = choices,
        };
    }

    /// <summary>A value as it stands in a form: a list one per line.</summary>
    public static string Shown(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? string.Join('\n', value.EnumerateArray().Select(Plain)) : Plain(value);

    private static FormField OfVariable(Variable variable, string? given)
    {
        var present = given ?? Present(variable);
        return new()
        {
            Id = "var." + variable.Name,
            Label = Outside.Line(variable.Description.Length > 0 ? $"{variable.Name}: {variable.Description}" : variable.Name),
            Kind = variable.Type switch
            {
                VariableType.Number => "number",
                VariableType.Boolean => "boolean",
                VariableType.Choice => "choice",
                VariableType.List => "multiline",
                _ => "text",
            },
            Value = variable.Type == VariableType.Boolean && present.Length == 0 ? "false" : present,
            Number = variable.Type == VariableType.Number && double.TryParse(present, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null,
            Placeholder = Outside.Line(variable.Type switch
            {
                VariableType.List => "one per line",
                VariableType.Duration => "such as 7d, 24h or 90s",
                _ => "",
            }),
            IsRequired = variable.Default is null && variable.Type != VariableType.Boolean,
            Choices = [.. variable.Choices.Select(choice => new Choice(Outside.Line(choice), choice))],
        };
    }

    private static string Present(Variable variable) => variable.Default switch
    {
        null => "",
        { ValueKind: JsonValueKind.Array } list when variable.Type == VariableType.List => string.Join('\n', list.EnumerateArray().Select(Plain)),
        { } value => Plain(value),
    };

    private static JsonElement? Member(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value : null;

    private static string Text(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var text) && text.ValueKind != JsonValueKind.Array ? Plain(text) : "";

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
