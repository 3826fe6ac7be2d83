using System.Text.Json.Nodes;
using ChatRuns.Bot.Cards.Html;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Cards;

/// <summary>
/// Draws a bound card as HTML for the web chat. Every text is encoded, class names are ours, there is no script and no style but
/// the weights of columns. An element that is not known throws: a test failure, not a silent gap.
/// </summary>
/// <remarks>
/// What the page's script does with it: <c>button[data-verb]</c> sends verb and <c>data-data</c>, merged with the values of the named
/// inputs of the article that stand in no panel or in a panel around the button (all when <c>data-inputs</c> is absent, none when
/// it is "none"); radios give their <c>data-name</c>, an unchecked box its <c>data-off</c>. <c>button[aria-controls]</c> toggles
/// <c>hidden</c> of its panel and its own <c>aria-expanded</c>. <c>time[data-format]</c> is rewritten in the reader's zone.
/// </remarks>
internal sealed class HtmlCard
{
    private HtmlCard(string prefix) => Html = new(prefix);

    /// <summary>Where the drawing goes.</summary>
    internal HtmlWriter Html { get; }

    /// <summary>The card as an element of role article, named by its title.</summary>
    /// <param name="card">What to draw.</param>
    /// <param name="id">Of the article, unique in the page: letters, digits and dashes.</param>
    public static string Draw(BoundCard card, string id)
    {
        if (!id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')) throw new ArgumentException("Letters, digits and dashes only.", nameof(id));
        var drawing = new HtmlCard(id);
        var tone = (card.Json["body"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault()?.Text("style") ?? "";
        drawing.Html.Open("article", "card" + CardNode.ToneClass(tone), ("id", id), ("role", "article"),
            ("aria-labelledby", id + "-title"), ("data-card", card.Name));
        drawing.Html.Open("h2", "hidden-title", ("id", id + "-title")).Text(card.Title).Close("h2");
        drawing.Elements(card.Json["body"]);
        HtmlActions.Row(drawing, card.Json["actions"]);
        return drawing.Html.Close("article").ToString();
    }

    /// <summary>Several elements.</summary>
    internal void Elements(JsonNode? elements)
    {
        if (elements is not JsonArray list) return;
        foreach (var element in list.OfType<JsonObject>()) Element(element);
    }

    /// <summary>Elements within a button, where no paragraph may stand.</summary>
    internal void Inline(JsonNode? elements)
    {
        var inner = new HtmlCard("inline");
        inner.Elements(elements);
        var html = inner.Html.ToString();
        if (html.Contains("<div", StringComparison.Ordinal) || html.Contains("<ul", StringComparison.Ordinal))
            throw new NotSupportedException("HtmlCard draws only text within a button.");
        Html.Raw(html.Replace("<p ", "<span ", StringComparison.Ordinal).Replace("</p>", "</span>", StringComparison.Ordinal));
    }

    /// <summary>One element.</summary>
    internal void Element(JsonObject element)
    {
        if (!element.Truth("isVisible", otherwise: true)) return;
        switch (element.Text("type"))
        {
            case "TextBlock":
                HtmlText.TextBlock(Html, element);
                break;
            case "RichTextBlock":
                HtmlText.RichTextBlock(Html, element);
                break;
            case "FactSet":
                HtmlText.FactSet(Html, element);
                break;
            case "Container":
                HtmlLayout.Container(this, element);
                break;
            case "ColumnSet":
                HtmlLayout.ColumnSet(this, element);
                break;
            case "Table":
                HtmlLayout.Table(this, element);
                break;
            case "Image":
                HtmlLayout.Image(this, element);
                break;
            case "ActionSet":
                HtmlActions.Row(this, element["actions"]);
                break;
            case "ChatRuns.Bars":
                HtmlBars.Draw(this, element);
                break;
            default:
                if (!HtmlInputs.TryDraw(Html, element)) throw new NotSupportedException($"HtmlCard does not know the element {element.Text("type")}.");
                break;
        }
    }
}
