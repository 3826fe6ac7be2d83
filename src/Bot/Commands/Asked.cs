using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Commands;

/// <summary>Who asked, in which time zone, and whether the answer goes in place of the message that was pressed.</summary>
/// <param name="Who">The person.</param>
/// <param name="Zone">Their time zone.</param>
/// <param name="Replaces">Whether a button of a list was pressed that wants to be turned into its next page.</param>
/// <param name="Id">The same for every delivery of the same thing said; null where the platform has none.</param>
/// <param name="Slashes">How lines are typed there; null where each begins with its own slash.</param>
/// <param name="BotName">What the bot is called there; null where nobody told.</param>
internal sealed record Asked(Principal Who, TimeZoneInfo Zone, bool Replaces = false, string? Id = null, Slashes? Slashes = null, string? BotName = null)
{
    /// <summary>A line as this person types it.</summary>
    public string Typed(string line) => Slashes?.Write(line) ?? line;

    /// <summary>How the answer is shown.</summary>
    public ReplyMode Mode => Replaces ? ReplyMode.Replace : ReplyMode.Private;
}

/// <summary>Short answers in words.</summary>
/// <param name="cards">Binds them.</param>
internal sealed class Notices(CardDesk cards)
{
    /// <summary>An answer in words.</summary>
    public Reply Say(StatusLook look, Phrase text, IReadOnlyList<Phrase>? lines = null, IReadOnlyList<Suggestion>? suggestions = null) =>
        new(cards.Bind(new NoticeFacts { Text = text, Look = look, Lines = lines ?? [], Suggestions = suggestions ?? [] }));

    /// <summary>Refused, or it went wrong.</summary>
    public Reply No(Phrase why) => Say(NoticeFacts.Bad, why);

    /// <summary>Somebody guesses one-time codes.</summary>
    public Reply TooManyWrongCodes() => No("Too many wrong codes. I take none from you for an hour.");

    /// <summary>Nothing was done; perhaps something else was meant.</summary>
    public Reply Hint(Phrase text, params IReadOnlyList<Suggestion> suggestions) => Say(NoticeFacts.Warning, text, suggestions: suggestions);
}
