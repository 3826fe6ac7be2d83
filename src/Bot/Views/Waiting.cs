using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>What waits for people, as one of them sees it: actions to decide, the first to expire first, and questions of runs.</summary>
internal sealed class Waiting(RunEngine engine, Turns turns, OpenQuestions questions)
{
    private const int MostLooked = 200;

    /// <summary>The actions, those that this person may decide first, and how many wait for anybody.</summary>
    /// <param name="who">Whose view.</param>
    /// <param name="agent">Of one agent; null for all.</param>
    /// <param name="mine">Only those that this person may decide.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<(IReadOnlyList<(ActionRow Row, Turn Turn)> Queue, int Open)> ReadActionsAsync(Principal who, string? agent, bool mine, CancellationToken cancel)
    {
        // By themselves: of each status the store knows another order.
        var seen = engine.SeenBy(who);
        var unknown = await seen.ListActionsAsync(new(Agent: agent, Statuses: [ActionStatus.Unknown], Most: MostLooked), cancel);
        var open = await seen.ListActionsAsync(new(Agent: agent, Statuses: [ActionStatus.Open], Most: MostLooked), cancel);
        var looked = await turns.ReadAsync([.. unknown.Rows, .. open.Rows], who, cancel);
        return ([.. looked.Where(a => a.Turn.IsMine || !mine).OrderByDescending(a => a.Turn.IsMine)], open.Total + unknown.Total);
    }

    /// <summary>The questions, those that expire first first; with <paramref name="mine"/> those that this person may answer.</summary>
    public async Task<IReadOnlyList<WaitingQuestion>> ReadQuestionsAsync(Principal who, string? agent, bool mine, CancellationToken cancel) =>
        [.. (await questions.ReadAsync(who, agent, mine, cancel))
            .Select(q => new WaitingQuestion(q.Run.Number, RunViews.Title(q.Run), q.Asks.Question, q.Asks.Expires, new($"/run {q.Run.Number}")))];

    /// <summary>One action in words.</summary>
    public WaitingAction Tell(ActionRow row, Turn turn) => new(
        row.Id.Run, Outside.Line(engine.FindAgent(row.Agent)?.Title ?? row.Agent), Outside.Line(row.Headline ?? row.Tool),
        row.Status == ActionStatus.Unknown ? "outcome unknown" : Told.Weight(row.Confidence, row.Risk) + turn.Note, row.ExpiresAt,
        new($"/run {row.Id.Run} actions {row.Id}"));
}
