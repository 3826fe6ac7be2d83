using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// The elements of a card as blocks. What it goes by is the shape of elements, not the name of a template: the first box that bleeds
/// is the banner, text in a typewriter face that fills a box is preformatted, a tinted box is a quotation, numbered lines that begin
/// with a sign are the tasks of a plan. An element that is not known throws.
/// </summary>
/// <param name="writer">Where the blocks go.</param>
/// <param name="card">The card's accessible name, for captions.</param>
internal sealed class BlockBody(BlockWriter writer, string card)
{
    private readonly BlockActions _actions = new(writer);

    /// <summary>Several elements.</summary>
    public void Elements(JsonNode? elements)
    {
        var list = elements is JsonArray array ? array.OfType<JsonObject>().Where(IsVisible).ToList() : [];
        for (var i = 0; i < list.Count; i++)
        {
            var tasks = list.Skip(i).TakeWhile(BlockTasks.IsTask).ToList();
            if (tasks.Count > 0)
            {
                new BlockTasks(writer).Draw([.. tasks.Select(BlockTasks.OfContainer)]);
                i += tasks.Count - 1;
            }
            else
            {
                Spaced(list[i]);
            }
        }
    }

    /// <summary>Whether it is shown at all.</summary>
    internal static bool IsVisible(JsonObject element) => element.Truth("isVisible", otherwise: true);

