using System.Globalization;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Bot.Views;

namespace ChatRuns.Bot.Commands;

/// <summary><c>/metrics</c> (K1 to K3), <c>/next</c> (T10) and <c>/targets</c>.</summary>
internal sealed class NumbersAnswers(RunEngine engine, CardDesk cards, PageLinks links, TimeProvider time)
{
    private const int ShownTimes = 20;
    private const int TimesOfOne = 10;

    // Among all agents one that runs every minute must not crowd out the others.
    private const int TimesOfEach = 3;
    private const int MostWaiting = 5;

    /// <summary>Twelve weeks in numbers.</summary>
    public async Task<Reply> MetricsAsync(MetricsCommand command, Asked asked, CancellationToken cancel)
    {
        var view = await engine.SeenBy(asked.Who).ReadMetricsAsync(command.Agent, cancel);
        var most = Math.Max(1, view.TopTools.Select(t => t.Count).DefaultIfEmpty().Max());
        return new(cards.Bind(new MetricsFacts
        {
            Of = TitleOf(command.Agent),
            Numbers =
            [
                new("Runs", Number(view.Now.Runs), Change(view.Now.Runs, view.Before.Runs)),
                new("Actions proposed", Number(view.Now.Proposed), Change(view.Now.Proposed, view.Before.Proposed)),
                new("Approval rate", Cards.Words.Percent(view.Now.ApprovalRate), Points(view.Now.ApprovalRate, view.Before.ApprovalRate)),
                new("Average confidence", view.Now.AverageConfidence is { } sure ? sure.ToString("0.00", CultureInfo.InvariantCulture) : "–",
                    Points(view.Now.AverageConfidence, view.Before.AverageConfidence)),
            ],
            Weeks = [.. view.Weeks.Select(w => new Cards.Facts.MetricsWeek(
                w.Start.ToString("d MMM", CultureInfo.InvariantCulture), [w.Totals.Approved, w.Totals.Rejected, w.Totals.Automatic]))],
            Empty = view.Weeks.All(w => w.Totals.Approved + w.Totals.Rejected + w.Totals.Automatic == 0) ? "No decisions in these weeks." : null,
            Tools = [.. view.TopTools.Select(t => new ToolBar(Outside.Line(t.Tool), Number(t.Count), (int)Math.Max(1, 100 * t.Count / most)))],
        }));
    }

    /// <summary>The next planned times, in the agent's and the reader's zone, clock changes marked.</summary>
    public Reply Next(NextCommand command, Asked asked)
    {
        var agents = engine.SeenBy(asked.Who).ListAgents().Where(a => a.Status == AgentStatus.Active && (command.Agent is null || a.Name == command.Agent)).ToList();
        var most = command.Agent is null ? TimesOfEach : TimesOfOne;
        var times = PlannedTimes.Of(agents, engine.FreezeOf, time.GetUtcNow(), most, withNextChange: most == TimesOfOne).ToList();
        // However many times come before it, a change of clocks is shown.
        times = [.. times.Where((row, place) => place < ShownTimes || row.Mark is not null)];
        return new(cards.Bind(new NextFacts { Of = TitleOf(command.Agent), Times = times, Empty = times.Count == 0 ? Nothing(command.Agent, agents) : null }));
    }

    /// <summary>What runs act on, and how it was found last.</summary>
    public Reply Targets(TargetsCommand command, Asked asked) => new(cards.Bind(TargetViews.Of(engine.SeenBy(asked.Who).ListTargets(), command.Name)));

    private Phrase Nothing(string? agent, IReadOnlyList<Agent> active)
    {
        if (agent is null || engine.FindAgent(agent) is not { } one)
        {
            var waiting = active.Where(a => a.Triggers.Any(t => t is IGuardedTrigger)).Take(MostWaiting).Select(a => $"{a.Title}: {OtherwiseOf(a)}.").ToList();
            return waiting.Count == 0 ? "Nothing is planned." : Phrase.Of($"Nothing is planned. {string.Join(" ", waiting)}");
        }

        return one.Status == AgentStatus.Active
            ? Phrase.Of($"{one.Title} has no schedule; {OtherwiseOf(one)}.")
            : Phrase.Of($"{one.Title} is {one.Status.ToString().ToLowerInvariant()}, so nothing is planned.");
    }

    private string OtherwiseOf(Agent agent)
    {
        var others = agent.Triggers.Where(t => t is IGuardedTrigger).Select(t => $"“{t.Name}” waits for {StepWords.When(t, links.Hook(agent, t))}").ToList();
        return others.Count == 0 ? "it is started by hand" : string.Join("; ", others);
    }

    private Outside TitleOf(string? agent) => Outside.Line(agent is null ? "all agents" : engine.FindAgent(agent)?.Title ?? agent);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Change(long now, long before)
    {
        if (before == 0) return now == 0 ? "as in the 12 weeks before" : "none in the 12 weeks before";
        var percent = (int)Math.Round(100.0 * (now - before) / before);
        return percent == 0 ? "as in the 12 weeks before" : $"{(percent > 0 ? "▲" : "▼")} {Math.Abs(percent)} % {(percent > 0 ? "more" : "less")} than the 12 weeks before";
    }

    private static string Points(double? now, double? before)
    {
        if (now is null || before is null) return "nothing to compare with";
        var points = (int)Math.Round(100 * (now.Value - before.Value));
        return points == 0 ? "as in the 12 weeks before" : $"{(points > 0 ? "▲" : "▼")} {Math.Abs(points)} points against the 12 weeks before";
    }
}
