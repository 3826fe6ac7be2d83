using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// Action.Execute, Action.ShowCard and Action.OpenUrl as buttons and menus. What a press means stands in its value, see
/// <see cref="SlackPart"/>; the action_id means nothing.
/// </summary>
/// <param name="writer">Where the blocks go.</param>
internal sealed class BlockActions(BlockWriter writer)
{
    private const int ButtonsShown = 5;

    /// <summary>A row of buttons; secondary ones, and what is more than a phone shows well, in a menu at its end.</summary>
    public void Row(JsonNode? actions)
    {
        var all = actions is JsonArray list ? list.OfType<JsonObject>().Where(LeadsSomewhere).ToList() : [];
        if (all.Count == 0) return;
        var (shown, more) = Divide(all);
        var elements = new JsonArray([.. shown.Select(Button)]);
        if (more.Count is > 0 and <= SlackLimit.OverflowOptions)
            elements.Add((JsonNode)new JsonObject { ["type"] = "overflow", ["action_id"] = writer.NewId(), ["options"] = new JsonArray([.. more.Select(action => Option(action.Text("title"), action, SlackLimit.OverflowValue))]) });
        else if (more.Count > 0)
            elements.Add((JsonNode)Select("More", [.. more.Select(action => (action.Text("title"), action))]));
        writer.Add(new() { ["type"] = "actions", ["elements"] = elements });
    }

    /// <summary>A menu of what each of several things opens, in a row of its own.</summary>
    public void Menu(string name, IReadOnlyList<(string Title, JsonObject Action)> options) =>
        writer.Add(new() { ["type"] = "actions", ["elements"] = new JsonArray(Select(name, options)) });

    /// <summary>The only button of a column, to stand beside text; null when there is more than that.</summary>
    public JsonObject? Single(JsonObject column) =>
        column.Items("items").ToList() is [var set] && set.Text("type") == "ActionSet" && set.Items("actions").ToList() is [var action] && LeadsSomewhere(action)
            ? Button(action)
            : null;

    /// <summary>The only Action.Execute of a form, or the main one of a card; null when there is none.</summary>
    public static JsonObject? Submitting(JsonObject card)
    {
        var all = card.Items("actions").Where(action => action.Text("type") == "Action.Execute").ToList();
        return all.Find(action => TakesInputs(action) && action.Word("style") is "positive") ?? all.Find(TakesInputs) ?? (all.Count == 1 ? all[0] : null);
    }

    /// <summary>What an Action.Execute sends.</summary>
    public static SlackPart.Execute Execute(JsonObject action)
    {
        if (action.Text("type") != "Action.Execute") throw new NotSupportedException($"BlockKit does not know the action {action.Text("type")}.");
        return new(action.Text("verb"), JsonSerializer.SerializeToElement(action["data"] ?? new JsonObject()), TakesInputs(action));
    }

    /// <summary>Whether inputs are merged into what it sends.</summary>
    public static bool TakesInputs(JsonObject action) => action.Word("associatedInputs") is not "none";

    // A path of our own leads nowhere from Slack when nobody knows our address.
    private bool LeadsSomewhere(JsonObject action) => action.Text("type") != "Action.OpenUrl" || writer.Address(action.Text("url")) is not null;

    private (List<JsonObject> Shown, List<JsonObject> More) Divide(List<JsonObject> all)
    {
        var second = all.Where(action => action.Word("mode") is "secondary").ToList();
        if (all.Count <= ButtonsShown && second.Count < 2) return (all, []);
        var first = all.Where(action => action.Word("mode") is not "secondary").ToList();
        var most = first.Count + Math.Min(1, second.Count) <= ButtonsShown ? ButtonsShown : ButtonsShown - 1;
        var shown = first.Take(most).ToList();
        var more = first.Skip(most).Concat(second).ToList();
        if (more.Count <= SlackLimit.OverflowOptions) return (shown, more);
        // Options of a select lead to no address, so links stay buttons.
        var links = more.Where(action => action.Text("type") == "Action.OpenUrl").Take(SlackLimit.Elements - shown.Count - 1).ToList();
        writer.LeftOut += more.Count(action => action.Text("type") == "Action.OpenUrl") - links.Count;
        more.RemoveAll(action => action.Text("type") == "Action.OpenUrl");
        return ([.. shown, .. links], more);
    }

