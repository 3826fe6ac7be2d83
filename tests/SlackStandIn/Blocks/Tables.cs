using System.Text.Json;
using System.Text.Json.Nodes;
using static ChatRuns.StandIns.Blocks.Property;
using static ChatRuns.StandIns.Blocks.Rules;

namespace ChatRuns.StandIns.Blocks;

/// <summary>What holds between the cells of a table: equal rows, one table in a message, 10,000 characters.</summary>
internal static class Tables
{
    private const int MostCharacters = 10_000;

    /// <summary>Cells other than rich_text.</summary>
    public static IReadOnlyDictionary<string, Shape> Cells { get; } = new Dictionary<string, Shape>
    {
        ["raw_text"] = new(Must("type", Text(50)), Must("text", Text(MostCharacters))),
        ["raw_number"] = new(Must("type", Text(50)), Must("value", Number()), Must("text", Text(MostCharacters))),
    };

    public static void Check(JsonObject block, string at, Faults faults)
    {
        faults.Count(at, "tables", 1, 1);
        Even(block, at, faults);
    }

    public static void CheckData(JsonObject block, string at, Faults faults)
    {
        Even(block, at, faults);
        if (block["rows"] is JsonArray { Count: > 0 } rows && rows[0] is JsonArray head && head.Any(c => (string?)c?["type"] != "raw_text"))
            faults.Add($"{at}/rows/0", "the first row holds raw_text only");
    }

    private static void Even(JsonObject block, string at, Faults faults)
    {
        if (block["rows"] is not JsonArray rows) return;
        if (rows.OfType<JsonArray>().Select(r => r.Count).Distinct().Count() > 1) faults.Add($"{at}/rows", "all rows must have the same number of cells");
        faults.Count(at, "characters of tables", Texts(rows).Sum(t => t.Length), MostCharacters);
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Texts),
        JsonObject o => o.SelectMany(p => p.Key == "text" && p.Value?.GetValueKind() == JsonValueKind.String ? [(string)p.Value!] : Texts(p.Value)),
        _ => [],
    };
}

/// <summary>data_visualization: pie, bar, line and area.</summary>
internal static class Charts
{
    private static readonly Rule s_point = Of(new Shape(Must("label", Text(20)), Must("value", Number())));

    private static readonly Rule s_series = List(Of(new Shape(Must("name", Text(20)), Must("data", List(s_point, 1, 20)))), 1, 6);

    private static readonly Rule s_axes = Of(new Shape(Must("categories", List(Text(20), 1, 20)), May("x_label", Text(50)), May("y_label", Text(50))));

    private static readonly Dictionary<string, Shape> s_kinds = new()
    {
        ["pie"] = new(Must("type", Text(50)), Must("segments", List(s_point, 1, 6))),
        ["bar"] = Axes(),
        ["line"] = Axes(),
        ["area"] = Axes(),
    };

    /// <summary>The chart of a block.</summary>
    public static void Chart(JsonNode? value, string at, Faults faults) => Of(() => s_kinds, [.. s_kinds.Keys])(value, at, faults);

    private static Shape Axes() => new(Must("type", Text(50)), Must("series", s_series), Must("axis_config", s_axes)) { Also = LabelsAreCategories };

    private static void LabelsAreCategories(JsonObject chart, string at, Faults faults)
    {
        if (chart["axis_config"]?["categories"] is not JsonArray categories || chart["series"] is not JsonArray series) return;
        var known = categories.Select(c => c?.ToString()).ToList();
        var strangers = series.SelectMany(s => s?["data"] as JsonArray ?? []).Select(p => p?["label"]?.ToString()).Where(l => !known.Contains(l));
        if (strangers.Any()) faults.Add(at, "labels must be among the categories");
        if (series.Select(s => s?["name"]?.ToString()).Distinct().Count() != series.Count) faults.Add(at, "names of series must differ");
    }
}
