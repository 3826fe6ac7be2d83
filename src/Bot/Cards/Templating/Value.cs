using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>The kinds of value that an expression can have.</summary>
internal enum ValueKind
{
    /// <summary>A property that is not there.</summary>
    Undefined,

    /// <summary>JSON null.</summary>
    Null,

    /// <summary>true or false.</summary>
    Truth,

    /// <summary>A number, always a double as in the reference implementation.</summary>
    Number,

    /// <summary>A string.</summary>
    Text,

    /// <summary>An array or object of the data.</summary>
    Json,

    /// <summary>The expression could not be evaluated; comparisons take it as false, everything else passes it on.</summary>
    Error,
}

/// <summary>What an expression evaluates to.</summary>
internal readonly record struct Value
{
    private Value(ValueKind kind, string? text = null, double number = 0, JsonElement json = default) =>
        (Kind, Text, Number, Json) = (kind, text, number, json);

    /// <summary>Which kind.</summary>
    public ValueKind Kind { get; }

    /// <summary>The string, or what went wrong.</summary>
    public string? Text { get; }

    /// <summary>The number; 1 for true.</summary>
    public double Number { get; }

    /// <summary>The array, object or original number of the data.</summary>
    public JsonElement Json { get; }

    /// <summary>Not there.</summary>
    public static Value Undefined => default;

    /// <summary>JSON null.</summary>
    public static Value Null => new(ValueKind.Null);

    /// <summary>Whether it is an array.</summary>
    public bool IsList => Kind == ValueKind.Json && Json.ValueKind == JsonValueKind.Array;

    /// <summary>Whether it is a number without fraction.</summary>
    public bool IsInteger => Kind == ValueKind.Number && double.IsInteger(Number);

    /// <summary>Whether it is null or not there.</summary>
    public bool IsNothing => Kind is ValueKind.Undefined or ValueKind.Null;

    /// <summary>Whether evaluation failed.</summary>
    public bool IsError => Kind == ValueKind.Error;

    /// <summary>What counts as true: everything but false, null and what is not there. 0 and "" are true.</summary>
    public bool IsTrue => Kind == ValueKind.Truth ? Number != 0 : !IsNothing;

    /// <summary>true or false.</summary>
    public static Value Of(bool truth) => new(ValueKind.Truth, number: truth ? 1 : 0);

    /// <summary>A number.</summary>
    public static Value Of(double number) => new(ValueKind.Number, number: number);

    /// <summary>A string.</summary>
    public static Value Of(string text) => new(ValueKind.Text, text);

    /// <summary>What went wrong.</summary>
    public static Value Error(string why) => new(ValueKind.Error, why);

    /// <summary>From the data.</summary>
    public static Value Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined => Undefined,
        JsonValueKind.Null => Null,
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        JsonValueKind.Number => new(ValueKind.Number, number: json.GetDouble(), json: json),
        JsonValueKind.String => Of(json.GetString()!),
        _ => new(ValueKind.Json, json: json),
    };

    /// <summary>As part of a longer text, the way JavaScript's toString writes it; null where that throws.</summary>
    public string? InText() => Kind switch
    {
        ValueKind.Text => Text,
        ValueKind.Number => NumberText(Number),
        ValueKind.Truth => Number != 0 ? "true" : "false",
        ValueKind.Json when IsList => string.Join(',', Json.EnumerateArray().Select(item => Of(item).InText() ?? "")),
        ValueKind.Json => "[object Object]",
        _ => null,
    };

    /// <summary>As a part of the bound card; only for values that are there.</summary>
    public JsonNode? ToNode() => Kind switch
    {
        ValueKind.Truth => JsonValue.Create(Number != 0),
        ValueKind.Number when Json.ValueKind == JsonValueKind.Number => JsonValue.Create(Json.Clone()),
        ValueKind.Number when IsInteger && Math.Abs(Number) < 1e15 => JsonValue.Create((long)Number),
        ValueKind.Number => JsonValue.Create(Number),
        ValueKind.Text => JsonValue.Create(Text),
        ValueKind.Json when IsList => JsonArray.Create(Json.Clone()),
        ValueKind.Json => JsonObject.Create(Json.Clone()),
        _ => null,
    };

    /// <summary>A number as JavaScript writes it.</summary>
    internal static string NumberText(double number)
    {
        if (double.IsInteger(number) && Math.Abs(number) < 1e21) return number.ToString("F0", CultureInfo.InvariantCulture);
        return number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant().Replace("e-0", "e-", StringComparison.Ordinal);
    }
}
