using System.Globalization;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Tables. One of more than four columns is drawn as entries of three, and what the others say stands in lines below the widest: no word is
/// cut in a narrow card, and twenty rows are a card that Teams takes. Bars are left out: beside them stands a number.
/// </summary>
/// <remarks>Source: @microsoft/teams.cards 2.0.16, IColumnSet and ITable.</remarks>
internal static class TeamsTables
{
    private const int ColumnsMost = 4;
    private const int ColumnsBeside = 3;
    private const string Nothing = "–";

    /// <summary>Draws one.</summary>
    /// <param name="element">As bound.</param>
    /// <param name="table">The same with its rows drawn.</param>
    public static JsonObject Draw(JsonObject element, JsonObject table)
    {
        var isHead = element.Truth("firstRowAsHeader", otherwise: true);
        var widths = element.Items("columns").Select(column => column["width"]).ToList();
        if (widths.Count > ColumnsMost) return Container(table, Entries(table, widths, isHead));
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

    private static IEnumerable<JsonObject> Entries(JsonObject table, List<JsonNode?> widths, bool isHead)
    {
        var rows = table.Items("rows").ToList();
        var heads = isHead && rows.Count > 0 ? rows[0].Items("cells").Select(cell => cell.Items("items").FirstOrDefault()?.Text("text") ?? "").ToList() : [];
        var main = Enumerable.Range(0, ColumnsBeside).MaxBy(place => double.TryParse(widths[place]?.ToString(), CultureInfo.InvariantCulture, out var width) ? width : 0);
        return rows.Skip(heads.Count > 0 ? 1 : 0).Select(row => Entry(Cells(row), heads, main));
    }

    // The whole entry is what is pressed: on a phone a number is a small thing to hit.
    private static JsonObject Entry(List<JsonObject> cells, List<string> heads, int main)
    {
        var entry = new JsonObject { ["type"] = "ColumnSet", ["separator"] = true, ["columns"] = new JsonArray() };
        foreach (var (place, cell) in cells.Take(ColumnsBeside).Index())
        {
            (cell["type"], cell["width"]) = ("Column", place == main ? "stretch" : "auto");
            if (cell["selectAction"] is { } press && cell.Remove("selectAction") && !entry.ContainsKey("selectAction")) entry["selectAction"] = press;
            if (place == main) AddDetails(cell, cells, heads);
            entry["columns"]!.AsArray().Add((JsonNode)cell);
        }

        return entry;
    }

    private static void AddDetails(JsonObject main, List<JsonObject> cells, List<string> heads)
    {
        var (words, runs) = (new List<string>(), new JsonArray());
        foreach (var (place, cell) in cells.Index().Skip(ColumnsBeside))
        {
            var head = heads.ElementAtOrDefault(place) is { Length: > 0 } named ? named + " " : "";
            foreach (var item in cell.Items("items"))
            {
                if (item.Text("type") == "RichTextBlock") AddRuns(runs, item, head);
                else if (item.Text("type") == "TextBlock" && item.Text("text") is { Length: > 0 } text && text != Nothing) words.Add(head + text);
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
