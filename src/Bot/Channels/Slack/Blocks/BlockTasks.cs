using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>The steps of a run: a plan with a task card for each, or lines where that is too new.</summary>
/// <param name="writer">Where the blocks go.</param>
internal sealed partial class BlockTasks(BlockWriter writer)
{
    /// <summary>One step.</summary>
    /// <param name="Head">Sign, place, name and status.</param>
    /// <param name="Told">Further lines.</param>
    /// <param name="Output">What it wrote, or null.</param>
    internal sealed record Item(Words Head, IReadOnlyList<Words> Told, string? Output);

    /// <summary>Whether a box is one step: its first line is a sign, "2. " and a name.</summary>
    public static bool IsTask(JsonObject element) =>
        element.Text("type") == "Container" && element.Items("items").FirstOrDefault() is { } first && IsHead(first);

    /// <summary>Whether a line begins with a sign and "2. ".</summary>
    public static bool IsHead(JsonObject element) =>
        element.Items("inlines").Take(2).ToList() is [var sign, var place] && sign.Text("text").Trim().Length is 1 or 2 && Place().IsMatch(place.Text("text"));

    /// <summary>The step that a box tells of.</summary>
    public static Item OfContainer(JsonObject element)
    {
        var parts = element.Items("items").Where(BlockBody.IsVisible).ToList();
        var told = new List<Words>();
        string? output = null;
        foreach (var part in parts.Skip(1))
        {
            var texts = BlockBody.TextsOf(part.Text("type") == "Container" ? part["items"] : new JsonArray(part.DeepClone()))
                ?? throw new NotSupportedException("BlockKit draws only text within a step.");
            if (texts is [{ Plain: "Output" }, { IsCode: true } written, .. var rest])
            {
                output = written.Plain;
                told.AddRange(rest);
            }
            else
            {
                told.AddRange(texts);
            }
        }

        return new(Words.Of(parts[0])!, told, output);
    }

    /// <summary>Draws them.</summary>
    public void Draw(IReadOnlyList<Item> items)
    {
        if (writer.Surface != Surface.Message) Lines(items);
        else Plan(items);
    }

    private void Plan(IReadOnlyList<Item> items)
    {
        var tasks = new JsonArray();
        foreach (var item in items.Take(SlackLimit.Tasks)) tasks.Add((JsonNode)Task(item, tasks.Count + 1));
        writer.LeftOut += Math.Max(0, items.Count - SlackLimit.Tasks);
        var done = items.Count(item => Status(item.Head) == "complete");
        var title = string.Create(CultureInfo.InvariantCulture, $"{done} of {Bot.Cards.Words.Count(items.Count, "step")} completed");
        writer.Add(new() { ["type"] = "plan", ["title"] = title, ["tasks"] = tasks });
    }

    private JsonObject Task(Item item, int place)
    {
        var task = new JsonObject
        {
            ["type"] = "task_card",
            ["task_id"] = string.Create(CultureInfo.InvariantCulture, $"t{place}"),
            ["title"] = SlackLimit.Cut(Title(item.Head), SlackLimit.TaskTitle),
            ["status"] = Status(item.Head),
        };
        // A task card takes rich text of one element.
        if (item.Told.Count > 0) task["details"] = Rich("rich_text_section", Words.Join(item.Told, "\n"));
        if (item.Output is { Length: > 0 } output) task["output"] = Rich("rich_text_preformatted", new([new(output)]));
        return task;
    }

    private JsonObject Rich(string kind, Words words)
    {
        var pieces = words.Split(SlackLimit.RichText).ToList();
        if (pieces.Count > 1) writer.LeftOut++;
        var shown = pieces.Count > 1 ? new Words([.. pieces[0].Inlines, new("…")]) : words;
        return new() { ["type"] = "rich_text", ["elements"] = new JsonArray(new JsonObject { ["type"] = kind, ["elements"] = writer.Elements(shown) }) };
    }

    private void Lines(IReadOnlyList<Item> items)
    {
        foreach (var item in items)
        {
            writer.Break();
            writer.Paragraph(item.Head);
            foreach (var told in item.Told)
            {
                if (told.IsCode) writer.Preformatted(told.Plain);
                else writer.Paragraph(told);
            }

            if (item.Output is { } output) writer.Preformatted(output);
        }
    }

    // Slack draws a sign of its own; the word stands in the title.
    private static string Title(Words head) => head.Plain[Sign(head).Length..].TrimStart();

    private static string Sign(Words head) => head.Inlines[0].Text.Trim();

    // What waits its turn, was canceled or left out is pending.
    private static string Status(Words head) => Sign(head) switch
    {
        "✓" => "complete",
        "▶" or "⏸" or "↻" => "in_progress",
        "✕" or "⏱" or "◧" or "▣" or "≡" or "‼" or "?" => "error",
        _ => "pending",
    };

    [GeneratedRegex(@"^[0-9]+\. $")]
    private static partial Regex Place();
}
