using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>What waits for people, as one of them sees it: actions to decide, the first to expire first, and questions of runs.</summary>
internal sealed class Waiting(RunEngine engine, Turns turns)
{
    private const int MostLooked = 200;
    private const int MostQuestions = 50;

    /// <summary>The actions, those that this person may decide first, and how many wait for anybody.</summary>
    /// <param name="who">Whose view.</param>
    /// <param name="agent">Of one agent; null for all.</param>
    /// <param name="mine">Only those that this person may decide.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<(IReadOnlyList<(ActionRow Row, Turn Turn)> Queue, int Open)> ReadActionsAsync(Principal who, string? agent, bool mine, CancellationToken cancel)
    {
        var open = await engine.SeenBy(who).ListActionsAsync(new(Agent: agent, Statuses: [ActionStatus.Open, ActionStatus.Unknown], Most: MostLooked), cancel);
        var looked = new List<(ActionRow Row, Turn Turn)>();
        foreach (var row in open.Rows) looked.Add((row, await turns.FindAsync(row.Id, who, cancel)));
        return ([.. looked.Where(a => a.Turn.IsMine || !mine).OrderByDescending(a => a.Turn.IsMine)], open.Total);
    }

    /// <summary>The questions; with <paramref name="mine"/> those that this person may answer.</summary>
    public async Task<IReadOnlyList<WaitingQuestion>> ReadQuestionsAsync(Principal who, string? agent, bool mine, CancellationToken cancel)
    {
        var seen = engine.SeenBy(who);
        var waiting = await seen.ListRunsAsync(new() { Agent = agent, Statuses = [RunStatus.Waiting] }, new(1, MostQuestions), cancel);
        var questions = new List<WaitingQuestion>();
        foreach (var row in waiting.Rows.Where(row => !mine || engine.MayAnswer(who, row.Agent) is null))
        {
            if (await seen.FindRunAsync(row.Number, cancel) is { } detail && RunViews.Asks(detail) is { } asks)
                questions.Add(new(row.Number, RunViews.Title(detail.Run), asks.Question, asks.Expires, new($"/run {row.Number}")));
        }

        return questions;
    }

    /// <summary>One action in words.</summary>
    public WaitingAction Tell(ActionRow row, Turn turn) => new(
        row.Id.Run, Outside.Line(engine.FindAgent(row.Agent)?.Title ?? row.Agent), Outside.Line(row.Headline ?? row.Tool),
        row.Status == ActionStatus.Unknown ? "outcome unknown" : Told.Weight(row.Confidence, row.Risk) + turn.Note, row.ExpiresAt,
        new($"/run {row.Id.Run} actions {row.Id}"));
}
