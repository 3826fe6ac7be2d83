using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// <c>/approvals</c>: what waits for people: questions of runs, then actions, the first to expire first; what the reader may decide
/// stands first (A9).
/// </summary>
internal sealed class ApprovalsAnswer(RunEngine engine, CardDesk cards, Turns turns)
{
    private const int PerPage = 10;
    private const int MostLooked = 200;
    private const int MostQuestions = 50;

    /// <summary>A page of the queue.</summary>
    public async Task<Reply> AnswerAsync(ApprovalsCommand command, Asked asked, CancellationToken cancel)
    {
        var open = await engine.SeenBy(asked.Who).ListActionsAsync(new(Agent: command.Agent, Statuses: [ActionStatus.Open, ActionStatus.Unknown], Most: MostLooked), cancel);
        var looked = new List<(ActionRow Row, Turn Turn)>();
        foreach (var row in open.Rows) looked.Add((row, await turns.FindAsync(row.Id, asked.Who, cancel)));
        var queue = looked.Where(a => a.Turn.IsMine || !command.Mine).OrderByDescending(a => a.Turn.IsMine).ToList();
        var page = queue.Skip((command.Page - 1) * PerPage).Take(PerPage).ToList();
        var total = command.Mine ? queue.Count : open.Total;
        var questions = await QuestionsAsync(command, asked.Who, cancel);
        return new(cards.Bind(new ApprovalsFacts
        {
            Counted = Counted(page.Count, total, questions.Count),
            Questions = command.Page == 1 ? questions : [],
            Items = [.. page.Select(a => Item(a.Row, a.Turn))],
            Empty = page.Count + questions.Count > 0 ? null : command.Mine ? "Nothing waits for you." : "Nothing waits for a decision.",
            Previous = command.Page > 1 ? new(command.ToLine(command.Page - 1)) : null,
            Next = queue.Count > command.Page * PerPage ? new(command.ToLine(command.Page + 1)) : null,
        }), asked.Mode);
    }

    private static string Counted(int shown, int total, int questions)
    {
        var actions = shown == total ? $"{Cards.Words.Count(total, "action")} {(total == 1 ? "waits" : "wait")}" : $"{shown} of {Cards.Words.Count(total, "action")}";
        return questions == 0 ? actions : $"{actions} · {Cards.Words.Count(questions, "question")} {(questions == 1 ? "waits" : "wait")} for an answer";
    }

    private async Task<List<WaitingQuestion>> QuestionsAsync(ApprovalsCommand command, Principal who, CancellationToken cancel)
    {
        var seen = engine.SeenBy(who);
        var waiting = await seen.ListRunsAsync(new() { Agent = command.Agent, Statuses = [RunStatus.Waiting] }, new(1, MostQuestions), cancel);
        var questions = new List<WaitingQuestion>();
        foreach (var row in waiting.Rows.Where(row => !command.Mine || engine.MayAnswer(who, row.Agent) is null))
        {
            if (await seen.FindRunAsync(row.Number, cancel) is { } detail && RunViews.Asks(detail) is { } asks)
                questions.Add(new(row.Number, RunViews.Title(detail.Run), asks.Question, asks.Expires, new($"/run {row.Number}")));
        }

        return questions;
    }

    private WaitingAction Item(ActionRow row, Turn turn) => new(
        row.Id.Run, Outside.Line(engine.FindAgent(row.Agent)?.Title ?? row.Agent), Outside.Line(row.Headline ?? row.Tool),
        row.Status == ActionStatus.Unknown ? "outcome unknown" : Told.Weight(row.Confidence, row.Risk) + turn.Note, row.ExpiresAt,
        new($"/run {row.Id.Run} actions {row.Id}"));
}
