using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Cards.Html;

/// <summary>
/// ChatRuns.Bars: stacked bars as inline SVG, told apart by pattern as well as colour, with a legend in words. The picture is hidden
/// from screen readers, which get the table of its fallback.
/// </summary>
internal static class HtmlBars
{
    private const int Width = 520;
    private const int Height = 170;
    private const int Foot = 24;
    private const int Left = 40;

    private static readonly string[] Fills = ["bar-a", "bar-b", "bar-c"];

    /// <summary>Draws it.</summary>
    public static void Draw(HtmlCard card, JsonObject element)
    {
        var series = element["series"]!.AsArray().Select(name => name!.ToString()).ToList();
        if (series.Count > Fills.Length) throw new NotSupportedException($"HtmlCard draws at most {Fills.Length} series in one chart.");
        var bars = element.Items("bars").ToList();
        var most = Math.Max(1, bars.Select(bar => Values(bar).Sum()).DefaultIfEmpty(0).Max());
        var id = card.Html.NewId();
        card.Html.Open("figure", "bars").Open("figcaption", "text subtle").Text(element.Text("title")).Close("figcaption");
        Legend(card.Html, series);
        card.Html.Open("svg", null, ("viewBox", $"0 0 {Width} {Height}"), ("aria-hidden", "true"), ("focusable", "false"));
        Patterns(card.Html, id);
        Scale(card.Html, most);
        for (var i = 0; i < bars.Count; i++) Bar(card.Html, bars[i], i, bars.Count, most, id);
        card.Html.Close("svg").Close("figure");
        if (element["fallback"] is not JsonObject fallback) return;
        card.Html.Raw("<details class=\"numbers\"><summary>The numbers as a table</summary>");
        card.Element(fallback);
        card.Html.Raw("</details>");
    }

    private static void Legend(HtmlWriter html, List<string> series)
    {
        html.Open("ul", "legend");
        for (var i = 0; i < series.Count; i++)
            html.Raw("<li>").Open("span", "key " + Fills[i], ("aria-hidden", "true")).Close("span").Text(series[i]).Raw("</li>");
        html.Close("ul");
    }

    // Patterns lie over the colours: stripes and dots stay apart in print, in the dark and for eyes that see no red.
    private static void Patterns(HtmlWriter html, string id) => html.Raw($"""
        <defs><pattern id="{id}-b" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="bar-b"/><rect width="2" height="6" class="bar-over"/></pattern><pattern id="{id}-c" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="bar-c"/><circle cx="3" cy="3" r="1.2" class="bar-over"/></pattern></defs>
        """);

    private static void Scale(HtmlWriter html, long most)
    {
        foreach (var mark in new[] { 0, most })
        {
            var y = Number(Y(mark, most));
            html.Raw($"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{y}\" y2=\"{y}\" class=\"axis\"/>");
            html.Raw($"<text x=\"{Left - 6}\" y=\"{y}\" class=\"tick end\">{mark.ToString("N0", CultureInfo.InvariantCulture)}</text>");
        }
    }

    private static void Bar(HtmlWriter html, JsonObject bar, int place, int count, long most, string id)
    {
        var step = (double)(Width - Left) / Math.Max(1, count);
        var x = Left + (place * step) + (step * 0.15);
        long below = 0;
        foreach (var (value, series) in Values(bar).Select((value, series) => (value, series)))
        {
            if (value > 0)
            {
                var (top, bottom) = (Y(below + value, most), Y(below, most));
                var fill = series == 0 ? "class=\"bar-a\"" : $"fill=\"url(#{id}-{(series == 1 ? 'b' : 'c')})\"";
                html.Raw($"<rect x=\"{Number(x)}\" y=\"{Number(top)}\" width=\"{Number(step * 0.7)}\" height=\"{Number(bottom - top)}\" {fill}/>");
            }

            below += value;
        }

        html.Raw($"<text x=\"{Number(x + (step * 0.35))}\" y=\"{Height - 4}\" class=\"tick{(place % 3 == 0 ? "" : " sparse")}\">").Text(bar.Text("label")).Raw("</text>");
    }

    private static double Y(long value, long most) => 8 + ((Height - Foot - 8) * (1 - ((double)value / most)));

    private static IEnumerable<long> Values(JsonObject bar) =>
        bar["values"]!.AsArray().Select(value => Math.Max(0, (long)value!.GetValue<double>()));

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
