using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Out;

/// <summary>What can be pressed and filled in on a card, as a client finds it.</summary>
internal static class CardActions
{
    /// <summary>The action of that title, id or verb; throws with what there is instead.</summary>
    public static JsonObject Find(JsonObject card, string what)
    {
        var all = All(card).Where(o => (string?)o["type"] is { } type && type.StartsWith("Action.", StringComparison.Ordinal)).ToList();
        return all.FirstOrDefault(a => (string?)a["title"] == what || (string?)a["id"] == what || (string?)a["verb"] == what)
            ?? throw new InvalidOperationException($"There is no {what} to press. There is: {string.Join(", ", all.Select(a => (string?)a["title"] ?? (string?)a["verb"]))}");
    }

    /// <summary>An action's own data with all inputs of the card merged into it; throws where the client would not send.</summary>
    public static JsonObject Data(JsonObject card, JsonObject action, IReadOnlyDictionary<string, string> filled)
    {
        var data = action["data"]?.DeepClone() as JsonObject ?? [];
        if ((string?)action["associatedInputs"] == "none") return data;
        foreach (var input in All(card).Where(o => (string?)o["type"] is { } type && type.StartsWith("Input.", StringComparison.Ordinal)))
        {
            var id = (string?)input["id"] ?? throw new InvalidOperationException("An input has no id.");
            var value = filled.TryGetValue(id, out var typed) ? typed : input["value"]?.ToString();
            if (string.IsNullOrEmpty(value) && (bool?)input["isRequired"] == true) throw new InvalidOperationException($"The input {id} is required.");
            if (value is not null) data[id] = value;
        }

        return data;
    }

    // Fallbacks are for clients that do not know what they stand for: this one knows all.
    private static IEnumerable<JsonObject> All(JsonNode? at) => at switch
    {
        JsonObject o => o.Where(m => m.Key is not ("fallback" or "refresh" or "data")).SelectMany(m => All(m.Value)).Prepend(o),
        JsonArray list => list.SelectMany(All),
        _ => [],
    };
}
