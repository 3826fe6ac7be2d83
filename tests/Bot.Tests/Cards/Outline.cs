using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Tests.Cards;

/// <summary>A bound card in a few lines: title, words, then buttons with what they send. Small enough to be read in a review.</summary>
internal static class Outline
{
    public static string Of(BoundCard card)
    {
        var outline = new StringBuilder();
        outline.Append("# ").Append(card.Title).Append('\n').Append(card.Text).Append('\n');
        Actions(card.Json, outline, "");
        return outline.ToString();
    }

    private static void Actions(JsonNode? node, StringBuilder outline, string indent)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Actions(item, outline, indent);
            return;
        }

        if (node is not JsonObject element) return;
        var type = element["type"]?.ToString() ?? "";
        if (type.StartsWith("Input.", StringComparison.Ordinal))
            outline.Append(CultureInfo.InvariantCulture, $"{indent}{type} {element["id"]} \"{element["label"] ?? element["title"]}\" = {element["value"]?.ToJsonString()}\n");
        if (type.StartsWith("Action.", StringComparison.Ordinal))
        {
            outline.Append($"{indent}[{element["title"]}] {element["verb"]} {Shorten(element["data"]?.ToJsonString())}{element["url"]}".TrimEnd()).Append('\n');
            Actions(element["card"], outline, indent + "  ");
            return;
        }

        foreach (var (name, child) in element)
            if (name != "fallback") Actions(child, outline, indent);
    }

    private static string? Shorten(string? data) =>
        data is null ? null : System.Text.RegularExpressions.Regex.Replace(data, "[0-9a-f]{64}", match => match.Value[..6] + "…");
}
