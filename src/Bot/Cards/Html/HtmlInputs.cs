using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Cards.Html;

/// <summary>Input.Text, Number, Toggle, ChoiceSet, Date and Time: real form controls with labels, named by the input's id.</summary>
internal static class HtmlInputs
{
    /// <summary>Whether this is an input, and if so draws it.</summary>
    public static bool TryDraw(HtmlWriter html, JsonObject element)
    {
        switch (element.Text("type"))
        {
            case "Input.Text":
                Text(html, element);
                return true;
            case "Input.Number":
                Single(html, element, "number", ("min", Optional(element, "min")), ("max", Optional(element, "max")), ("step", "any"));
                return true;
            case "Input.Date":
                Single(html, element, "date");
                return true;
            case "Input.Time":
                Single(html, element, "time");
                return true;
            case "Input.Toggle":
                Toggle(html, element);
                return true;
            case "Input.ChoiceSet":
                if (element.Text("style") == "expanded") Radios(html, element);
                else Select(html, element);
                return true;
            default:
                return false;
        }
    }

    private static void Text(HtmlWriter html, JsonObject element)
    {
        if (!element.Truth("isMultiline"))
        {
            Single(html, element, "text", ("placeholder", Optional(element, "placeholder")), ("maxlength", Optional(element, "maxLength")));
            return;
        }

        var id = Label(html, element);
        html.Open("textarea", null, ("id", id), ("name", Name(element)), ("rows", "3"), ("required", Required(element)),
            ("placeholder", Optional(element, "placeholder")), ("maxlength", Optional(element, "maxLength")));
        // A line end right after the tag is dropped by browsers; one more keeps the value exact.
        html.Raw("\n").Text(element.Text("value")).Close("textarea").Close("div");
    }

    private static void Single(HtmlWriter html, JsonObject element, string type, params ReadOnlySpan<(string, string?)> further)
    {
        var id = Label(html, element);
        html.Open("input", null,
            [("id", id), ("type", type), ("name", Name(element)), ("value", Optional(element, "value")), ("required", Required(element)), .. further]);
        html.Close("div");
    }

    private static void Toggle(HtmlWriter html, JsonObject element)
    {
        var (on, off) = (Optional(element, "valueOn") ?? "true", Optional(element, "valueOff") ?? "false");
        var id = html.NewId();
        html.Open("div", "field toggle").Open("input", null, ("id", id), ("type", "checkbox"), ("name", Name(element)),
            ("value", on), ("data-off", off), ("checked", element.Text("value") == on ? "" : null));
        html.Open("label", null, ("for", id)).Text(Optional(element, "title") ?? element.Text("label")).Close("label").Close("div");
    }

    private static void Select(HtmlWriter html, JsonObject element)
    {
        var id = Label(html, element);
        html.Open("select", null, ("id", id), ("name", Name(element)), ("required", Required(element)));
        if (element.Text("value").Length == 0) html.Open("option", null, ("value", "")).Text(element.Text("placeholder")).Close("option");
        foreach (var choice in element.Items("choices"))
        {
            html.Open("option", null, ("value", choice.Text("value")), ("selected", choice.Text("value") == element.Text("value") ? "" : null));
            html.Text(choice.Text("title")).Close("option");
        }

        html.Close("select").Close("div");
    }

    private static void Radios(HtmlWriter html, JsonObject element)
    {
        var group = html.NewId();
        var type = element.Truth("isMultiSelect") ? "checkbox" : "radio";
        html.Open("fieldset", "field choices").Raw("<legend>").Text(element.Text("label")).Raw("</legend>");
        foreach (var choice in element.Items("choices"))
        {
            var id = html.NewId();
            // Browsers group radios by name over the whole page, and a name can stand in several cards: the id is beside it.
            html.Open("div", "choice").Open("input", null, ("id", id), ("type", type), ("name", $"{group}"), ("data-name", Name(element)),
                ("value", choice.Text("value")), ("checked", choice.Text("value") == element.Text("value") ? "" : null),
                ("required", type == "radio" ? Required(element) : null));
            html.Open("label", null, ("for", id)).Text(choice.Text("title")).Close("label").Close("div");
        }

        html.Close("fieldset");
    }

    private static string Label(HtmlWriter html, JsonObject element)
    {
        var id = html.NewId();
        html.Open("div", "field").Open("label", null, ("for", id)).Text(element.Text("label")).Close("label");
        return id;
    }

    private static string Name(JsonObject element) => InputName.Of(element.Text("id"));

    private static string? Required(JsonObject element) => element.Truth("isRequired") ? "" : null;

    private static string? Optional(JsonObject element, string name) => element.Text(name) is { Length: > 0 } text ? text : null;
}
