using System.Buffers;
using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Cards.Html;

/// <summary>Collects HTML: tags and class names are ours, everything else goes through an encoder.</summary>
/// <param name="prefix">Begins every id, so that many cards can stand in one page.</param>
internal sealed class HtmlWriter(string prefix)
{
    private readonly StringBuilder _html = new();
    private int _ids;

    /// <summary>An id that no other element of the page has.</summary>
    public string NewId() => $"{prefix}-{++_ids}";

    /// <summary>A tag or text of our own.</summary>
    public HtmlWriter Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    /// <summary>Encoded text.</summary>
    public HtmlWriter Text(string? text) => Raw(WebUtility.HtmlEncode(text ?? ""));

    /// <summary>Opens a tag with a class and attributes, whose values are encoded; null leaves one out, "" writes it bare.</summary>
    public HtmlWriter Open(string tag, string? @class = null, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _html.Append('<').Append(tag);
        if (!string.IsNullOrWhiteSpace(@class)) _html.Append(" class=\"").Append(@class.Trim()).Append('"');
        foreach (var (name, value) in attributes)
        {
            if (value is null) continue;
            _html.Append(' ').Append(name);
            if (value.Length > 0) _html.Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');
        }

        _html.Append('>');
        return this;
    }

    /// <summary>Closes a tag.</summary>
    public HtmlWriter Close(string tag) => Raw($"</{tag}>");

    /// <inheritdoc/>
    public override string ToString() => _html.ToString();
}

/// <summary>Reading members of a bound card.</summary>
internal static class CardNode
{
    private static readonly SearchValues<char> s_word = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    // What our templates say, made small once and not for each element that is drawn.
    private static readonly FrozenDictionary<string, string> s_known = new[]
    {
        "Default", "Small", "Medium", "Large", "ExtraLarge", "Lighter", "Bolder", "Monospace", "Good", "Warning", "Attention", "Accent", "None", "Left", "Center", "Right",
    }.ToFrozenDictionary(word => word, word => word.ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>A text, or "" where there is none.</summary>
    public static string Text(this JsonObject element, string name) => element[name]?.ToString() ?? "";

    /// <summary>A truth, or the default where there is none.</summary>
    public static bool Truth(this JsonObject element, string name, bool otherwise = false) =>
        element[name] is JsonValue value && value.TryGetValue<bool>(out var truth) ? truth : otherwise;

    /// <summary>The objects of an array; none where there is no array.</summary>
    public static IEnumerable<JsonObject> Items(this JsonObject element, string name) =>
        element[name] is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>A value of ours as part of a class name: lower-case letters and digits only.</summary>
    public static string Word(this JsonObject element, string name)
    {
        var text = element.Text(name);
        if (!text.AsSpan().ContainsAnyExcept(s_word)) return text;
        return s_known.TryGetValue(text, out var known) ? known : new([.. text.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]);
    }

    /// <summary>A style of Adaptive Cards as a tone class; "" for the default.</summary>
    public static string ToneClass(string style) => style.ToLowerInvariant() switch
    {
        "good" => " tone-good",
        "attention" or "destructive" => " tone-bad",
        "warning" => " tone-warning",
        "accent" => " tone-info",
        "emphasis" => " tone-quiet",
        _ => "",
    };
}
