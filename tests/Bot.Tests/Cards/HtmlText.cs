using System.Net;
using System.Text.RegularExpressions;

namespace ChatRuns.Bot.Tests.Cards;

/// <summary>The words of drawn HTML, as a reader sees them.</summary>
internal static class HtmlText
{
    public static string OfPage(string html) =>
        WebUtility.HtmlDecode(Regex.Replace(Regex.Replace(html, "</?(span|strong|em|code|time|a|button)[^>]*>", ""), "<[^>]*>", " "));
}
