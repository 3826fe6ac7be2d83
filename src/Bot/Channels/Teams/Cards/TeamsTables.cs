using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Tables. One of five columns is drawn as rows of columns, as only those can be left out where the card is narrow: a phone shows the first
/// three, and the rest is one press away. One of more columns is drawn as three, and what the others say stands in lines below the widest:
/// nothing is cut, and twenty rows are a card that Teams takes.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Adaptive Cards: responsive layout" (targetWidth); @microsoft/teams.cards 2.0.16, IColumn and ITable.</remarks>
internal static class TeamsTables
{
    private const int ColumnsMost = 4;
    private const int ColumnsBeside = 5;
    private const int ColumnsOnPhones = 3;
    private const string Nothing = "–";

    /// <summary>Draws one.</summary>
    /// <param name="element">As bound.</param>
    /// <param name="table">The same with its rows drawn.</param>
    public static JsonObject Draw(JsonObject element, JsonObject table)
    {
        var isHead = element.Truth("firstRowAsHeader", otherwise: true);
        var widths = element.Items("columns").Select(column => column["width"]).ToList();
        if (widths.Count > ColumnsBeside && isHead) return Container(table, Entries(table, widths));
        if (widths.Count > ColumnsMost) return Container(table, table.Items("rows").Select((row, place) => Row(Cells(row), widths, isHead && place == 0)));
        // The specification says firstRowAsHeader, and clients read firstRowAsHeaders, which is true where it is missing.
        table.Remove("firstRowAsHeader");
        table["firstRowAsHeaders"] = isHead;
        return table;
    }

    private static JsonObject Container(JsonObject table, IEnumerable<JsonObject> rows)
    {
        var container = new JsonObject { ["type"] = "Container", ["items"] = new JsonArray([.. rows]) };
        foreach (var name in (ReadOnlySpan<string>)["spacing", "separator"])
            if (table[name] is { } value) container[name] = value.DeepClone();
        return container;
    }

    // Taken out of their row, as a node has one parent.
    private static List<JsonObject> Cells(JsonObject row)
    {
        var cells = row.Items("cells").ToList();
        row.Remove("cells");
        foreach (var cell in cells) ((JsonArray)cell.Parent!).Remove(cell);
        return cells;
    }

    private static JsonObject Row(List<JsonObject> cells, List<JsonNode?> widths, bool isHead)
    {
        foreach (var (place, cell) in cells.Index())
        {
            Column(cell, widths.ElementAtOrDefault(place));
            cell["spacing"] = "Small";
            if (place >= ColumnsOnPhones) cell["targetWidth"] = "atLeast:Standard";
            if (!isHead) continue;
            foreach (var text in cell.Items("items").Where(item => item.Text("type") == "TextBlock")) text["weight"] = "Bolder";
        }

        return new() { ["type"] = "ColumnSet", ["spacing"] = "Small", ["columns"] = new JsonArray([.. cells]) };
    }

    private static void Column(JsonObject cell, JsonNode? width)
    {
        cell["type"] = "Column";
        cell["width"] = width?.DeepClone() ?? "stretch";
    }

    private static IEnumerable<JsonObject> Entries(JsonObject table, List<JsonNode?> widths)
    {
        var rows = table.Items("rows").ToList();
        var heads = rows[0].Items("cells").Select(cell => cell.Items("items").FirstOrDefault()?.Text("text") ?? "").ToList();
        var main = Enumerable.Range(0, ColumnsOnPhones).MaxBy(place => widths[place]?.GetValue<double>() ?? 0);
        return rows.Skip(1).Select(row => Entry(Cells(row), widths, heads, main));
    }

    // The whole entry is what is pressed: on a phone a number is a small thing to hit.
    private static JsonObject Entry(List<JsonObject> cells, List<JsonNode?> widths, List<string> heads, int main)
    {
        var entry = new JsonObject { ["type"] = "ColumnSet", ["separator"] = true, ["columns"] = new JsonArray() };
        foreach (var (place, cell) in cells.Take(ColumnsOnPhones).Index())
        {
            Column(cell, widths[place]);
            if (cell["selectAction"] is { } press && cell.Remove("selectAction") && !entry.ContainsKey("selectAction")) entry["selectAction"] = press;
            if (place == main) AddDetails(cell, cells, heads);
            entry["columns"]!.AsArray().Add((JsonNode)cell);
        }

        return entry;
    }

    private static void AddDetails(JsonObject main, List<JsonObject> cells, List<string> heads)
    {
        var (words, runs) = (new List<string>(), new JsonArray());
        foreach (var (place, cell) in cells.Index().Skip(ColumnsOnPhones))
        {
            var head = heads.ElementAtOrDefault(place) is { Length: > 0 } named ? named + " " : "";
            foreach (var item in cell.Items("items"))
            {
                if (item.Text("type") == "RichTextBlock") AddRuns(runs, item, head);
                else if (item.Text("text") is { Length: > 0 } text && text != Nothing) words.Add(head + text);
                head = "";
            }
        }

        var items = main["items"]!.AsArray();
        if (words.Count > 0) items.Add((JsonNode)new JsonObject { ["type"] = "TextBlock", ["text"] = string.Join(" · ", words), ["wrap"] = true, ["size"] = "Small", ["isSubtle"] = true, ["spacing"] = "None" });
        if (runs.Count > 0) items.Add((JsonNode)TeamsText.Joined(new() { ["type"] = "RichTextBlock", ["inlines"] = runs, ["spacing"] = "None" }));
    }

    private static void AddRuns(JsonArray runs, JsonObject block, string head)
    {
        var before = (runs.Count > 0 ? " · " : "") + head;
        if (before.Length > 0) runs.Add((JsonNode)new JsonObject { ["type"] = "TextRun", ["text"] = before, ["isSubtle"] = true, ["size"] = "Small" });
        foreach (var run in block.Items("inlines").ToList())
        {
            ((JsonArray)run.Parent!).Remove(run);
            run["isSubtle"] = true;
            runs.Add((JsonNode)run);
        }
    }
}
