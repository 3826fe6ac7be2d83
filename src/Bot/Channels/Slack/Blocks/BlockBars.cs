using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>Bars as block characters: in a line of text, and the stacked bars of <c>ChatRuns.Bars</c> in preformatted text.</summary>
internal static class BlockBars
{
    private const int Width = 10;
    private const int ChartWidth = 18;
    private const int WidestLabel = 12;
    private const char Full = '▰';
    private const char Empty = '▱';

    // Told apart by density, as there are no colours.
    private static readonly char[] Fills = ['█', '▓', '░'];

    /// <summary>Columns without content, whose widths are the bar: "▰▰▰▱▱▱▱▱▱▱". Null for any other element.</summary>
    public static string? OfColumns(JsonObject element)
    {
        if (element.Text("type") != "ColumnSet" || element.Items("columns").Any(column => column.Items("items").Any())) return null;
        double Sum(bool isFilled) => element.Items("columns").Where(column => column.Text("style").Length > 0 == isFilled)
            .Sum(column => double.TryParse(column.Text("width"), CultureInfo.InvariantCulture, out var width) ? width : 0);
        var (filled, rest) = (Sum(true), Sum(false));
        var cells = filled + rest > 0 ? (int)Math.Round(Width * filled / (filled + rest)) : 0;
        if (filled > 0) cells = Math.Max(1, cells);
        return new string(Full, cells) + new string(Empty, Width - cells);
    }

    /// <summary>Whether a text is such a bar.</summary>
    public static bool IsBar(string text) => text.Length == Width && text.All(c => c is Full or Empty);

    /// <summary>Whether a bar shows nothing.</summary>
    public static bool IsEmpty(string text) => IsBar(text) && !text.Contains(Full, StringComparison.Ordinal);

    /// <summary>A bar as it is drawn in a typewriter face; any other text as it is.</summary>
    public static string InChart(string text) => IsBar(text) ? text.Replace(Full, Fills[0]).Replace(Empty, Fills[2]) : text;

    /// <summary>The chart: a line for each bar, with a legend in words.</summary>
    public static void Draw(BlockWriter writer, JsonObject element)
    {
        var series = element["series"]!.AsArray().Select(name => name!.ToString()).ToList();
        if (series.Count > Fills.Length) throw new NotSupportedException($"BlockKit draws at most {Fills.Length} series in one chart.");
        var bars = element.Items("bars").ToList();
        var most = Math.Max(1, bars.Select(bar => Values(bar).Sum()).DefaultIfEmpty(0).Max());
        var label = Math.Min(WidestLabel, bars.Select(bar => bar.Text("label").Length).DefaultIfEmpty(0).Max());
        writer.Break();
        writer.Paragraph(new([new(element.Text("title")) { IsBold = true }]));
        var lines = bars.Select(bar => $"{SlackLimit.Cut(bar.Text("label"), WidestLabel).PadRight(label)} {Line(bar, most)} {Values(bar).Sum()}");
        var legend = string.Join("   ", series.Select((name, place) => $"{Fills[place]} {name}"));
        writer.Preformatted(string.Join('\n', [legend, "", .. lines]));
    }

    private static string Line(JsonObject bar, long most)
    {
        var line = "";
        long below = 0;
        foreach (var (value, place) in Values(bar).Select((value, place) => (value, place)))
        {
            below += value;
            var end = (int)Math.Round((double)ChartWidth * below / most);
            // What there is, is seen, however little.
            line += new string(Fills[place], Math.Max(value > 0 ? 1 : 0, end - line.Length));
        }

        return line;
    }

    private static IEnumerable<long> Values(JsonObject bar) =>
        bar["values"]!.AsArray().Select(value => Math.Max(0, (long)value!.GetValue<double>()));
}
