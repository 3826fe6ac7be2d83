using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// A button for several entries of a card's list: its data names them, "1042.1:digest" each, and its title ends with their number. Where
/// fewer are shown it is for those alone.
/// </summary>
internal static class SlackMany
{
    private const int Fewest = 2;

    /// <summary>Whether an action is such a button, with its form or without.</summary>
    public static bool IsMany(JsonObject action) => Items(action) is not null;

    /// <summary>The button for what is shown; null where that is fewer than two. Any other action as it is.</summary>
    /// <param name="action">The action, which is changed.</param>
    /// <param name="shown">The entries that are shown whole.</param>
    public static JsonObject? Of(JsonObject action, IReadOnlyList<JsonObject> shown)
    {
        if (Items(action) is not { } items) return action;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in shown) Names(entry, names);
        var kept = items.Select(item => item!.ToString()).Where(names.Contains).ToList();
        if (kept.Count < Fewest) return null;
        Send(action)!["data"]!["items"] = new JsonArray([.. kept.Select(item => (JsonNode)item)]);
        var title = action.Text("title");
        action["title"] = $"{title[..(title.LastIndexOf(' ') + 1)]}{kept.Count}";
        return action;
    }

    private static JsonArray? Items(JsonObject action) => Send(action)?["data"]?["items"] as JsonArray;

    private static JsonObject? Send(JsonObject action) => action.Text("type") == "Action.ShowCard"
        ? (action["card"] as JsonObject)?.Items("actions").FirstOrDefault()
        : action;

    // What the buttons of an entry are about.
    private static void Names(JsonNode? node, HashSet<string> names)
    {
        if (node is JsonArray list)
            foreach (var item in list) Names(item, names);
        if (node is not JsonObject element) return;
        if (element["data"] is JsonObject data && data.Text("id") is { Length: > 0 } id) names.Add($"{id}:{data.Text("digest")}");
        foreach (var (_, child) in element) Names(child, names);
    }
}
