using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>What is told of a run that was deleted.</summary>
internal static class DeletedViews
{
    /// <summary>Who, when, why, and the hash that its events are known by.</summary>
    public static NoticeFacts Tell(DeletedRun gone) => new()
    {
        Text = Phrase.Of($"Run #{gone.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)} of {gone.Agent} was deleted by {gone.ByName} at {gone.At}."),
        Look = NoticeFacts.Info,
        Lines = [.. Why(gone), Phrase.Of($"Its events are known by the hash {Phrase.Code(gone.Hash[..16])}")],
    };

    private static IEnumerable<Phrase> Why(DeletedRun gone) => gone.Why is { } why ? [Phrase.Of($"{why}")] : [];
}