    /// <summary>The words within, in reading order; null when there is more than words.</summary>
    internal static List<Words>? TextsOf(JsonNode? elements)
    {
        var texts = new List<Words>();
        if (elements is not JsonArray list) return texts;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject element || !IsVisible(element)) continue;
            if (Words.Of(element) is { } words) texts.Add(words);
            else if (BlockBars.OfColumns(element) is { } bar) texts.Add(new([new(bar)]));
            else if (element.Text("type") == "ColumnSet" && Joined(element) is { } joined) texts.AddRange(joined);
            else if (element.Text("type") == "Container" && TextsOf(element["items"]) is { } inner) texts.AddRange(inner);
            else return null;
        }

        return texts;
    }

    private void Spaced(JsonObject element)
    {
        if (element.Truth("separator") && element.Text("type") == "Container")
        {
            // The list of a card is boxes with a line above each.
            writer.Divide();
            writer.Entry(element, () => Element(element));
            return;
        }

        if (element.Truth("separator")) writer.Divide();
        else if (element.Word("spacing") is "medium" or "large" or "extralarge" || element.Text("style") == "heading") writer.Break();
        Element(element);
    }

    private void Element(JsonObject element)
    {
        switch (element.Text("type"))
        {
            case "TextBlock" or "RichTextBlock":
                Text(Words.Of(element)!);
                break;
            case "Container":
                Container(element);
                break;
            case "ColumnSet":
                ColumnSet(element);
                break;
            case "Table":
                new BlockTables(writer, card).Draw(element);
                break;
            case "FactSet":
                Fields([.. element.Items("facts").Select(fact => new[] { Own(fact.Text("title")), Own(fact.Text("value")) })]);
                break;
            case "Image":
                Image(element);
                break;
            case "ActionSet":
                _actions.Row(element["actions"]);
                break;
            case "ChatRuns.Bars":
                BlockBars.Draw(writer, element);
                break;
            default:
                if (!BlockInputs.TryDraw(writer, element)) throw new NotSupportedException($"BlockKit does not know the element {element.Text("type")}.");
                break;
        }
    }

    private void Text(Words words)
    {
        if (words.Plain.Length == 0) return;
        if (words.IsAside && !writer.IsQuoting) writer.Aside(words);
        else if (words.Inlines.All(inline => inline.IsCode) && words.Plain.Contains('\n', StringComparison.Ordinal)) writer.Preformatted(words.Plain);
        else writer.Paragraph(Stressed(words));
    }

    // There are no colours in Slack's text: what is red elsewhere gets a sign, unless it has one, and what is yellow is bold.
    private static Words Stressed(Words words) => words.Color switch
    {
        "attention" when char.IsLetterOrDigit(words.Plain[0]) => words with { Inlines = [new("⚠ "), .. words.Inlines] },
        "warning" => words with { Inlines = [.. words.Inlines.Select(inline => inline with { IsBold = true })] },
        _ => words,
    };

    private void Container(JsonObject element)
    {
        if (element.Truth("bleed") && writer.Blocks.Count == 0 && TextsOf(element["items"]) is { Count: > 0 })
        {
            Banner(element);
            return;
        }

        var texts = TextsOf(element["items"]);
        if (texts is { Count: > 0 } && texts.All(text => text.IsCode) && (texts.Count > 1 || element.Text("style").Length > 0))
        {
            writer.Preformatted(string.Join('\n', texts.Select(Log)));
            if (texts.Any(text => text.Inlines.Any(inline => inline.At is not null))) writer.Aside(new([new("Times are in UTC.")]));
            return;
        }

        var before = writer.IsQuoting;
        if (element.Text("style") is { Length: > 0 } and not "default" && !before) writer.Break();
        writer.IsQuoting = before || element.Text("style") is { Length: > 0 } and not "default";
        Elements(element["items"]);
        if (writer.IsQuoting != before) writer.Break();
        writer.IsQuoting = before;
    }

    // In preformatted text Slack writes no times, so they stand in UTC, to the second.
    private static string Log(Words words) => string.Concat(words.Inlines.Select(inline =>
        inline.At is { } at && inline.Format == "{time}" ? at.UtcDateTime.ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) : inline.Text));

    private void Banner(JsonObject element)
    {
        var items = element["items"]!.DeepClone().AsArray();
        var number = items[0]?["columns"] is JsonArray columns ? TakeNumber(columns) : null;
        var texts = TextsOf(items)!;
        if (!texts[0].IsTitle)
        {
            foreach (var text in number is null ? texts : [.. texts, number]) writer.Paragraph(text);
            return;
        }

        writer.Add(new() { ["type"] = "header", ["text"] = SlackLimit.Plain(texts[0].Plain, SlackLimit.Header) });
        writer.Aside(Words.Join([.. texts.Skip(1), .. number is null ? Array.Empty<Words>() : [number]], " · "));
    }

    // "#1042" at the right end of a banner is the last that is told.
    private static Words? TakeNumber(JsonArray columns)
    {
        if (columns.Count < 2 || columns[^1] is not JsonObject last || TextsOf(last["items"]) is not [{ IsAside: true } number]) return null;
        columns.RemoveAt(columns.Count - 1);
        return number;
    }

    private void ColumnSet(JsonObject element)
    {
        if (BlockBars.OfColumns(element) is { } bar)
        {
            writer.Paragraph(new([new(bar)]));
            return;
        }

        var columns = element.Items("columns").ToList();
        var texts = columns.Select(column => TextsOf(column["items"])).ToList();
        if (texts.All(text => text is { Count: > 1 }) && texts.Count > 1)
            Fields([.. texts.Select(text => text!.Select(words => words.Plain).ToArray())]);
        else if (Joined(element) is { } joined)
            foreach (var text in joined) Text(text);
        else if (texts is [[{ Plain.Length: > 0 and <= SlackLimit.Section }, ..] and var words, null] && _actions.Single(columns[1]) is { } button)
            Beside(words, button);
        else
            foreach (var column in columns) Elements(column["items"]);
    }

    // A button beside what it is for. A section's text is plain, so what holds a time stands below it.
    private void Beside(List<Words> words, JsonObject button)
    {
        var (head, rest) = (words[0], words.Skip(1));
        writer.Add(new() { ["type"] = "section", ["text"] = SlackLimit.Plain(head.Plain, SlackLimit.Section), ["accessory"] = button });
        foreach (var text in rest) Text(text);
    }

    // First lines beside each other become one: sign, place, headline.
    private static List<Words>? Joined(JsonObject columnSet)
    {
        var columns = columnSet.Items("columns").Where(column => column.Items("items").Any()).Select(column => TextsOf(column["items"])).ToList();
        if (columns.Count == 0 || columns.Any(column => column is null)) return null;
        var first = columns.Where(column => column!.Count > 0).Select(column => column![0]).ToList();
        var joined = Words.Join(first, " ") with { IsTitle = first.Exists(words => words.IsTitle && words.Plain.Length > 2), IsAside = first.TrueForAll(words => words.IsAside) };
        return [joined, .. columns.SelectMany(column => column!.Skip(1))];
    }

    private void Fields(IReadOnlyList<string[]> facts)
    {
        foreach (var several in facts.Chunk(SlackLimit.Fields))
            writer.Add(new() { ["type"] = "section", ["fields"] = new JsonArray([.. several.Select(lines => SlackLimit.Plain(string.Join('\n', lines), SlackLimit.Field))]) });
    }

    private static string Own(string text) => Words.Of(new() { ["type"] = "TextBlock", ["text"] = text })!.Plain;

    private void Image(JsonObject element)
    {
        var words = element.Text("altText") is { Length: > 0 } text ? text : "Picture";
        if (writer.Address(element.Text("url")) is { } url)
            writer.Add(new() { ["type"] = "image", ["image_url"] = url, ["alt_text"] = SlackLimit.Cut(words, SlackLimit.ImageText) });
        else
            writer.Aside(new([new(words)]));
    }
}
