using System.Text.Json;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>Equality and order.</summary>
internal static class Comparisons
{
    /// <summary>Equal by type and value; null equals what is not there; arrays and objects by their parts.</summary>
    public static bool AreEqual(Value left, Value right)
    {
        if (left.IsNothing || right.IsNothing) return left.IsNothing && right.IsNothing;
        if (left.Kind != right.Kind) return false;
        return left.Kind switch
        {
            ValueKind.Json => AreEqual(left.Json, right.Json),
            ValueKind.Text => string.Equals(left.Text, right.Text, StringComparison.Ordinal),
            _ => Math.Abs(left.Number - right.Number) < double.BitIncrement(1) - 1,
        };
    }

    /// <summary>Two numbers or two texts; false where either is null, an error where they cannot be compared.</summary>
    public static Value Compare(string sign, Value left, Value right)
    {
        if (left.IsNothing || right.IsNothing) return Value.Of(false);
        int order;
        if (left.Kind == ValueKind.Number && right.Kind == ValueKind.Number) order = left.Number.CompareTo(right.Number);
        else if (left.Kind == ValueKind.Text && right.Kind == ValueKind.Text) order = string.CompareOrdinal(left.Text, right.Text);
        else return Value.Error("Only two numbers or two texts can be compared.");
        return Value.Of(sign switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 });
    }

    private static bool AreEqual(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind) return false;
        if (left.ValueKind == JsonValueKind.Array)
            return left.GetArrayLength() == right.GetArrayLength()
                && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => AreEqual(Value.Of(pair.First), Value.Of(pair.Second)));
        return left.EnumerateObject().Count() == right.EnumerateObject().Count()
            && left.EnumerateObject().All(property => right.TryGetProperty(property.Name, out var other)
                && AreEqual(Value.Of(property.Value), Value.Of(other)));
    }
}
