using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Cards;

/// <summary>
/// Writes text with <c>{{DATE(…)}}</c> and <c>{{TIME(…)}}</c> as HTML. Each becomes
/// <c>&lt;time datetime="…" data-format="date|date-short|date-long|time"&gt;</c> holding the time in UTC, which the page's script
/// rewrites in the reader's zone.
/// </summary>
internal static partial class HtmlTime
{
    /// <summary>The pattern of the reference renderer.</summary>
    [GeneratedRegex(@"\{\{(DATE|TIME)\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[-+]\d\d:\d\d))(?:, ?(COMPACT|LONG|SHORT))?\)\}\}")]
    internal static partial Regex Pattern();

    /// <summary>Encoded text, times as elements.</summary>
    public static string Encode(string text)
    {
        var html = "";
        var from = 0;
        foreach (Match match in Pattern().Matches(text))
        {
            html += WebUtility.HtmlEncode(text[from..match.Index]) + Time(match);
            from = match.Index + match.Length;
        }

        return html + WebUtility.HtmlEncode(text[from..]);
    }

    private static string Time(Match match)
    {
        if (!DateTimeOffset.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return WebUtility.HtmlEncode(match.Value);
        var isDate = match.Groups[1].Value == "DATE";
        var format = (isDate, match.Groups[3].Value) switch
        {
            (false, _) => "time",
            (_, "SHORT") => "date-short",
            (_, "LONG") => "date-long",
            _ => "date",
        };
        var shown = at.UtcDateTime.ToString(isDate ? "d MMM yyyy" : "HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return $"""<time datetime="{CardTime.Iso(at)}" data-format="{format}">{shown}</time>""";
    }
}
