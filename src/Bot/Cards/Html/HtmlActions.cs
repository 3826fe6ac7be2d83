using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Cards.Html;

/// <summary>Action.Execute, Action.ShowCard and Action.OpenUrl: real buttons and links, named by their titles.</summary>
internal static class HtmlActions
{
    /// <summary>A row of buttons, and below it the panels that they open.</summary>
    public static void Row(HtmlCard card, JsonNode? actions)
    {
        if (actions is not JsonArray { Count: > 0 } list) return;
        var panels = new List<(string Id, JsonObject Card)>();
        card.Html.Open("div", "actions");
        foreach (var action in list.OfType<JsonObject>()) Draw(card, action, panels);
        card.Html.Close("div");
        foreach (var (id, panel) in panels)
        {
            card.Html.Open("div", "panel", ("id", id), ("hidden", ""));
            card.Elements(panel["body"]);
            Row(card, panel["actions"]);
            card.Html.Close("div");
        }
    }

    /// <summary>Content that is a button itself, named by what it shows: people who speak to their machine say what they read.</summary>
    public static void Select(HtmlCard card, JsonObject action, JsonNode? content)
    {
        if (action.Text("type") != "Action.Execute") throw Unknown(action);
        card.Html.Open("button", "select", ("type", "button"), ("data-verb", action.Text("verb")), ("data-data", Data(action)),
            ("title", action.Text("title") is { Length: > 0 } title ? title : null));
        card.Inline(content);
        card.Html.Close("button");
    }

    private static void Draw(HtmlCard card, JsonObject action, List<(string, JsonObject)> panels)
    {
        var look = "button" + Style(action);
        switch (action.Text("type"))
        {
            case "Action.Execute":
                card.Html.Open("button", look, ("type", "button"), ("data-verb", action.Text("verb")), ("data-data", Data(action)),
                    ("data-inputs", action.Text("associatedInputs") is "none" or "None" ? "none" : null));
                card.Html.Text(action.Text("title")).Close("button");
                break;
            case "Action.ShowCard":
                var id = card.Html.NewId();
                panels.Add((id, action["card"]!.AsObject()));
                card.Html.Open("button", look + " opens", ("type", "button"), ("aria-expanded", "false"), ("aria-controls", id));
                card.Html.Text(action.Text("title")).Close("button");
                break;
            case "Action.OpenUrl":
                if (!HtmlUrl.IsSafe(action.Text("url"))) throw new NotSupportedException("A card leads to http, https and own addresses only.");
                card.Html.Open("a", look, ("href", action.Text("url")), ("rel", "noopener noreferrer"));
                card.Html.Text(action.Text("title")).Close("a");
                break;
            default:
                throw Unknown(action);
        }
    }

    private static string Data(JsonObject action) => action["data"]?.ToJsonString() ?? "{}";

    private static string Style(JsonObject action) =>
        (action.Word("style") switch { "positive" => " positive", "destructive" => " destructive", _ => "" })
        + (action.Word("mode") is "secondary" ? " secondary" : "");

    private static NotSupportedException Unknown(JsonObject action) => new($"HtmlCard does not know the action {action.Text("type")}.");
}
