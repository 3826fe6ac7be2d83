using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Tables. One with many columns is drawn as rows of columns, as only those can be left out where the card is narrow: a phone shows the first
/// three, and the rest is one press away.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Adaptive Cards: responsive layout" (targetWidth); @microsoft/teams.cards 2.0.16, IColumn and ITable.</remarks>
internal static class TeamsTables
{
    private const int ColumnsMost = 4;
    private const int ColumnsOnPhones = 3;

    /// <summary>Draws one.</summary>
    /// <param name="element">As bound.</param>
    /// <param name="table">The same with its rows drawn.</param>
    public static JsonObject Draw(JsonObject element, JsonObject table)
    {
        var isHead = element.Truth("firstRowAsHeader", otherwise: true);
        var widths = element.Items("columns").Select(column => column["width"]).ToList();
        if (widths.Count > ColumnsMost) return Rows(table, widths, isHead);
        // The specification says firstRowAsHeader, and clients read firstRowAsHeaders, which is true where it is missing.
        table.Remove("firstRowAsHeader");
        table["firstRowAsHeaders"] = isHead;
        return table;
    }

    private static JsonObject Rows(JsonObject table, List<JsonNode?> widths, bool isHead)
    {
        var rows = table.Items("rows").Select((row, place) => (JsonNode)Row(row, widths, isHead && place == 0)).ToArray();
        var container = new JsonObject { ["type"] = "Container", ["items"] = new JsonArray(rows) };
        foreach (var name in (ReadOnlySpan<string>)["spacing", "separator"])
            if (table[name] is { } value) container[name] = value.DeepClone();
        return container;
    }

    private static JsonObject Row(JsonObject row, List<JsonNode?> widths, bool isHead) => new()
    {
        ["type"] = "ColumnSet",
        ["spacing"] = "Small",
        ["columns"] = new JsonArray([.. row.Items("cells").Select((cell, place) => Column(cell, place, widths.ElementAtOrDefault(place), isHead))]),
    };

    private static JsonObject Column(JsonObject cell, int place, JsonNode? width, bool isHead)
    {
        var column = (JsonObject)cell.DeepClone();
        column["type"] = "Column";
        column["spacing"] = "Small";
        column["width"] = width?.DeepClone() ?? "stretch";
        if (place >= ColumnsOnPhones) column["targetWidth"] = "atLeast:Standard";
        if (isHead)
            foreach (var text in column.Items("items").Where(item => item.Text("type") == "TextBlock")) text["weight"] = "Bolder";
        return column;
    }
}
