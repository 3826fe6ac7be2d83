using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Tools;

/// <summary>How one argument is edited.</summary>
public enum FieldKind
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>Several lines of text, or JSON.</summary>
    Multiline,

    /// <summary>A number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>One of <see cref="FormField.Choices"/>.</summary>
    Choice,
}

/// <summary>One field of the edit form.</summary>
/// <param name="Name">The argument's name.</param>
/// <param name="Title">What people read.</param>
/// <param name="Description">One sentence; empty for none.</param>
/// <param name="Kind">How it is edited.</param>
/// <param name="Choices">The values of a choice; empty for other kinds.</param>
/// <param name="IsRequired">Whether it must have a value.</param>
/// <param name="Value">The present value as text; empty for none.</param>
public sealed record FormField(
    string Name, string Title, string Description, FieldKind Kind, IReadOnlyList<string> Choices, bool IsRequired, string Value);

/// <summary>What a filled-in form came to.</summary>
/// <param name="Arguments">The new arguments; null when a field has an error.</param>
/// <param name="Errors">What is wrong, by field; empty when nothing is.</param>
public sealed record FormResult(JsonElement? Arguments, IReadOnlyList<ArgumentError> Errors);

/// <summary>
/// The edit form of a tool's arguments, from its schema: arguments → fields, and texts → arguments of the same types. Arguments
/// that the schema does not name are fields too, so that nothing which will run is hidden.
/// </summary>
public sealed class ArgumentForm(ArgumentCheck check)
{
    private const int LongText = 80;

    /// <summary>The fields, in the schema's order.</summary>
    public static IReadOnlyList<FormField> Fields(string schema, JsonElement arguments) =>
        [.. Shapes(schema, arguments).Select(shape => FieldOf(shape, Present(arguments, shape.Name)))];

    /// <summary>
    /// New arguments from the fields' texts; a field without a text keeps its value, an empty text takes an optional one away, and
    /// one that is not set stays so where the text is its default.
    /// </summary>
    public async Task<FormResult> ReadAsync(
        string schema, JsonElement arguments, IReadOnlyDictionary<string, string> texts, CancellationToken cancel)
    {
        var made = new JsonObject();
        var errors = new List<ArgumentError>();
        foreach (var shape in Shapes(schema, arguments))
        {
            var present = Present(arguments, shape.Name);
            if (!texts.TryGetValue(shape.Name, out var text)) Keep(made, shape.Name, present);
            else if (Parse(shape, present, text, out var value) is { } error) errors.Add(new(shape.Name, error));
            else if (value is { } given) Keep(made, shape.Name, given);
        }

        var unknown = texts.Keys.Where(name => Shapes(schema, arguments).All(s => s.Name != name));
        errors.AddRange(unknown.Select(name => new ArgumentError(name, $"'{OutsideText.Visible(name, 60)}' is not an argument of this tool.")));
        var result = JsonSerializer.SerializeToElement(made);
        if (errors.Count == 0) errors.AddRange(await check.CheckAsync(schema, result, cancel));
        return errors.Count == 0 ? new(result, []) : new(null, errors);
    }

