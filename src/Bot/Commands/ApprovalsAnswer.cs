using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Commands;

/// <summary>
/// <c>/approvals</c>: what waits for people: questions of runs, then actions; what the reader may decide stands first, and of each part what
/// expires soonest (A9). Actions of unknown outcome expire no more and stand before those that do.
/// </summary>
internal sealed class ApprovalsAnswer(Waiting waiting, CardDesk cards)
{
    private const int PerPage = 10;

    /// <summary>A page of the queue.</summary>
    public async Task<Reply> AnswerAsync(ApprovalsCommand command, Asked asked, CancellationToken cancel)
    {
        var (queue, open) = await waiting.ReadActionsAsync(asked.Who, command.Agent, command.Mine, cancel);
        var page = queue.Skip((command.Page - 1) * PerPage).Take(PerPage).ToList();
        var total = command.Mine ? queue.Count : open;
        var questions = await waiting.ReadQuestionsAsync(asked.Who, command.Agent, command.Mine, cancel);
        return new(cards.Bind(new ApprovalsFacts
        {
            Counted = Counted(page.Count, total, questions.Count) + Order(command.Mine, total),
            Questions = command.Page == 1 ? questions : [],
            Items = [.. page.Select(a => waiting.Tell(a.Row, a.Turn))],
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
}
