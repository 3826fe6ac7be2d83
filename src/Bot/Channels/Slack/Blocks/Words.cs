using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Html;

namespace ChatRuns.Bot.Channels.Slack.Blocks;

/// <summary>
/// The words of a TextBlock or RichTextBlock. Outside text stands in TextRuns, which nothing reads for marks; TextBlocks hold our own
/// words, which may be bold, italic or lead to an address. Both may hold times, of which outside text has none.
/// </summary>
/// <param name="Inlines">In reading order.</param>
internal sealed partial record Words(IReadOnlyList<Inline> Inlines)
{
    /// <summary>Small and quiet: beside the point, as a context block is.</summary>
    public bool IsAside { get; init; }

    /// <summary>Large: the title of a card.</summary>
    public bool IsTitle { get; init; }

    /// <summary>The colour that all of it has: "attention", "warning" and so on; "" for several or none.</summary>
    public string Color { get; init; } = "";

    /// <summary>Whether it begins in a typewriter face.</summary>
    public bool IsCode => Inlines.Count > 0 && Inlines[0].IsCode;

    /// <summary>The words without their looks, times in UTC.</summary>
    public string Plain => Inlines is [var only] ? only.Text : string.Concat(Inlines.Select(inline => inline.Text));

    /// <summary>How long <see cref="Plain"/> is.</summary>
    public int Length
    {
        get
        {
            var length = 0;
            for (var i = 0; i < Inlines.Count; i++) length += Inlines[i].Text.Length;
            return length;
        }
    }

    /// <summary>One after another.</summary>
    public static Words Join(IEnumerable<Words> several, string between)
    {
        var inlines = new List<Inline>();
        foreach (var words in several.Where(words => words.Length > 0))
        {
            if (inlines.Count > 0) inlines.Add(new(between));
            inlines.AddRange(words.Inlines);
        }

        return new(inlines);
    }

    /// <summary>Of an element; null when it is of another kind.</summary>
    public static Words? Of(JsonObject element) => element.Text("type") switch
    {
        "TextBlock" => OfOwn(element),
        "RichTextBlock" => OfRuns(element),
        _ => null,
    };

    /// <summary>The same in pieces of at most so many characters, no surrogate pair broken.</summary>
    public IEnumerable<Words> Split(int most)
    {
        var piece = new List<Inline>();
        var length = 0;
        foreach (var inline in Inlines)
        {
            var rest = inline;
            while (length + rest.Text.Length > most && rest.At is null)
            {
                var at = SlackLimit.Whole(rest.Text, most - length);
                if (at > 0) piece.Add(rest with { Text = rest.Text[..at] });
                yield return this with { Inlines = piece };
                (piece, length, rest) = ([], 0, rest with { Text = rest.Text[at..] });
            }

            if (rest.Text.Length == 0) continue;
            if (length + rest.Text.Length > most)
            {
                yield return this with { Inlines = piece };
                (piece, length) = ([], 0);
            }

            piece.Add(rest);
            length += rest.Text.Length;
        }

        if (piece.Count > 0) yield return this with { Inlines = piece };
    }

    private static Words OfOwn(JsonObject element)
    {
        var look = Look(element);
        var text = element.Text("text");
        if (text.Contains("- ", StringComparison.Ordinal)) text = Bullet().Replace(text, "• ");
        return new(text.AsSpan().ContainsAny("*_[{") ? [.. Marked(text, look)] : text.Length > 0 ? [look with { Text = text }] : [])
        {
            IsAside = element.Truth("isSubtle") && element.Word("size") is "small",
            IsTitle = element.Word("size") is "medium" or "large",
            Color = element.Word("color"),
        };
    }

