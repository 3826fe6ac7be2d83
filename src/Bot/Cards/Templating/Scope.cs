using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ChatRuns.Bot.Cards.Templating;

/// <summary>What names stand for at one place of a template.</summary>
/// <param name="Root">All data: <c>$root</c>.</param>
/// <param name="Data">The data here, where names without a prefix are looked up: <c>$data</c>.</param>
/// <param name="Index">Place in the array that is repeated: <c>$index</c>; null outside of one.</param>
internal readonly record struct Scope(JsonElement Root, JsonElement Data, int? Index)
{
    /// <summary>What a first name stands for.</summary>
    public Value Find(string name) => name switch
    {
        "$root" => Value.Of(Root),
        "$data" => Value.Of(Data),
        "$index" => Index is { } index ? Value.Of(index) : Value.Undefined,
        _ => Member(Value.Of(Data), name),
    };

    /// <summary>A property by name, whatever the case of its letters; not there for anything but an object.</summary>
    public static Value Member(Value owner, string name)
    {
        if (owner.Kind != ValueKind.Json || owner.IsList) return Value.Undefined;
        foreach (var property in owner.Json.EnumerateObject())
            if (IsNamed(property, name)) return Value.Of(property.Value);

        return Value.Undefined;
    }

    // Plain names, which nearly all are, without making a string of each.
    private static bool IsNamed(JsonProperty property, string name)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        return Ascii.IsValid(raw) && !raw.Contains((byte)'\\')
            ? raw.Length == name.Length && Ascii.EqualsIgnoreCase(raw, name)
            : property.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>An item by place; not there when the array is shorter.</summary>
    public static Value Item(Value list, double place) =>
        list.IsList && place >= 0 && place < list.Json.GetArrayLength() ? Value.Of(list.Json[(int)place]) : Value.Undefined;
}

/// <summary>A compiled expression.</summary>
/// <param name="scope">What names stand for.</param>
/// <param name="substitute">Whether a path that leads nowhere stands for its own source, <c>${path}</c>, as in shown text.</param>
internal delegate Value Evaluate(in Scope scope, bool substitute);
