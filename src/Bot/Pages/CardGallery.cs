using System.Text;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Web;

namespace ChatRuns.Bot.Pages;

/// <summary>Every card with every sample, for developers only.</summary>
internal static class CardGallery
{
    /// <summary>Maps <c>/dev/cards</c>.</summary>
    public static void MapCardGallery(this IEndpointRouteBuilder app) => app.MapGet("/dev/cards", (CardDesk cards) =>
    {
        var page = new StringBuilder();
        foreach (var (template, sample, card) in cards.BindSamples())
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<h2>{template} · {sample}</h2>{HtmlCard.Draw(card, $"{template}-{sample}")}");
        return WebPages.Plain(200, "Cards", page.ToString());
    });
}
