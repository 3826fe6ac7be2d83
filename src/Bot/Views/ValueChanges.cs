using System.Text.Json;

namespace ChatRuns.Bot.Views;

/// <summary>One place at which two values differ.</summary>
/// <param name="Path">"count", "steps.scan.timeout", "files[2]"; empty for the whole value.</param>
/// <param name="Before">As it was, texts without quotes, maps and lists as JSON; null where it was not.</param>
/// <param name="After">As it is; null where it is no longer.</param>
internal sealed record ValueChange(string Path, string? Before, string? After);

/// <summary>
/// Compares two JSON values place by place. Members of a list that all have a <c>name</c> are found by it, so that a step put in between changes
/// one place and not all that follow; other lists are compared by index.
/// </summary>
internal static class ValueChanges
{
    /// <summary>Every place, in the order of the later value, what is gone after it. Null stands for no value at all.</summary>
    public static IEnumerable<ValueChange> Between(JsonElement? before, JsonElement? after, string path = "")
    {
        if (before is null && after is null) return [];
        if (before is not { } old || after is not { } now) return [new(path, Text(before), Text(after))];
        if (JsonElement.DeepEquals(old, now)) return [];
        if (Members(old) is { } olds && Members(now) is { } news) return Inside(olds, news, path);
        return [new(path, Text(old), Text(now))];
    }

    private static IEnumerable<ValueChange> Inside(Dictionary<string, JsonElement> olds, Dictionary<string, JsonElement> news, string path)
    {
        foreach (var (key, value) in news)
        {
            foreach (var change in Between(olds.TryGetValue(key, out var old) ? old : null, value, Join(path, key))) yield return change;
        }

        foreach (var (key, value) in olds)
            if (!news.ContainsKey(key)) yield return new(Join(path, key), Text(value), null);
    }

    // Null for what has no members. An empty map or list has none that could differ, and is told as a whole.
    private static Dictionary<string, JsonElement>? Members(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject()) members[member.Name] = member.Value;
            return members.Count == 0 ? null : members;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0) return null;
        var items = value.EnumerateArray().ToList();
        var names = items.Select(Name).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        for (var at = 0; at < items.Count; at++) members[names.Count == items.Count ? names[at] : $"[{at}]"] = items[at];
        return members;
    }

    private static string? Name(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private static string Join(string path, string key) => path.Length == 0 || key.StartsWith('[') ? path + key : $"{path}.{key}";

    private static string? Text(JsonElement? value) => value is not { } given ? null : given.ValueKind == JsonValueKind.String ? given.GetString() : given.GetRawText();
}
