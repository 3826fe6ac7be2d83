using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Cards.Html;

/// <summary>Container, ColumnSet, Table and Image.</summary>
internal static class HtmlLayout
{
    /// <summary>A box, tinted where it has a style.</summary>
    public static void Container(HtmlCard card, JsonObject element)
    {
        var classes = "box" + (element.Text("style") is { Length: > 0 } style ? " tinted" + CardNode.ToneClass(style) : "")
            + (element.Truth("bleed") ? " bleed" : "") + Spacing(element) + Named(element);
        card.Html.Open("div", classes);
        card.Elements(element["items"]);
        card.Html.Close("div");
    }

    /// <summary>Columns: "auto" as wide as their content, "stretch" the rest, a number by weight.</summary>
    public static void ColumnSet(HtmlCard card, JsonObject element)
    {
        // Columns without content are a bar: their weights are what it shows.
        var isBar = element.Items("columns").All(column => !column.Items("items").Any());
        card.Html.Open("div", "columns" + (isBar ? " bar" : "") + Spacing(element) + Named(element));
        foreach (var column in element.Items("columns"))
        {
            var weight = column["width"] is JsonValue value && value.TryGetValue<double>(out var number) ? number : (double?)null;
            var width = weight is null ? (column.Word("width") is "auto" ? " auto" : " stretch") : " weighted";
            var tone = column.Text("style") is { Length: > 0 } style ? " tinted" + CardNode.ToneClass(style) : "";
            card.Html.Open("div", "column" + width + tone + Align(column),
                ("data-grow", weight is { } w ? string.Create(CultureInfo.InvariantCulture, $"{w:0.##}") : null));
            card.Elements(column["items"]);
            card.Html.Close("div");
        }

        card.Html.Close("div");
    }

    /// <summary>A real table; the first row is its head where the card says so.</summary>
    public static void Table(HtmlCard card, JsonObject element)
    {
        var hasHead = element.Truth("firstRowAsHeader", otherwise: true);
        var rows = element.Items("rows").ToList();
        card.Html.Open("div", "scroll" + Spacing(element)).Open("table", "table" + Named(element));
        Widths(card, element);
        for (var i = 0; i < rows.Count; i++)
        {
            var isHead = hasHead && i == 0;
            if (isHead) card.Html.Raw("<thead>");
            else if (i == (hasHead ? 1 : 0)) card.Html.Raw("<tbody>");
            Row(card, rows[i], isHead);
            if (isHead) card.Html.Raw("</thead>");
        }

        card.Html.Raw(rows.Count > (hasHead ? 1 : 0) ? "</tbody>" : "").Close("table").Close("div");
    }

    /// <summary>A picture with the words that stand for it.</summary>
    public static void Image(HtmlCard card, JsonObject element)
    {
        if (!HtmlUrl.IsSafe(element.Text("url"))) throw new NotSupportedException("HtmlCard draws pictures from http, https and own addresses only.");
        card.Html.Open("img", "image", ("src", element.Text("url")), ("alt", element.Text("altText")), ("loading", "lazy"));
    }

    /// <summary>The classes of the space and the line above an element.</summary>
    public static string Spacing(JsonObject element) =>
        (element.Word("spacing") is { Length: > 0 } and not "default" and var spacing ? " space-" + spacing : "")
        + (element.Truth("separator") ? " separator" : "");

    private static void Widths(HtmlCard card, JsonObject element)
    {
        var weights = element.Items("columns").Select(column => column["width"] is JsonValue value && value.TryGetValue<double>(out var w) ? w : 1).ToList();
        card.Html.Raw("<colgroup>");
        foreach (var weight in weights)
            card.Html.Open("col", null, ("data-width", string.Create(CultureInfo.InvariantCulture, $"{100 * weight / weights.Sum():0.#}%")));
        card.Html.Close("colgroup");
    }

    private static void Row(HtmlCard card, JsonObject row, bool isHead)
    {
        card.Html.Open("tr", row.Text("style") is { Length: > 0 } style ? "tinted" + CardNode.ToneClass(style) : null);
        foreach (var cell in row.Items("cells"))
        {
            var tag = isHead ? "th" : "td";
            card.Html.Open(tag, Align(cell), ("scope", isHead ? "col" : null));
            if (cell["selectAction"] is JsonObject action) HtmlActions.Select(card, action, cell["items"]);
            else card.Elements(cell["items"]);
            card.Html.Close(tag);
        }

        card.Html.Close("tr");
    }

    private static string Align(JsonObject element) =>
        element.Word("verticalContentAlignment") is "center" ? " middle" : "";

    // Ids of layout elements are written in our templates only; they let the style sheet fold one table and not another.
    private static string Named(JsonObject element) => element.Word("id") is { Length: > 0 } id ? " is-" + id : "";
}
