using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Teams.Cards;

/// <summary>
/// Elements of a bound card as Teams takes them. Most stay as they are; what Teams draws otherwise, or would read as more than words, is
/// changed. An element that is not known is an error: Teams would drop it, or the card, without a word.
/// </summary>
/// <param name="view">For whom it is drawn.</param>
internal sealed class TeamsElements(TeamsView view)
{
    private readonly TeamsActions _actions = new(view);

    /// <summary>A list of elements; those that nothing is left of are left out.</summary>
    public JsonArray Draw(JsonNode? elements)
    {
        var drawn = elements is JsonArray list ? list.OfType<JsonObject>().Select(Draw).OfType<JsonNode>() : [];
        return new([.. drawn]);
    }

    /// <summary>A card within a card: the form of a button.</summary>
    public JsonObject Card(JsonObject card)
    {
        var drawn = new JsonObject { ["type"] = "AdaptiveCard", ["version"] = TeamsCard.Version, ["body"] = Draw(card["body"]) };
        if (Actions(card["actions"]) is { Count: > 0 } actions) drawn["actions"] = actions;
        return drawn;
    }

    /// <summary>A list of actions.</summary>
    public JsonArray Actions(JsonNode? actions) => _actions.Draw(actions, Card);

    private JsonNode? Draw(JsonObject element)
    {
        switch (element.Text("type"))
        {
            case "TextBlock" or "TextRun" or "FactSet" or "Input.Text" or "Input.Number" or "Input.Date" or "Input.Time":
                return element.Text("type") == "TextRun" && view.ShortensPaths && element.Word("fontType") != "monospace" ? Shortened(Copy(element)) : Copy(element);
            case "RichTextBlock":
                return TeamsFaces.Beside(element, TeamsText.Joined(Copy(element, "inlines")), view.Tenant);
            case "Container":
                return Filled(Copy(element, "items"), "items", element);
            case "ColumnSet":
                return TeamsBars.Progress(element) ?? (element.Text("id") == "numbers" ? Pairs(element) : Copy(element, "columns"));
            case "Column":
                return Copy(element, "items");
            case "TableCell":
                return Cell(element);
            case "Table":
                return TeamsTables.Draw(element, Copy(element, "rows"), view.IsTight);
            case "TableRow":
                return Copy(element, "cells");
            case "ActionSet":
                return Actions(element["actions"]) is { Count: > 0 } actions ? With(Copy(element), "actions", actions) : null;
            case "Image":
                return Image(element);
            case "ChatRuns.Bars":
                return TeamsBars.Chart(element);
            case "Input.Toggle":
                return Toggle(element);
            case "Input.ChoiceSet":
                return Choices(element);
            case var other:
                throw new NotSupportedException($"TeamsCard does not know the element {other}.");
        }
    }

    // Four large numbers beside each other are cut in two on a phone: two rows of two.
    private JsonObject Pairs(JsonObject numbers) => new()
    {
        ["type"] = "Container",
        ["items"] = new JsonArray([.. numbers.Items("columns").Chunk(2).Select(pair => (JsonNode)new JsonObject { ["type"] = "ColumnSet", ["columns"] = Draw(new JsonArray([.. pair.Select(c => c.DeepClone())])) })]),
    };

    private static JsonObject Shortened(JsonObject run)
    {
        run["text"] = TeamsPaths.Shorten(run.Text("text"));
        return run;
    }

    // Members as they are, but for the list of children and what a press on it does.
    private JsonObject Copy(JsonObject element, string? children = null)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in element)
        {
            if (IsUsual(name, value) || name == TeamsFaces.Person) continue;
            if (name == children) copy[name] = Draw(value);
            else if (name == "selectAction") AddPress(copy, value);
            else if (name is "text" or "label" or "title" or "placeholder") copy[name] = TeamsText.WithoutMentions(value?.ToString() ?? "");
            else copy[name] = value?.DeepClone();
        }

        return copy;
    }

    // What holds where nothing is said: a card for Teams has little room.
    private static bool IsUsual(string name, JsonNode? value) => name switch
    {
        "weight" or "fontType" or "size" or "color" or "spacing" => value is JsonValue word && word.TryGetValue<string>(out var said) && said is "Default",
        "isSubtle" or "separator" => value is JsonValue truth && truth.TryGetValue<bool>(out var isSo) && !isSo,
        _ => false,
    };

    private void AddPress(JsonObject copy, JsonNode? action)
    {
        if (action is JsonObject press && _actions.Draw(press, Card) is { } drawn) copy["selectAction"] = drawn;
    }

    // A table or container that lost all that was in it would be an empty line.
    private static JsonObject? Filled(JsonObject copy, string children, JsonObject element) =>
        copy.Items(children).Any() || !element.Items(children).Any() ? copy : null;

    // On a phone a column is narrow: half a number in two lines is better than three dots.
    private JsonObject Cell(JsonObject element)
    {
        var cell = Copy(element, "items");
        foreach (var text in cell.Items("items").Where(item => item.Text("type") == "TextBlock")) text["wrap"] = true;
        return cell;
    }

    // Teams does not promise to draw pictures that stand in the card itself, and fetches others from https alone.
    private JsonObject? Image(JsonObject element)
    {
        if (TeamsActions.Address(element.Text("url"), view) is { } address) return With(Copy(element), "url", address);
        return element.Text("altText") is not { Length: > 0 } words ? null
            : new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = TeamsText.WithoutMentions(words) }) };
    }

    private JsonObject Toggle(JsonObject element)
    {
        var toggle = Copy(element);
        if (element.Text("title") is var title && !TeamsText.IsPlain(title)) (toggle["label"], toggle["title"]) = (toggle["label"]?.DeepClone() ?? toggle["title"]!.DeepClone(), "Yes");
        return toggle;
    }

    // In a menu Markdown is nothing but words.
    private JsonObject Choices(JsonObject element)
    {
        var set = Copy(element);
        var choices = set.Items("choices").ToList();
        foreach (var choice in choices) choice["title"] = TeamsText.WithoutMentions(choice.Text("title"));
        if (choices.TrueForAll(choice => TeamsText.IsPlain(choice.Text("title")))) return set;
        set["style"] = "compact";
        if (set.Truth("isMultiSelect")) throw new NotSupportedException("TeamsCard draws several choices of plain words only.");
        return set;
    }

    private static JsonObject With(JsonObject element, string name, JsonNode value)
    {
        element[name] = value;
        return element;
    }
}
