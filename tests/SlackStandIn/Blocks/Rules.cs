using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Blocks;

/// <summary>Checks one value at one place.</summary>
internal delegate void Rule(JsonNode? value, string at, Faults faults);

/// <summary>A property of a shape: its name, what it must be, and whether it may be left out.</summary>
internal sealed record Property(string Name, Rule Rule, bool Required)
{
    public static Property Must(string name, Rule rule) => new(name, rule, true);

    public static Property May(string name, Rule rule) => new(name, rule, false);
}

/// <summary>An object: its properties, and what must hold between them.</summary>
internal sealed record Shape(params Property[] Properties)
{
    /// <summary>What one property alone cannot say.</summary>
    public Action<JsonObject, string, Faults>? Also { get; init; }

    /// <summary>The same shape with one more thing that must hold.</summary>
    public Shape And(Action<JsonObject, string, Faults> also) => this with { Also = also };

    public void Check(JsonObject value, string at, Faults faults)
    {
        foreach (var property in Properties)
        {
            if (value[property.Name] is { } inner) property.Rule(inner, $"{at}/{property.Name}", faults);
            else if (property.Required) faults.Add(at, $"missing required field: {property.Name}");
        }
        foreach (var (name, _) in value)
        {
            if (Properties.All(p => p.Name != name)) faults.Add($"{at}/{name}", $"invalid additional property: {name}");
        }
        Also?.Invoke(value, at, faults);
    }
}

/// <summary>The rules that shapes are made of.</summary>
internal static class Rules
{
    public static Rule Text(int most, int least = 1) => (value, at, faults) =>
    {
        if (Kind(value) != JsonValueKind.String) faults.Add(at, "must be a string");
        else Length(((string)value!)!, most, least, at, faults);
    };

    public static Rule Flag { get; } = (value, at, faults) =>
    {
        if (Kind(value) is not (JsonValueKind.True or JsonValueKind.False)) faults.Add(at, "must be a boolean");
    };

    public static Rule Number(double least = double.MinValue, double most = double.MaxValue) => (value, at, faults) =>
    {
        if (Kind(value) != JsonValueKind.Number) faults.Add(at, "must be a number");
        else if (value!.AsValue().GetValue<JsonElement>().GetDouble() is var number && (number < least || number > most)) faults.Add(at, $"must be {least} to {most}");
    };

    public static Rule OneOf(params string[] words) => (value, at, faults) =>
    {
        if (Kind(value) != JsonValueKind.String || !words.Contains((string)value!)) faults.Add(at, $"must be one of: {string.Join(", ", words)}");
    };

    public static Rule List(Rule each, int least, int most) => (value, at, faults) =>
    {
        if (value is not JsonArray list)
        {
            faults.Add(at, "must be an array");
            return;
        }
        if (list.Count > most) faults.Add(at, $"no more than {most} items allowed");
        if (list.Count < least) faults.Add(at, $"no fewer than {least} items allowed");
        for (var i = 0; i < list.Count; i++) each(list[i], $"{at}/{i}", faults);
    };

    public static Rule Of(Shape shape) => (value, at, faults) =>
    {
        if (value is JsonObject inner) shape.Check(inner, at, faults);
        else faults.Add(at, "must be an object");
    };

    /// <summary>An object told apart by its "type", of the kinds named, looked up in a table when it is met.</summary>
    public static Rule Of(Func<IReadOnlyDictionary<string, Shape>> table, params string[] kinds) => (value, at, faults) =>
    {
        var kind = value is JsonObject inner && Kind(inner["type"]) == JsonValueKind.String ? (string)inner["type"]! : null;
        if (kind is null) faults.Add(at, "missing required field: type");
        else if (!kinds.Contains(kind)) faults.Add($"{at}/type", $"unsupported type: {kind}");
        else table()[kind].Check((JsonObject)value!, at, faults);
    };

    public static Rule Plain(int most) => TextObject(most, false, true);

    public static Rule Mrkdwn(int most) => TextObject(most, true, false);

    public static Rule Either(int most) => TextObject(most, true, true);

    private static Rule TextObject(int most, bool mrkdwn, bool plain) => (value, at, faults) =>
    {
        var kind = value is JsonObject o ? (string?)o["type"] : null;
        if (kind == "plain_text" && plain) s_plain(most).Check((JsonObject)value!, at, faults);
        else if (kind == "mrkdwn" && mrkdwn) s_mrkdwn(most).Check((JsonObject)value!, at, faults);
        else faults.Add(at, $"must be {(plain && mrkdwn ? "a text object" : plain ? "a plain_text object" : "a mrkdwn object")}");
    };

    private static readonly Func<int, Shape> s_plain = most =>
        new(Property.Must("type", OneOf("plain_text")), Property.Must("text", Text(most)), Property.May("emoji", Flag));

    private static readonly Func<int, Shape> s_mrkdwn = most =>
        new(Property.Must("type", OneOf("mrkdwn")), Property.Must("text", Text(most)), Property.May("verbatim", Flag));

    private static JsonValueKind Kind(JsonNode? value) => value?.GetValueKind() ?? JsonValueKind.Null;

    private static void Length(string text, int most, int least, string at, Faults faults)
    {
        if (text.Length > most) faults.Add(at, $"must be less than {most + 1} characters");
        if (text.Length < least) faults.Add(at, $"must be more than {least - 1} characters");
    }
}
