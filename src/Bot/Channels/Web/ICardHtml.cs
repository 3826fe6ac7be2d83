namespace ChatRuns.Bot.Channels.Web;

/// <summary>
/// Draws a bound card as safe HTML: one <c>article</c> with an accessible name, buttons with <c>data-verb</c> and <c>data-data</c>.
/// The page's policy allows no style attribute: the weight of a column stands in <c>data-grow</c>, a table column's
/// share in <c>data-width</c> ("40%").
/// </summary>
internal interface ICardHtml
{
    /// <summary>The whole <c>article</c> element.</summary>
    /// <param name="card">What it shows.</param>
    /// <param name="id">Of the article, and the beginning of every id in it, so that equal cards can stand in one page.</param>
    string Draw(BoundCard card, string id);
}
