using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Cards.Html;

/// <summary>TextBlock, RichTextBlock and FactSet.</summary>
internal static partial class HtmlText
{
    /// <summary>Our own words, with bold, italic, links and lists.</summary>
    public static void TextBlock(HtmlWriter html, JsonObject element)
    {
        var text = element.Text("text");
        var classes = Classes(element) + HtmlLayout.Spacing(element) + (element.Text("style") == "heading" ? " heading" : "") + (element.Truth("wrap") ? "" : " nowrap");
        var lines = text.Split('\n');
        if (lines.Length > 0 && lines.All(line => line.StartsWith("- ", StringComparison.Ordinal)))
        {
            html.Open("ul", "text" + classes);
            foreach (var line in lines) html.Raw("<li>").Raw(Markdown(line[2..])).Raw("</li>");
            html.Close("ul");
            return;
        }

        html.Open("p", "text" + classes).Raw(string.Join("<br>", lines.Select(Markdown))).Close("p");
    }

    /// <summary>Runs of text that nothing parses, times aside: outside text has lost its times already.</summary>
    public static void RichTextBlock(HtmlWriter html, JsonObject element)
    {
        html.Open("p", "text rich" + Size(element) + HtmlLayout.Spacing(element));
        foreach (var inline in element["inlines"]!.AsArray())
        {
            if (inline is JsonValue plain) html.Raw(HtmlTime.Encode(plain.ToString()));
            else if (inline is JsonObject run && run.Text("type") == "TextRun") TextRun(html, run);
            else throw new NotSupportedException($"HtmlCard does not know the inline {inline?["type"]}.");
        }

        html.Close("p");
    }

    /// <summary>Titles and values, our own words.</summary>
    public static void FactSet(HtmlWriter html, JsonObject element)
    {
        html.Open("dl", "facts");
        foreach (var fact in element.Items("facts"))
            html.Raw("<div><dt>").Raw(Markdown(fact.Text("title"))).Raw("</dt><dd>").Raw(Markdown(fact.Text("value"))).Raw("</dd></div>");
        html.Close("dl");
    }

    /// <summary>The classes of size, weight, colour and face.</summary>
    public static string Classes(JsonObject element)
    {
        var classes = "";
        if (element.Word("size") is { Length: > 0 } and not "default" and var size) classes += " size-" + size;
        if (element.Word("weight") is "bolder") classes += " strong";
        if (element.Truth("isSubtle")) classes += " subtle";
        if (element.Word("fontType") is "monospace") classes += " mono";
        if (element.Word("color") is "good" or "attention" or "warning" or "accent") classes += " ink" + CardNode.ToneClass(element.Text("color"));
        if (element.Word("horizontalAlignment") is "right" or "center") classes += " align-" + element.Word("horizontalAlignment");
        return classes;
    }

    // A size that all runs share is the paragraph's, or its lines would stand as far apart as those of the larger default.
    private static string Size(JsonObject element)
    {
        var sizes = element.Items("inlines").Select(run => run.Word("size")).Distinct().ToList();
        return sizes is [{ Length: > 0 } size] ? " size-" + size : "";
    }

    private static void TextRun(HtmlWriter html, JsonObject run)
    {
        var tag = run.Word("fontType") is "monospace" ? "code" : run.Word("weight") is "bolder" ? "strong" : "span";
        html.Open(tag, Classes(run)).Raw(HtmlTime.Encode(run.Text("text"))).Close(tag);
    }

    // The marks survive encoding as they are; what they enclose was encoded first.
    private static string Markdown(string text)
    {
        var html = Link().Replace(HtmlTime.Encode(text), match => HtmlUrl.IsSafe(System.Net.WebUtility.HtmlDecode(match.Groups[2].Value))
            ? $"<a href=\"{match.Groups[2].Value}\" rel=\"noopener noreferrer\">{match.Groups[1].Value}</a>"
            : match.Value);
        html = Bold().Replace(html, "<strong>$1</strong>");
        return Italic().Replace(html, "<em>$1</em>");
    }

    [GeneratedRegex(@"\[([^\]\n]+)\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\*\*([^*\n]+)\*\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"(?<![\w*])_([^_\n]+)_(?![\w])")]
    private static partial Regex Italic();
}

/// <summary>Which addresses a card may lead to.</summary>
internal static class HtmlUrl
{
    /// <summary>http, https, or a path of our own.</summary>
    public static bool IsSafe(string url)
    {
        if (url.Any(c => char.IsControl(c) || c is '\\' or ' ')) return false;
        if (url.StartsWith('/')) return !url.StartsWith("//", StringComparison.Ordinal);
        return Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https";
    }
}
