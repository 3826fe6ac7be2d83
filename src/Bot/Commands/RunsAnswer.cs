using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/runs</c>: a page of the run list.</summary>
internal sealed class RunsAnswer(RunEngine engine, CardDesk cards, RunRows rows, SameAnswers same)
{
    /// <summary>The page that was asked for; the first page fixes which runs the others are of.</summary>
    public Task<Reply> AnswerAsync(RunsCommand command, Asked asked, CancellationToken cancel)
    {
        // How long a run that goes on has taken changes with every moment; all else only with the journal.
        if (command.Filter.LongerThan is not null) return AnswerAsync(command, null, asked, cancel);
        var sight = engine.SightOf(asked.Who);
        var seen = sight.IsAll ? "*" : string.Join(' ', sight.Agents);
        return same.AnswerAsync(
            (asked.Mode, command.ToLine(), command.Filter.From, command.Filter.To, command.Filter.StartedBy, seen),
            () => AnswerAsync(command, null, asked, CancellationToken.None));
    }

    private async Task<Reply> AnswerAsync(RunsCommand command, int? wanted, Asked asked, CancellationToken cancel)
    {
        var seen = engine.SeenBy(asked.Who);
        var page = await seen.ListRunsAsync(command.Filter, new(command.Page, command.PerPage, command.Filter.UpTo), cancel);
        var pages = Math.Max(1, (page.Total + command.PerPage - 1) / command.PerPage);
        if (page.Rows.Count == 0 && page.TotalIsExact && command.Page > pages)
            return await AnswerAsync(command with { Page = pages }, command.Page, asked, cancel);
        var facts = new RunListFacts
        {
            Heading = Capital(ListWords.What(command)),
            Filters = Phrase.Of($"{ListWords.Conditions(command)}"),
            Rows = [.. page.Rows.Select(rows.Row)],
            Counted = Counted(page, command, pages),
            Empty = page.Rows.Count == 0 ? await NothingAsync(command, seen, cancel) : null,
            Note = wanted is { } beyond ? Phrase.Of($"There is no page {beyond}; this is the last one.")
                : command.PointsToApprovals ? await WaitingAsync(seen, cancel) : null,
            Previous = command.Page > 1 ? new(command.ToLine(command.Page - 1, page.NotAfter)) : null,
            Next = command.Page < pages && page.Rows.Count > 0 ? new(command.ToLine(command.Page + 1, page.NotAfter)) : null,
        };
        return new(cards.Bind(facts), asked.Mode);
    }

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string Counted(RunPage page, RunsCommand command, int pages)
    {
        var total = page.TotalIsExact ? Cards.Words.Count(page.Total, "run") : $"{RunPage.CountLimit:N0}+ runs";
        return page.Rows.Count == page.Total && page.TotalIsExact
            ? total
            : $"{page.Rows.Count} of {total} · page {command.Page} of {pages}{(page.TotalIsExact ? "" : "+")}";
    }

    private static async Task<Phrase> NothingAsync(RunsCommand command, PersonalView seen, CancellationToken cancel)
    {
        if (command.Page > 1) return "That page is past the end.";
        if (command.Filter.Statuses.Count == 0) return Phrase.Of($"{command.Nothing}");
        var completed = await seen.ListRunsAsync(command.Filter with { Statuses = [RunStatus.Completed] }, new(1, 1), cancel);
        var count = completed.TotalIsExact ? Cards.Words.Count(completed.Total, "run") : $"{RunPage.CountLimit:N0}+ runs";
        return Phrase.Of($"{command.Nothing} ").Then($"{count} completed.");
    }

    private static async Task<Phrase?> WaitingAsync(PersonalView seen, CancellationToken cancel)
    {
        var open = await seen.ListActionsAsync(new(Statuses: [ActionStatus.Open], Most: 1), cancel);
        return open.Total == 0 ? null : (Phrase)$"{Cards.Words.Count(open.Total, "action")} {(open.Total == 1 ? "waits" : "wait")} for people: /approvals";
    }
}