    private static Words OfRuns(JsonObject element)
    {
        var all = element["inlines"]!.AsArray();
        var (inlines, runs) = (new List<Inline>(all.Count), new List<JsonObject>(all.Count));
        foreach (var run in all)
        {
            if (run is JsonValue plain) inlines.AddRange(Timed(plain.ToString(), new("")));
            else if (run is JsonObject known && known.Text("type") == "TextRun") Add(known);
            else throw new NotSupportedException($"BlockKit does not know the inline {run?["type"]}.");
        }

        return new(inlines)
        {
            IsAside = runs.Count > 0 && runs.TrueForAll(run => run.Word("size") is "small" && run.Truth("isSubtle") && run.Word("fontType") is not "monospace"),
            IsTitle = runs.Count > 0 && runs.TrueForAll(run => run.Word("size") is "medium" or "large"),
            Color = runs.Count > 0 && runs[0].Word("color") is { Length: > 0 } color && runs.TrueForAll(run => run.Word("color") == color) ? color : "",
        };

        void Add(JsonObject run)
        {
            runs.Add(run);
            inlines.AddRange(Timed(run.Text("text"), Look(run)));
        }
    }

    private static Inline Look(JsonObject element) =>
        new("") { IsBold = element.Word("weight") is "bolder", IsCode = element.Word("fontType") is "monospace" };

    // Of our own words only: **bold**, _italic_, [words](address).
    private static IEnumerable<Inline> Marked(string text, Inline look)
    {
        var from = 0;
        foreach (Match match in Marks().Matches(text))
        {
            foreach (var before in Timed(text[from..match.Index], look)) yield return before;
            from = match.Index + match.Length;
            if (match.Groups[1].Success)
                foreach (var bold in Marked(match.Groups[1].Value, look with { IsBold = true })) yield return bold;
            else if (match.Groups[2].Success)
                yield return look with { Text = match.Groups[2].Value, Url = match.Groups[3].Value };
            else
                foreach (var italic in Marked(match.Groups[4].Value, look with { IsItalic = true })) yield return italic;
        }

        foreach (var after in Timed(text[from..], look)) yield return after;
    }

    private static IEnumerable<Inline> Timed(string text, Inline look)
    {
        var from = 0;
        if (!text.Contains("{{", StringComparison.Ordinal))
        {
            if (text.Length > 0) yield return look with { Text = text };
            yield break;
        }

        var matches = HtmlTime.Pattern().Matches(text);
        for (var i = 0; i < matches.Count; i++)
        {
            var match = matches[i];
            if (At(match) is not { } at) continue;
            if (match.Index > from) yield return look with { Text = text[from..match.Index] };
            from = match.Index + match.Length;
            var isBoth = IsDate(match) && i + 1 < matches.Count && !IsDate(matches[i + 1]) && At(matches[i + 1]) == at
                && matches[i + 1].Index == from + 1 && text[from] == ' ';
            if (isBoth) from = matches[i + 1].Index + matches[++i].Length;
            yield return Time(at, IsDate(match), match.Groups[3].Value, isBoth, look);
        }

        if (from < text.Length) yield return look with { Text = text[from..] };
    }

    private static Inline Time(DateTimeOffset at, bool isDate, string length, bool isBoth, Inline look)
    {
        var format = !isDate ? "{time}" : length == "LONG" ? "{date_long_pretty}" : "{date_short_pretty}";
        var fallback = isDate ? "d MMM yyyy" : "HH:mm 'UTC'";
        if (isBoth) (format, fallback) = (format + " {time}", fallback + " HH:mm 'UTC'");
        return look with { Text = at.UtcDateTime.ToString(fallback, CultureInfo.InvariantCulture), At = at, Format = format };
    }

    private static bool IsDate(Match match) => match.Groups[1].Value == "DATE";

    private static DateTimeOffset? At(Match match) =>
        DateTimeOffset.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    [GeneratedRegex(@"\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^()\s]+)\)|(?<![\w*])_([^_\n]+)_(?!\w)")]
    private static partial Regex Marks();

    [GeneratedRegex(@"^- ", RegexOptions.Multiline)]
    private static partial Regex Bullet();
}
