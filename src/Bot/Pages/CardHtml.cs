using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Web;

namespace ChatRuns.Bot.Pages;

/// <summary>Draws cards for the web chat.</summary>
internal sealed class CardHtml : ICardHtml
{
    /// <inheritdoc/>
    public string Draw(BoundCard card, string id) => HtmlCard.Draw(card, id);
}
