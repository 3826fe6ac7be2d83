using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Bars as Teams draws them itself: the stacked bars of <c>ChatRuns.Bars</c> as a chart, and columns without content as a bar of progress.
/// Clients that know neither get facts, and the columns.
/// </summary>
/// <remarks>Source: @microsoft/teams.cards 2.0.16, IGroupedVerticalBarChart and IProgressBar.</remarks>
internal static class TeamsBars
{
    // Colours that stay apart for eyes that see no red or green; the legend says them in words.
    private static readonly string[] s_colors = ["categoricalBlue", "categoricalMarigold", "categoricalTeal"];

    /// <summary>The chart.</summary>
    public static JsonObject Chart(JsonObject element)
    {
        var series = element["series"]!.AsArray().Select(name => name!.ToString()).ToList();
        if (series.Count > s_colors.Length) throw new NotSupportedException($"TeamsCard draws at most {s_colors.Length} series in one chart.");
        var bars = element.Items("bars").ToList();
        return new()
        {
            ["type"] = "Chart.VerticalBar.Grouped",
            ["title"] = element.Text("title"),
            ["showTitle"] = true,
            ["stacked"] = true,
            ["data"] = new JsonArray([.. series.Select((name, place) => Series(name, place, bars, Short([.. bars.Select(bar => bar.Text("label"))])))]),
            ["fallback"] = Facts(element.Text("title"), series, bars),
        };
    }

    /// <summary>Columns without content, whose widths are the bar; null for any other element, and for a bar of nothing.</summary>
    public static JsonObject? Progress(JsonObject element)
    {
        if (element.Text("type") != "ColumnSet" || element.Items("columns").ToList() is not { Count: > 0 } columns || columns.Exists(column => column.Items("items").Any())) return null;
        var widths = columns.ConvertAll(column => double.TryParse(column.Text("width"), CultureInfo.InvariantCulture, out var width) ? width : 0);
        var filled = columns.Zip(widths).Where(pair => pair.First.Text("style").Length > 0).Sum(pair => pair.Second);
        if (filled <= 0) return null;
        var color = columns.Select(column => column.Word("style")).FirstOrDefault(style => style.Length > 0) switch { "good" => "Good", "warning" => "Warning", "attention" => "Attention", _ => "Accent" };
        return new() { ["type"] = "ProgressBar", ["value"] = filled, ["max"] = widths.Sum(), ["color"] = color, ["fallback"] = element.DeepClone() };
    }

    /// <summary>
    /// Labels for a narrow chart, which Teams cuts where they are long: of "5 Oct", "12 Oct" the month is said once. Each stays different from
    /// all others, because bars of one label are one bar.
    /// </summary>
    internal static IReadOnlyList<string> Short(IReadOnlyList<string> labels)
    {
        var (shortened, month) = (new List<string>(), "");
        foreach (var label in labels)
        {
            var isSame = label.Split(' ') is [var day, var its] && day.All(char.IsAsciiDigit) && its == month && !shortened.Contains(day) && !labels.Contains(day);
            shortened.Add(isSame ? label.Split(' ')[0] : label);
            month = label.Split(' ') is [_, var now] ? now : "";
        }

        return shortened;
    }

    private static JsonObject Series(string name, int place, List<JsonObject> bars, IReadOnlyList<string> labels) => new()
    {
        ["legend"] = name,
        ["color"] = s_colors[place],
        ["values"] = new JsonArray([.. bars.Select((bar, at) => new JsonObject { ["x"] = labels[at], ["y"] = Value(bar, place) })]),
    };

    private static JsonObject Facts(string title, List<string> series, List<JsonObject> bars) => new()
    {
        ["type"] = "Container",
        ["items"] = new JsonArray(
            new JsonObject { ["type"] = "TextBlock", ["text"] = title, ["wrap"] = true, ["weight"] = "Bolder" },
            new JsonObject
            {
                ["type"] = "FactSet",
                ["facts"] = new JsonArray([.. bars.Select(bar => new JsonObject
                {
                    ["title"] = bar.Text("label"),
                    ["value"] = string.Join(" · ", series.Select((name, place) => string.Create(CultureInfo.InvariantCulture, $"{Value(bar, place):N0} {name.ToLowerInvariant()}"))),
                })]),
            }),
    };

    private static long Value(JsonObject bar, int place) => Math.Max(0, (long)bar["values"]![place]!.GetValue<double>());
}
