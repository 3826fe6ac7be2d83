using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using NJsonSchema;
using NJsonSchema.Validation;

namespace ChatRuns.Tools;

/// <summary>One argument that does not fit.</summary>
/// <param name="Argument">Its name, such as "path" or "headers.Accept"; empty for the arguments as a whole.</param>
/// <param name="Message">For people: "'path' is missing."</param>
public sealed record ArgumentError(string Argument, string Message);

/// <summary>
/// Checks arguments against a tool's JSON Schema, and says what is wrong by argument. Messages name arguments and rules, never
/// values, because a value may be a secret. Compiled schemas are kept.
/// </summary>
public sealed class ArgumentCheck
{
    private const int MostSchemas = 1000;
    private readonly ConcurrentDictionary<string, Task<JsonSchema>> _schemas = new(StringComparer.Ordinal);

    /// <summary>What does not fit; empty when all does. Throws <see cref="ToolException"/> for a schema that is none.</summary>
    public async Task<IReadOnlyList<ArgumentError>> CheckAsync(string schema, JsonElement arguments, CancellationToken cancel)
    {
        if (arguments.ValueKind != JsonValueKind.Object) return [new("", "The arguments must be an object.")];
        var compiled = await CompileAsync(schema).WaitAsync(cancel);
        return [.. compiled.Validate(arguments.GetRawText()).SelectMany(Read).Distinct()];
    }

    private Task<JsonSchema> CompileAsync(string schema)
    {
        if (_schemas.TryGetValue(schema, out var known)) return known;
        // A tool server that sends a new schema each time must not fill the memory.
        if (_schemas.Count >= MostSchemas) _schemas.Clear();
        return _schemas.GetOrAdd(schema, Compile);
    }

    private static async Task<JsonSchema> Compile(string schema)
    {
        try
        {
            using var tree = JsonDocument.Parse(schema);
            RefuseOutsideReferences(tree.RootElement);
            return await JsonSchema.FromJsonAsync(schema, CancellationToken.None);
        }
        catch (Exception e) when (e is JsonException or Newtonsoft.Json.JsonException or InvalidOperationException)
        {
            throw new ToolException(ToolFault.InvalidArguments, "The tool's schema is not a JSON Schema, so that its arguments cannot be checked.");
        }
    }

    // The schema library would fetch such an address or read such a file, on behalf of whoever wrote the schema.
    private static void RefuseOutsideReferences(JsonElement tree)
    {
        if (tree.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in tree.EnumerateArray()) RefuseOutsideReferences(item);
        }
        else if (tree.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in tree.EnumerateObject())
            {
                if (member.Name == "$ref" && member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is not ['#', ..])
                    throw new ToolException(ToolFault.Refused, "The tool's schema refers to another document, which is not fetched.");
                RefuseOutsideReferences(member.Value);
            }
        }
    }

    private static IEnumerable<ArgumentError> Read(ValidationError error) => error is ChildSchemaValidationError children
        ? children.Errors.Values.FirstOrDefault(e => e.Count > 0)?.SelectMany(Read) ?? [Say(error)]
        : [Say(error)];

    private static ArgumentError Say(ValidationError error)
    {
        var name = (error.Path ?? "").TrimStart('#', '/').Replace('/', '.');
        var schema = error.Schema;
        var rule = error.Kind switch
        {
            ValidationErrorKind.PropertyRequired => "is missing",
            ValidationErrorKind.NoAdditionalPropertiesAllowed => "is not an argument of this tool",
            ValidationErrorKind.StringExpected => "must be text",
            ValidationErrorKind.NumberExpected => "must be a number",
            ValidationErrorKind.IntegerExpected => "must be a whole number",
            ValidationErrorKind.BooleanExpected => "must be true or false",
            ValidationErrorKind.ObjectExpected => "must be an object",
            ValidationErrorKind.ArrayExpected => "must be a list",
            ValidationErrorKind.NullExpected => "must be empty",
            ValidationErrorKind.NotInEnumeration => $"must be one of: {string.Join(", ", schema.Enumeration)}",
            ValidationErrorKind.StringTooShort => Count($"needs at least {schema.MinLength} characters"),
            ValidationErrorKind.StringTooLong => Count($"takes at most {schema.MaxLength} characters"),
            ValidationErrorKind.NumberTooSmall => Count($"must be at least {schema.Minimum ?? schema.ExclusiveMinimum}"),
            ValidationErrorKind.NumberTooBig => Count($"must be at most {schema.Maximum ?? schema.ExclusiveMaximum}"),
            ValidationErrorKind.TooFewItems => Count($"needs at least {schema.MinItems} entries"),
            ValidationErrorKind.TooManyItems => Count($"takes at most {schema.MaxItems} entries"),
            ValidationErrorKind.PatternMismatch => $"does not have the form {schema.Pattern}",
            _ => $"does not fit ({error.Kind})",
        };
        return name.Length == 0 ? new("", $"The arguments as a whole: {rule}.") : new(name, $"'{name}' {rule}.");
    }

    private static string Count(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
