using System.Text.Json;

namespace ChatRuns.Steps;

/// <summary>A message is not what the protocol says; the message of this exception completes "line 7 is not understood: …".</summary>
internal sealed class MessageException(string message) : Exception(message);

/// <summary>The members of one message, asked for by name and type; what does not fit is said by name.</summary>
internal sealed class MessageMembers(JsonElement message)
{
    /// <summary>A text; null when it is absent or null.</summary>
    public string? Text(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new MessageException($"'{name}' is a text, not {Kind(value)}");

    /// <summary>A text that must be there.</summary>
    public string NeededText(string name) => Text(name) ?? throw new MessageException($"it needs '{name}'");

    /// <summary>A number in a range; null when it is absent or null.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value) return null;
        var number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
        if (number >= least && number <= most) return number;
        throw new MessageException($"'{name}' is a number from {least} to {most}, not {value.GetRawText()}");
    }

    /// <summary>An object that must be there.</summary>
    public JsonElement Object(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Object } value
            ? value
            : throw new MessageException($"'{name}' is an object, such as {{\"path\":\"a.txt\"}}");

    /// <summary>Any value that must be there; null counts.</summary>
    public JsonElement Value(string name)
    {
        if (!message.TryGetProperty(name, out var value)) throw new MessageException($"it needs '{name}'");
        Check(value);
        return value.Clone();
    }

    /// <summary>Refuses members that the message does not have: a slip such as <c>confidense</c> must not pass unseen.</summary>
    public ProgramMessage Only(ProgramMessage read, params ReadOnlySpan<string> known)
    {
        foreach (var member in message.EnumerateObject())
        {
            if (member.Name != "chatruns" && !known.Contains(member.Name))
                throw new MessageException($"it has no member '{member.Name}'; its members are {string.Join(", ", known!)}");
        }

        return read;
    }

    // Reads every text once, so that half a character is found now and not by whoever shows it later.
    private static void Check(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) _ = value.GetString();
        else if (value.ValueKind == JsonValueKind.Array) foreach (var item in value.EnumerateArray()) Check(item);
        else if (value.ValueKind == JsonValueKind.Object) foreach (var member in value.EnumerateObject()) Check(member.Value);
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };

    private JsonElement? Find(string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
