using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// A table with a head is Slack's data_table, or two lines a row where that is too new; one of names and values is preformatted; any
/// other is a list. Slack's cells hold no buttons: what a row opens is chosen from a menu below.
/// </summary>
/// <param name="writer">Where the blocks go.</param>
/// <param name="caption">Of the table.</param>
internal sealed partial class BlockTables(BlockWriter writer, string caption)
{
    private const int RowsShown = 10;
    private const int WidestName = 28;

    private sealed record Row(IReadOnlyList<IReadOnlyList<Words>> Cells, JsonObject? Opens, JsonObject? Head);

    /// <summary>Draws it.</summary>
    public void Draw(JsonObject table)
    {
        var rows = StatusFirst([.. table.Items("rows").Select(Read)]);
        var head = table.Truth("firstRowAsHeader", otherwise: true) && rows.Count > 0 ? rows[0] : null;
        if (head is not null) rows.RemoveAt(0);
        if (rows.Count == 0) return;
        if (head is not null && rows.TrueForAll(row => row.Head is not null && BlockTasks.IsHead(row.Head)))
            new BlockTasks(writer).Draw([.. rows.Select(row => Task(head, row))]);
        else if (head is not null && writer.Surface == Surface.Message && !writer.HasTable && head.Cells.Count <= SlackLimit.TableColumns
            && rows.TrueForAll(row => row.Cells.Count == head.Cells.Count))
            rows = DataTable(head, rows);
        else if (rows.TrueForAll(IsNamesAndValues))
            writer.Preformatted(Columns(rows));
        else
            writer.Bullets(rows.Select(row => Line(row, isTwo: head is not null)));
        Opens(rows);
    }

    private static Row Read(JsonObject row)
    {
        var cells = row.Items("cells").ToList();
        var texts = cells.Select(cell => (IReadOnlyList<Words>)(BlockBody.TextsOf(cell["items"])
            ?? throw new NotSupportedException("BlockKit draws only text within a table."))).ToList();
        var first = cells.FirstOrDefault()?.Items("items").FirstOrDefault();
        return new(texts, cells.Select(cell => cell["selectAction"]).OfType<JsonObject>().FirstOrDefault(), first);
    }

    // A phone shows two columns without scrolling: what it is, and how it stands.
    private static List<Row> StatusFirst(List<Row> rows)
    {
        var place = rows.Count == 0 ? -1 : rows[0].Cells.ToList().FindIndex(cell => Plain(cell) == "Status");
        return place < 2 || rows.Exists(row => row.Cells.Count != rows[0].Cells.Count) ? rows : [.. rows.Select(row => row with { Cells = [row.Cells[0], row.Cells[place], .. row.Cells.Where((_, at) => at != 0 && at != place)] })];
    }

    private static BlockTasks.Item Task(Row head, Row row)
    {
        var (name, status) = (row.Cells[0][0], row.Cells.Count > 1 ? Plain(row.Cells[1]) : "");
        var title = new Words([.. name.Inlines, new(" · " + status.ToLowerInvariant())]);
        var told = row.Cells.Skip(2).Zip(head.Cells.Skip(2))
            .Where(pair => Plain(pair.First) is not ("" or "–") && !BlockBars.IsEmpty(Plain(pair.First)))
            .Select(pair => BlockBars.IsBar(Plain(pair.First)) ? Plain(pair.First) : $"{Plain(pair.Second)} {Plain(pair.First)}");
        var line = string.Join(" · ", told);
        return new(title, line.Length > 0 ? [new Words([new(line)])] : [], null);
    }

    private List<Row> DataTable(Row head, List<Row> rows)
    {
        var cells = new JsonArray(new JsonArray([.. head.Cells.Select(cell => Raw(Plain(cell)))]));
        var length = head.Cells.Sum(cell => Plain(cell).Length);
        var shown = rows.Take(SlackLimit.TableRows).TakeWhile(row => (length += row.Cells.Sum(Length)) <= SlackLimit.TableText).ToList();
        if (shown.Count == 0)
        {
            writer.Bullets(rows.Select(row => Line(row, isTwo: true)));
            return rows;
        }

        foreach (var row in shown) cells.Add((JsonNode)new JsonArray([.. row.Cells.Select(Cell)]));
        writer.LeftOut += rows.Count - shown.Count;
        writer.HasTable = true;
        writer.Add(new()
        {
            ["type"] = "data_table",
            ["caption"] = SlackLimit.Cut(caption, SlackLimit.TaskTitle),
            ["rows"] = cells,
            ["page_size"] = Math.Min(RowsShown, shown.Count),
            ["row_header_column_index"] = 0,
        });
        return shown;
    }