    private JsonObject Button(JsonObject action)
    {
        var button = new JsonObject { ["type"] = "button", ["action_id"] = writer.NewId(), ["text"] = SlackLimit.Plain(action.Text("title"), SlackLimit.ButtonText) };
        var style = Style(action);
        if (action.Text("type") == "Action.OpenUrl")
        {
            button["url"] = writer.Address(action.Text("url"));
        }
        else if (Asks(action) is { } sure)
        {
            button["value"] = Execute(sure.Execute).ToValue(SlackLimit.ButtonValue, writer.Parts);
            button["confirm"] = Confirm(action, sure.Execute, sure.Question);
            style ??= Style(sure.Execute);
        }
        else
        {
            button["value"] = Part(action).ToValue(SlackLimit.ButtonValue, writer.Parts);
        }

        if (style is not null) button["style"] = style;
        return button;
    }

    // On the Home tab the inputs are in the modal of the whole card, and so is what sends them.
    private SlackPart Part(JsonObject action) => action.Text("type") switch
    {
        "Action.ShowCard" => new SlackPart.Form(action.Text("title"), action["card"]!.AsObject()),
        _ when writer.Surface == Surface.Home && writer.HasInputs && TakesInputs(action) => writer.Whole!,
        _ => Execute(action),
    };

    // "Are you sure": a card of words and one Action.Execute.
    private static (JsonObject Execute, string Question)? Asks(JsonObject action)
    {
        if (action.Text("type") != "Action.ShowCard" || action["card"] is not JsonObject card) return null;
        if (card.Items("actions").ToList() is not [var only] || only.Text("type") != "Action.Execute") return null;
        if (BlockBody.TextsOf(card["body"]) is not { } texts) return null;
        var question = Words.Join(texts, "\n").Plain;
        return question.Length <= SlackLimit.ConfirmText ? (only, question) : null;
    }

    private static JsonObject Confirm(JsonObject action, JsonObject execute, string question)
    {
        var confirm = new JsonObject
        {
            ["title"] = SlackLimit.Plain(action.Text("title"), SlackLimit.ConfirmTitle),
            ["text"] = SlackLimit.Plain(question.Length > 0 ? question : "Are you sure?", SlackLimit.ConfirmText),
            ["confirm"] = SlackLimit.Plain(execute.Text("title"), SlackLimit.ConfirmButton),
            ["deny"] = SlackLimit.Plain("Cancel", SlackLimit.ConfirmButton),
        };
        if (Style(execute) is { } style) confirm["style"] = style;
        return confirm;
    }

    private JsonObject Select(string name, IReadOnlyList<(string Title, JsonObject Action)> options)
    {
        writer.LeftOut += Math.Max(0, options.Count - SlackLimit.Options);
        return new()
        {
            ["type"] = "static_select",
            ["action_id"] = writer.NewId(),
            ["placeholder"] = SlackLimit.Plain(name, SlackLimit.Placeholder),
            ["options"] = new JsonArray([.. options.Take(SlackLimit.Options).Select(option => Option(option.Title, option.Action, SlackLimit.OptionValue))]),
        };
    }

    private JsonObject Option(string title, JsonObject action, int most)
    {
        var option = new JsonObject { ["text"] = SlackLimit.Plain(title, SlackLimit.OptionText), ["value"] = "open" };
        if (action.Text("type") == "Action.OpenUrl") option["url"] = writer.Address(action.Text("url"));
        else option["value"] = Part(action).ToValue(most, writer.Parts);
        return option;
    }

    private static string? Style(JsonObject action) => action.Word("style") switch { "positive" => "primary", "destructive" => "danger", _ => null };
}