    private static List<Shape> Shapes(string schema, JsonElement arguments)
    {
        using var tree = JsonDocument.Parse(schema);
        var root = tree.RootElement;
        var required = root.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString())] : new HashSet<string?>();
        var shapes = root.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(p => ShapeOf(p.Name, p.Value, required.Contains(p.Name))).ToList()
            : [];
        var more = arguments.EnumerateObject().Select(a => a.Name).Distinct().Where(name => shapes.All(s => s.Name != name));
        shapes.AddRange([.. more.Select(name => new Shape(name, name, "", "", [], false, false))]);
        return shapes;
    }

    private static Shape ShapeOf(string name, JsonElement schema, bool required)
    {
        // "type": ["string", "null"] is text that may be left out; a true mixture keeps the type of the present value.
        var types = !schema.TryGetProperty("type", out var type) ? []
            : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()).Where(t => t != "null").ToList()
            : [type.GetString()];
        var choices = schema.TryGetProperty("enum", out var list)
            ? list.EnumerateArray().Where(c => c.ValueKind != JsonValueKind.Null).Select(c => c.Clone()).ToList() : [];
        return new(
            name, Word(schema, "title") ?? name, Word(schema, "description") ?? "", types is [{ } only] ? only : "", choices, required,
            Word(schema, "format") == "multiline")
        {
            Unset = schema.TryGetProperty("default", out var standard) ? TextOf(standard) : types is ["boolean"] ? "false" : "",
        };
    }

    private static FormField FieldOf(Shape shape, JsonElement? present)
    {
        var text = present is { } value ? TextOf(value) : "";
        var kind = shape switch
        {
            { Choices.Count: > 0 } => FieldKind.Choice,
            { Type: "boolean" } => FieldKind.Boolean,
            { Type: "number" or "integer" } => FieldKind.Number,
            { Type: "array" or "object" } or { IsLong: true } => FieldKind.Multiline,
            { Type: "" } => present?.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => FieldKind.Boolean,
                JsonValueKind.Number => FieldKind.Number,
                JsonValueKind.Object or JsonValueKind.Array => FieldKind.Multiline,
                _ => IsLongText(text),
            },
            _ => IsLongText(text),
        };
        return new(shape.Name, shape.Title, shape.Description, kind, [.. shape.Choices.Select(TextOf)], shape.IsRequired, text);
    }

    private static FieldKind IsLongText(string text) =>
        text.Length > LongText || text.Contains('\n', StringComparison.Ordinal) ? FieldKind.Multiline : FieldKind.Text;

    // Null means well read; the value is null where the argument is left out.
    private static string? Parse(Shape shape, JsonElement? present, string text, out JsonElement? value)
    {
        value = null;
        if (present is { } kept && text == TextOf(kept))
        {
            value = kept;
            return null;
        }

        // The form shows something where nothing is set; that alone sets nothing.
        if (present is null && !shape.IsRequired && text == shape.Unset) return null;
        if (shape.Choices.Count > 0 && text.Length > 0)
        {
            value = shape.Choices.FirstOrDefault(c => TextOf(c) == text) is { ValueKind: not JsonValueKind.Undefined } choice ? choice : null;
            return value is null ? $"'{shape.Name}' must be one of: {string.Join(", ", shape.Choices.Select(TextOf))}." : null;
        }

        var type = shape.Type.Length > 0 ? shape.Type : TypeOf(present);
        if (text.Length == 0 && (type != "string" || !shape.IsRequired))
            return shape.IsRequired ? $"'{shape.Name}' is missing." : null;
        value = type switch
        {
            "number" or "integer" => Number(text),
            "boolean" => text.Trim().ToLowerInvariant() switch { "true" or "on" or "yes" => Json(true), "false" or "off" or "no" => Json(false), _ => null },
            "array" or "object" => Tree(text),
            _ => Json(WithLineEndsOf(present, text)),
        };
        return value is not null ? null : type switch
        {
            "number" or "integer" => $"'{shape.Name}' must be a number, with a point before decimals.",
            "boolean" => $"'{shape.Name}' must be true or false.",
            _ => $"'{shape.Name}' must be JSON, such as {(type == "array" ? """["one", "two"]""" : """{"name": "value"}""")}.",
        };
    }

    // Browsers send CRLF for every line end of a text area.
    private static string WithLineEndsOf(JsonElement? present, string text) =>
        present is { ValueKind: JsonValueKind.String } old && old.GetString()!.Contains("\r\n", StringComparison.Ordinal)
            ? text
            : text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static JsonElement? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Tree(text.Trim()) is { ValueKind: JsonValueKind.Number } exact ? exact : Json(number)
            : null;

    private static JsonElement? Tree(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string TypeOf(JsonElement? present) => present?.ValueKind switch
    {
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "string",
    };

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static JsonElement? Present(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) ? value : null;

    private static void Keep(JsonObject made, string name, JsonElement? value)
    {
        if (value is { } given) made[name] = JsonSerializer.SerializeToNode(given);
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);

    private static string? Word(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String ? word.GetString() : null;

    private sealed record Shape(
        string Name, string Title, string Description, string Type, IReadOnlyList<JsonElement> Choices, bool IsRequired, bool IsLong)
    {
        /// <summary>What an edit form shows for it where it is not set.</summary>
        public string Unset { get; init; } = "";
    }
}