    private static int Length(IReadOnlyList<Words> cell) => Math.Max(1, Math.Min(SlackLimit.Cell + 1, cell.Sum(words => words.Length + 1)));

    private JsonObject Cell(IReadOnlyList<Words> cell)
    {
        var words = Words.Join(cell, "\n");
        var plain = words.Plain;
        if (plain.Length == 0) return Raw("–");
        if (plain[0] is '#' or (>= '0' and <= '9') && Number().Match(plain) is { Success: true } number)
            return new() { ["type"] = "raw_number", ["value"] = long.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture), ["text"] = plain };
        if (cell.Count == 1 && plain.Length <= SlackLimit.Cell && words.Inlines.All(inline => inline is { IsBold: false, IsCode: false, IsItalic: false, At: null, Url: null }))
            return Raw(plain);
        var shown = plain.Length < SlackLimit.Cell ? words : Shortened(words);
        return new()
        {
            ["type"] = "rich_text",
            ["elements"] = new JsonArray(new JsonObject { ["type"] = "rich_text_section", ["elements"] = writer.Elements(shown) }),
        };
    }

    private Words Shortened(Words words)
    {
        var pieces = words.Split(SlackLimit.Cell - 1).ToList();
        if (pieces.Count < 2) return words;
        writer.LeftOut++;
        return new([.. pieces[0].Inlines, new("…")]);
    }

    private static JsonObject Raw(string text) => new() { ["type"] = "raw_text", ["text"] = SlackLimit.Cut(text.Length == 0 ? "–" : text, SlackLimit.Cell) };

    private static bool IsNamesAndValues(Row row) => row.Cells.Count > 1 && row.Cells.All(cell =>
        cell.Count == 1 && (cell[0].IsCode || BlockBars.IsBar(cell[0].Plain) || Number().IsMatch(cell[0].Plain))) && row.Cells[0][0].IsCode;

    // "path = /data/box/report.csv"; where there are bars, in columns.
    private static string Columns(List<Row> rows)
    {
        var isChart = rows.Exists(row => row.Cells.Any(cell => BlockBars.IsBar(cell[0].Plain)));
        var width = Math.Min(WidestName, rows.Max(row => row.Cells[0][0].Plain.Length));
        return string.Join('\n', rows.Select(row => isChart
            ? string.Join("  ", row.Cells.Select((cell, place) => place == 0 ? cell[0].Plain.PadRight(width) : BlockBars.InChart(cell[0].Plain)))
            : $"{Plain(row.Cells[0])} = {string.Join("  ", row.Cells.Skip(1).Select(Plain))}"));
    }

    // On two or three lines where there is a head: what it is and how it stands, what is told of it, and the rest.
    private static Words Line(Row row, bool isTwo)
    {
        const int first = 3;
        var cells = row.Cells.Where(cell => Plain(cell) is not ("" or "–")).ToList();
        if (!isTwo || cells.Count <= first) return Words.Join(cells.Select(cell => Words.Join(cell, " ")), " · ");
        return Words.Join(
            [
                Words.Join(cells.Take(first).Select(cell => cell[0]), " · "),
                Words.Join(cells.Take(first).SelectMany(cell => cell.Skip(1)), " · "),
                Words.Join(cells.Skip(first).Select(cell => Words.Join(cell, " ")), " · "),
            ], "\n");
    }

    private void Opens(List<Row> rows)
    {
        var options = rows.Where(row => row.Opens is not null)
            .Select(row => (Title: string.Join(" · ", row.Cells.Take(2).Select(cell => cell.Count > 0 ? cell[0].Plain : "").Where(text => text.Length > 0)), Action: row.Opens!))
            .ToList();
        if (options.Count > 0) new BlockActions(writer).Menu(Common(options[0].Action.Text("title")), options);
    }

    // "Open run 1042" of the first row names the menu "Open run".
    private static string Common(string title) => Digits().Replace(title, "").Trim() is { Length: > 0 } words ? words : "Open";

    private static string Plain(IReadOnlyList<Words> cell) => cell is [var only] ? only.Plain : string.Join(' ', cell.Select(words => words.Plain));

    [GeneratedRegex("^#?([0-9]{1,15})$")]
    private static partial Regex Number();

    [GeneratedRegex(@"\s*#?[0-9]+\s*$")]
    private static partial Regex Digits();
}
