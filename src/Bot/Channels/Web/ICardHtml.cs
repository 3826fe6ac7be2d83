namespace ChatRuns.Bot.Channels.Web;

/// <summary>Draws a bound card as safe HTML: one <c>article</c> with an accessible name, buttons with <c>data-verb</c> and <c>data-data</c>.</summary>
internal interface ICardHtml
{
    /// <summary>The whole <c>article</c> element. Equal cards give equal HTML.</summary>
    string Draw(BoundCard card);
}
