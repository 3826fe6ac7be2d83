using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Cards;

/// <summary>The words of a bound card in reading order, for notifications and wherever no card can be drawn.</summary>
internal static partial class PlainText
{
    /// <summary>Of a bound card, with times in UTC; in the reader's zone where there is one reader.</summary>
    public static string Of(JsonObject card, TimeZoneInfo? zone = null)
    {
        var lines = new List<string>();
        Walk(card["body"], lines, zone ?? TimeZoneInfo.Utc);
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static void Walk(JsonNode? node, List<string> lines, TimeZoneInfo zone)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Walk(item, lines, zone);
            return;
        }

        if (node is not JsonObject element || element["isVisible"]?.GetValue<bool>() == false) return;
        switch (Text(element["type"]))
        {
            case "TextBlock" or "RichTextBlock":
                lines.Add(Words(element, zone));
                break;
            case "Container":
                Walk(element["items"], lines, zone);
                break;
            case "ColumnSet":
                lines.Add(Beside(element["columns"]!.AsArray().Select(column => column!["items"]), " ", zone));
                break;
            case "Table":
                foreach (var row in element["rows"]!.AsArray())
                    lines.Add(Beside(row!["cells"]!.AsArray().Select(cell => cell!["items"]), " · ", zone));
                break;
            case "FactSet":
                lines.AddRange(element["facts"]!.AsArray().Select(fact => $"{Plain(Text(fact!["title"]), zone)}: {Plain(Text(fact["value"]), zone)}"));
                break;
            case "ChatRuns.Bars":
                Walk(element["fallback"], lines, zone);
                break;
            case "Image":
                lines.Add(Text(element["altText"]));
                break;
        }
    }

    private static string Beside(IEnumerable<JsonNode?> cells, string between, TimeZoneInfo zone)
    {
        var (texts, lines) = (new List<string>(), new List<string>());
        foreach (var cell in cells)
        {
            lines.Clear();
            Walk(cell, lines, zone);
            lines.RemoveAll(line => line.Length == 0);
            if (lines.Count > 0) texts.Add(lines is [var only] ? only : string.Join(' ', lines));
        }

        return string.Join(between, texts);
    }

    private static string Words(JsonObject element, TimeZoneInfo zone) => element["inlines"] is JsonArray inlines
        ? WithTimes(string.Concat(inlines.Select(inline => inline is JsonObject run ? Text(run["text"]) : Text(inline))), zone)
        : Plain(Text(element["text"]), zone);

    // Only our own words stand in TextBlocks, so dropping the marks of bold and links is safe.
    private static string Plain(string text, TimeZoneInfo zone)
    {
        var unmarked = text.Replace("**", "", StringComparison.Ordinal);
        return WithTimes(unmarked.Contains("](", StringComparison.Ordinal) ? Link().Replace(unmarked, "$1") : unmarked, zone);
    }

    /// <summary>With times as words, in UTC unless a zone is given.</summary>
    public static string WithTimes(string text, TimeZoneInfo? zone = null) => !text.Contains("{{", StringComparison.Ordinal) ? text : HtmlTime.Pattern().Replace(text, match =>
        DateTimeOffset.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? Clock(TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc), match.Groups[1].Value == "DATE", zone is null || zone.Equals(TimeZoneInfo.Utc))
            : match.Value);

    private static string Clock(DateTimeOffset at, bool isDate, bool isUtc) =>
        at.ToString(isDate ? "yyyy-MM-dd" : isUtc ? "HH:mm 'UTC'" : "HH:mm", CultureInfo.InvariantCulture);

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
