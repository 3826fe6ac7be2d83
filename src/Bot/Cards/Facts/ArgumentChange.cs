using System.Text.Json;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>One argument that differs between two revisions of an action.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">Its value before, JSON for anything but text; null where it was not given.</param>
/// <param name="After">Its value after; null where it is not given any more.</param>
internal sealed record ArgumentChange(string Name, string? Before, string? After)
{
    /// <summary>What differs between two objects of arguments: in the order of the first, then what came to it.</summary>
    public static IReadOnlyList<ArgumentChange> Between(JsonElement before, JsonElement after) =>
    [
        .. before.EnumerateObject().Select(a => a.Name).Concat(after.EnumerateObject().Select(a => a.Name)).Distinct()
            .Select(name => new ArgumentChange(name, Value(before, name), Value(after, name)))
            .Where(change => change.Before != change.After),
    ];

    /// <summary>An argument's value as people read it.</summary>
    public static string? Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    /// <summary>"path: a.txt → b.txt; mode: not given → fast".</summary>
    public static string Tell(IReadOnlyList<ArgumentChange> changes) =>
        string.Join("; ", changes.Select(c => $"{c.Name}: {c.Before ?? "not given"} → {c.After ?? "not given"}"));

    private static string? Value(JsonElement arguments, string name) => arguments.TryGetProperty(name, out var value) ? Plain(value) : null;
}
