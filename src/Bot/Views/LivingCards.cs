using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Courier;

namespace ChatRuns.Bot.Views;

/// <summary>Draws whatever the courier wants, from the engine as it is at that moment.</summary>
internal sealed class LivingCards(RunEngine engine, CardDesk cards, RunViews runs, StreakViews streaks) : ILivingCards
{
    /// <summary>Most actions on one card; the rest are a press away.</summary>
    public const int MostActions = 12;

    /// <inheritdoc/>
    public async Task<BoundCard?> DrawAsync(string subject, CancellationToken cancel) => Subject.Parse(subject) switch
    {
        Subject.Run s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? cards.Bind(runs.Run(detail)) : null,
        Subject.Finished s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? cards.Bind(runs.Finished(detail)) : null,
        Subject.Actions s => await engine.FindRunAsync(s.Number, cancel) is { } detail ? cards.Bind(Actions(detail)) : null,
        Subject.Action s => await engine.FindRunAsync(s.Id.Run, cancel) is { } detail && Action(detail, s.Id) is { } action ? cards.Bind(action) : null,
        Subject.Question s => await engine.FindRunAsync(s.Number, cancel) is { } detail && RunViews.Question(detail, s.Step) is { } asked ? cards.Bind(asked) : null,
        Subject.Streak s => await streaks.ReadAsync(s.Agent, s.First, cancel) is { } alert ? cards.Bind(alert) : null,
        _ => null,
    };

    /// <summary>The actions of a run, the first of them where they are many.</summary>
    public ActionsFacts Actions(RunDetail detail)
    {
        var shown = detail.Actions.Take(MostActions).ToList();
        var facts = ActionTeller.Tell(detail.Run.Number, RunViews.Title(detail.Run).Text, shown, SchemaOf);
        var rest = detail.Actions.Count - shown.Count;
        return rest == 0 ? facts : facts with { More = $"{Cards.Words.Count(rest, "further action")}: /run {detail.Run.Number} actions page 2" };
    }

    /// <summary>One action, shown whole; null when there is none of that id.</summary>
    public ActionsFacts? Action(RunDetail detail, ActionId id) => detail.Actions.FirstOrDefault(a => a.Id == id) is { } action
        ? ActionTeller.Tell(detail.Run.Number, RunViews.Title(detail.Run).Text, [action], SchemaOf, isAlone: true)
        : null;

    /// <summary>A tool's JSON Schema, for the form of Edit.</summary>
    public string? SchemaOf(string tool) => engine.FindTool(tool)?.Schema;
}
