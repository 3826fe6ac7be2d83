using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Tools;

/// <summary>
/// Reads the arguments of one call, and says in people's words which one is wrong. Tools check by it even though the gate has
/// checked the schema: a tool trusts nobody.
/// </summary>
internal readonly struct Arguments
{
    private readonly JsonElement _all;

    public Arguments(JsonElement all)
    {
        if (all.ValueKind != JsonValueKind.Object) throw Wrong("The arguments must be an object.");
        _all = all;
    }

    public string Text(string name) => TextOrNull(name) ?? throw Wrong($"'{name}' is missing.");

    public string? TextOrNull(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Wrong($"'{name}' must be text."),
    };

    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Wrong($"'{name}' must be true or false."),
    };

    public long Whole(string name, long usual, long least, long most)
    {
        if (Find(name) is not { } value) return usual;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            throw Wrong($"'{name}' must be a whole number.");
        return number >= least && number <= most
            ? number
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"'{name}' must be from {least} to {most}."));
    }

    public IReadOnlyList<string> Texts(string name, int most)
    {
        if (Find(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(i => i.ValueKind != JsonValueKind.String))
            throw Wrong($"'{name}' must be a list of texts.");
        return list.GetArrayLength() <= most
            ? [.. list.EnumerateArray().Select(i => i.GetString()!)]
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"'{name}' takes at most {most} entries."));
    }

    public JsonElement? Find(string name) =>
        _all.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static ToolException Wrong(string message) => new(ToolFault.InvalidArguments, message);

    /// <summary>A value as tools answer it, apart from the tree that it was built of.</summary>
    public static JsonElement Json(JsonNode value) => JsonSerializer.SerializeToElement(value);
}
