using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;
using ChatRuns.Store;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// <c>/approvals</c>: what waits for people: questions of runs, then actions; what the reader may decide stands first, and of each part what
/// expires soonest (A9). Actions of unknown outcome expire no more and stand before those that do.
/// </summary>
internal sealed class ApprovalsAnswer(RunEngine engine, CardDesk cards, Turns turns, OpenQuestions asking)
{
    private const int PerPage = 10;
    private const int MostLooked = 200;

    /// <summary>A page of the queue.</summary>
    public async Task<Reply> AnswerAsync(ApprovalsCommand command, Asked asked, CancellationToken cancel)
    {
        // By themselves: of each status the store knows another order.
        var seen = engine.SeenBy(asked.Who);
        var unknown = await seen.ListActionsAsync(new(Agent: command.Agent, Statuses: [ActionStatus.Unknown], Most: MostLooked), cancel);
        var open = await seen.ListActionsAsync(new(Agent: command.Agent, Statuses: [ActionStatus.Open], Most: MostLooked), cancel);
        var looked = await turns.ReadAsync([.. unknown.Rows, .. open.Rows], asked.Who, cancel);
        var queue = looked.Where(a => a.Turn.IsMine || !command.Mine).OrderByDescending(a => a.Turn.IsMine).ToList();
        var page = queue.Skip((command.Page - 1) * PerPage).Take(PerPage).ToList();
        var total = command.Mine ? queue.Count : open.Total + unknown.Total;
        var questions = (await asking.ReadAsync(asked.Who, command.Agent, command.Mine, cancel))
            .Select(q => new WaitingQuestion(q.Run.Number, RunViews.Title(q.Run), q.Asks.Question, q.Asks.Expires, new($"/run {q.Run.Number}"))).ToList();
        return new(cards.Bind(new ApprovalsFacts
        {
            Counted = Counted(page.Count, total, questions.Count) + Order(command.Mine, total),
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

    private static string Order(bool isMine, int actions) => actions < 2 ? "" : isMine ? " · what expires soonest first" : " · yours first, then what expires soonest";

    private WaitingAction Item(ActionRow row, Turn turn) => new(
        row.Id.Run, Outside.Line(engine.FindAgent(row.Agent)?.Title ?? row.Agent), Outside.Line(row.Headline ?? row.Tool),
        row.Status == ActionStatus.Unknown ? "outcome unknown" : Told.Weight(row.Confidence, row.Risk) + turn.Note, row.ExpiresAt,
        new($"/run {row.Id.Run} actions {row.Id}"));
}
