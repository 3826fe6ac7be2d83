using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>What is done to many runs, as a card that tells how far it is and what came of it.</summary>
internal static class BulkViews
{
    /// <summary>"Archive", "Take out of the archive".</summary>
    public static string Verb(BulkDeed deed) => deed switch
    {
        BulkDeed.Archive => "Archive",
        BulkDeed.Unarchive => "Take out of the archive",
        BulkDeed.Cancel => "Cancel",
        BulkDeed.Rerun => "Rerun",
        BulkDeed.Delete => "Delete",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>How far it is.</summary>
    public static NoticeFacts Tell(Bulk bulk)
    {
        var (begun, isOver) = (bulk.Begun, bulk.EndedAt is not null);
        var told = isOver
            ? $"{Past(begun.Deed)}: {bulk.Done:N0} of {Cards.Words.Count(begun.Count, "run")}."
            : $"{Verb(begun.Deed)}: {bulk.Next:N0} of {Cards.Words.Count(begun.Count, "run")} so far.";
        return new()
        {
            Text = told,
            Look = !isOver ? NoticeFacts.Info : bulk.Skipped.Count > 0 ? NoticeFacts.Warning : NoticeFacts.Good,
            Lines =
            [
                Phrase.Of($"{begun.What} · asked for by {begun.By.Name} at {bulk.BegunAt:time}"),
                .. bulk.Skipped.OrderByDescending(s => s.Value).Select(s => Phrase.Of($"{s.Value} skipped: {s.Key}")),
            ],
            Suggestions = isOver ? [After(begun.Deed)] : [],
        };
    }

    private static string Past(BulkDeed deed) => deed switch
    {
        BulkDeed.Archive => "Archived",
        BulkDeed.Unarchive => "Taken out of the archive",
        BulkDeed.Cancel => "Asked to stop",
        BulkDeed.Rerun => "Started again",
        BulkDeed.Delete => "Deleted",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Suggestion After(BulkDeed deed) => deed == BulkDeed.Archive ? new("Archived runs", "/runs archived all time") : new("Runs", "/runs");
}
