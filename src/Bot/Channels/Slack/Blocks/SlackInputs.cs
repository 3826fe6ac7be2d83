using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// What people filled in, from <c>state.values</c> of an interaction: <c>{block_id: {action_id: {type, value|selected_…}}}</c>. A
/// block_id is "in:ID", of the further parts of a long text "in+1:ID"; the action_id of a toggle tells what it sends when it is off.
/// </summary>
internal static class SlackInputs
{
    private const string Off = "off:";

    /// <summary>The values by name, as Adaptive Cards send them: text; a toggle's on or off value; choices separated by commas; "" for nothing.</summary>
    public static IReadOnlyDictionary<string, string> Read(JsonElement stateValues)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (stateValues.ValueKind != JsonValueKind.Object) return values;
        var found = stateValues.EnumerateObject()
            .Where(block => block.Value.ValueKind == JsonValueKind.Object)
            .Select(block => (Place: PlaceOf(block.Name), Elements: block.Value))
            .Where(block => block.Place is not null)
            .OrderBy(block => block.Place!.Value.Part);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (place, elements) in found)
            foreach (var element in elements.EnumerateObject().Where(element => element.Value.ValueKind == JsonValueKind.Object))
                ids[place!.Value.Id] = ids.GetValueOrDefault(place.Value.Id, "") + Value(element.Name, element.Value);
        foreach (var (id, value) in ids) values[InputName.Of(id)] = value;
        return values;
    }

    /// <summary>The block_id of an input, for <c>{"response_action":"errors"}</c>.</summary>
    public static string BlockOf(string inputId) => BlockOf(inputId, 0);

    /// <summary>A button's data with the inputs beside it. What the button itself says cannot be overwritten by an input.</summary>
    public static JsonElement Merge(JsonElement data, IReadOnlyDictionary<string, string> inputs)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in inputs) merged[name] = value;
        if (data.ValueKind == JsonValueKind.Object)
            foreach (var member in data.EnumerateObject()) merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return JsonSerializer.SerializeToElement(merged);
    }

    /// <summary>The block_id of a part of a long text.</summary>
    internal static string BlockOf(string inputId, int part) =>
        part == 0 ? "in:" + inputId : string.Create(CultureInfo.InvariantCulture, $"in+{part}:{inputId}");

    /// <summary>The action_id of an input's element.</summary>
    internal static string ActionOf(JsonObject input, int part = 0) =>
        input.Text("type") == "Input.Toggle" ? $"{Off}{Uri.EscapeDataString(OffValue(input))}:{input.Text("id")}" : "on:" + BlockOf(input.Text("id"), part);

    /// <summary>What a toggle sends when it is on.</summary>
    internal static string On(JsonObject toggle) => toggle.Text("valueOn") is { Length: > 0 } on ? on : "true";

    private static string OffValue(JsonObject toggle) => toggle.Text("valueOff") is { Length: > 0 } off ? off : "false";

    private static (string Id, int Part)? PlaceOf(string block)
    {
        var colon = block.IndexOf(':', StringComparison.Ordinal);
        if (!block.StartsWith("in", StringComparison.Ordinal) || colon < 0) return null;
        var part = 0;
        if (colon > 2 && (block[2] != '+' || !int.TryParse(block.AsSpan(3, colon - 3), NumberStyles.None, CultureInfo.InvariantCulture, out part))) return null;
        return (block[(colon + 1)..], part);
    }

    private static string Value(string action, JsonElement element)
    {
        foreach (var name in (ReadOnlySpan<string>)["value", "selected_date", "selected_time"])
            if (Text(element, name) is { } text) return text;
        if (element.TryGetProperty("selected_option", out var one) && one.ValueKind == JsonValueKind.Object) return Text(one, "value") ?? "";
        if (!element.TryGetProperty("selected_options", out var several) || several.ValueKind != JsonValueKind.Array) return "";
        var values = several.EnumerateArray().Where(option => option.ValueKind == JsonValueKind.Object).Select(option => Text(option, "value") ?? "").ToList();
        if (values.Count > 0 || !action.StartsWith(Off, StringComparison.Ordinal)) return string.Join(',', values);
        return Uri.UnescapeDataString(action[Off.Length..action.IndexOf(':', Off.Length)]);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
