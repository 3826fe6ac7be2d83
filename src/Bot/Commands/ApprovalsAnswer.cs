using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/approvals</c>: what waits for people, the first to expire first; what the reader may decide stands first (A9).</summary>
internal sealed class ApprovalsAnswer(RunEngine engine, CardDesk cards, IGrants grants)
{
    private const int PerPage = 20;
    private const int MostLooked = 200;

    /// <summary>A page of the queue.</summary>
    public async Task<Reply> AnswerAsync(ApprovalsCommand command, Asked asked, CancellationToken cancel)
    {
        var open = await engine.SeenBy(asked.Who).ListActionsAsync(new(Agent: command.Agent, Statuses: [ActionStatus.Open, ActionStatus.Unknown], Most: MostLooked), cancel);
        var looked = new List<(ActionRow Row, Turn Turn)>();
        foreach (var row in open.Rows) looked.Add((row, await TurnAsync(row.Id, asked.Who, cancel)));
        var queue = looked.Where(a => a.Turn.IsMine || !command.Mine).OrderByDescending(a => a.Turn.IsMine).ToList();
        var page = queue.Skip((command.Page - 1) * PerPage).Take(PerPage).ToList();
        var total = command.Mine ? queue.Count : open.Total;
        return new(cards.Bind(new ApprovalsFacts
        {
            Counted = page.Count == total ? $"{Cards.Words.Count(total, "action")} {(total == 1 ? "waits" : "wait")}" : $"{page.Count} of {Cards.Words.Count(total, "action")}",
            Items = [.. page.Select(a => Item(a.Row, a.Turn))],
            Empty = page.Count > 0 ? null : command.Mine ? "Nothing waits for you." : "Nothing waits for a decision.",
            Next = queue.Count > command.Page * PerPage ? new(command.ToLine(command.Page + 1)) : null,
        }), asked.Mode);
    }

    private async Task<Turn> TurnAsync(ActionId id, Principal who, CancellationToken cancel)
    {
        if (await engine.FindActionAsync(id, cancel) is not { } action) return new(false, "");
        var linked = grants.Now.Linked;
        if (Eligibility.IsOwn(action.Proposed.Rule, who, linked)) return new(false, " · you started its run, somebody else decides");
        if (action.Status == ActionStatus.Open && action.Approvals.Any(by => linked.AreOne(by.Key, who.Key)))
            return new(false, $" · you approved it, {Deciding.People(action.Approvals, linked)} of {action.Proposed.Rule.Required}");
        return new(engine.MayDecide(action, who) is null, "");
    }

    private WaitingAction Item(ActionRow row, Turn turn) => new(
        row.Id.Run, Outside.Line(engine.FindAgent(row.Agent)?.Title ?? row.Agent), Outside.Line(row.Headline ?? row.Tool),
        row.Status == ActionStatus.Unknown ? "outcome unknown" : Told.Weight(row.Confidence, row.Risk) + turn.Note, row.ExpiresAt,
        new($"/run {row.Id.Run} actions {row.Id}"));

    private sealed record Turn(bool IsMine, string Note);
}
