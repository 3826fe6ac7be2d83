using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Cards;

/// <summary>The words of a bound card in reading order, for notifications and wherever no card can be drawn. Times are in UTC.</summary>
internal static partial class PlainText
{
    /// <summary>Of a bound card.</summary>
    public static string Of(JsonObject card)
    {
        var lines = new List<string>();
        Walk(card["body"], lines);
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static void Walk(JsonNode? node, List<string> lines)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Walk(item, lines);
            return;
        }

        if (node is not JsonObject element || element["isVisible"]?.GetValue<bool>() == false) return;
        switch (Text(element["type"]))
        {
            case "TextBlock" or "RichTextBlock":
                lines.Add(Words(element));
                break;
            case "Container":
                Walk(element["items"], lines);
                break;
            case "ColumnSet":
                lines.Add(Beside(element["columns"]!.AsArray().Select(column => column!["items"]), " "));
                break;
            case "Table":
                foreach (var row in element["rows"]!.AsArray())
                    lines.Add(Beside(row!["cells"]!.AsArray().Select(cell => cell!["items"]), " · "));
                break;
            case "FactSet":
                lines.AddRange(element["facts"]!.AsArray().Select(fact => $"{Plain(Text(fact!["title"]))}: {Plain(Text(fact["value"]))}"));
                break;
            case "ChatRuns.Bars":
                Walk(element["fallback"], lines);
                break;
            case "Image":
                lines.Add(Text(element["altText"]));
                break;
        }
    }

    private static string Beside(IEnumerable<JsonNode?> cells, string between)
    {
        var (texts, lines) = (new List<string>(), new List<string>());
        foreach (var cell in cells)
        {
            lines.Clear();
            Walk(cell, lines);
            lines.RemoveAll(line => line.Length == 0);
            if (lines.Count > 0) texts.Add(lines is [var only] ? only : string.Join(' ', lines));
        }

        return string.Join(between, texts);
    }

    private static string Words(JsonObject element) => element["inlines"] is JsonArray inlines
        ? WithTimes(string.Concat(inlines.Select(inline => inline is JsonObject run ? Text(run["text"]) : Text(inline))))
        : Plain(Text(element["text"]));

    // Only our own words stand in TextBlocks, so dropping the marks of bold and links is safe.
    private static string Plain(string text)
    {
        var unmarked = text.Replace("**", "", StringComparison.Ordinal);
        return WithTimes(unmarked.Contains("](", StringComparison.Ordinal) ? Link().Replace(unmarked, "$1") : unmarked);
    }

    /// <summary>With times as words, in UTC.</summary>
    public static string WithTimes(string text) => !text.Contains("{{", StringComparison.Ordinal) ? text : HtmlTime.Pattern().Replace(text, match =>
        DateTimeOffset.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.UtcDateTime.ToString(match.Groups[1].Value == "DATE" ? "yyyy-MM-dd" : "HH:mm 'UTC'", CultureInfo.InvariantCulture)
            : match.Value);

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
