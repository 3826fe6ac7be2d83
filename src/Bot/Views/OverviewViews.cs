using System.Globalization;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Runs;
using ChatRuns.Store;
using W = ChatRuns.Bot.Cards.Words;

namespace ChatRuns.Bot.Views;

/// <summary>Several agents at a glance: a burst of alerts, a digest, a weekly review (N1, N2).</summary>
internal sealed class OverviewViews(RunEngine engine, BurstMemory bursts, DigestGroups groups, TimeProvider time)
{
    private const int MostRows = 12;
    private const int FailsAgain = 3;

    private static readonly RunFilter Counted = new() { Test = false, Archived = null };

    /// <summary>Alerts that one card stands for; null when there are none.</summary>
    public async Task<OverviewFacts?> BurstAsync(long id, CancellationToken cancel)
    {
        if (await bursts.FindAsync(id, cancel) is not { } burst) return null;
        var isOver = burst.Failing == 0;
        // Runs that failed, and actions that came to nothing.
        var failures = W.Count(burst.Failures, "failure");
        var more = (isOver ? burst.Agents : burst.Failing) - burst.Shown.Count;
        Phrase sub = isOver
            ? Phrase.Of($"{failures} from {burst.Since:time} to {burst.LastAt:time} · none is failing now")
            : Phrase.Of($"{failures} since {burst.Since:time}{(burst.Agents > burst.Failing ? $" · {W.Count(burst.Agents - burst.Failing, "agent")} recovered" : "")}");
        return new()
        {
            Title = isOver ? $"{W.Count(burst.Agents, "more agent")} had failures" : $"{W.Count(burst.Failing, "more agent")} {(burst.Failing == 1 ? "is" : "are")} failing",
            Look = StatusLook.Of(isOver ? RunStatus.Completed : RunStatus.Failed),
            Sub = sub,
            Sections = [new(null, [.. burst.Shown.Select(a => new OverviewRow(TitleOf(a.Agent), W.Count(a.Failures, "failure"), isOver ? null : new Carried($"/runs agent {a.Agent} failed")))])],
            Note = more > 0 ? (Phrase)$"and {W.Count(more, "other agent")}" : null,
            Suggestions = isOver ? [new("Failed runs", Line("failed", burst.Since, burst.LastAt))] : [new("Failed runs", "/runs failed last 24h"), new("Alerts", "/alerts")],
        };
    }

    /// <summary>That a burst goes on, or is over; null when it is not so.</summary>
    public async Task<NoticeFacts?> BurstReplyAsync(long id, bool isOver, CancellationToken cancel)
    {
        if (await bursts.FindAsync(id, cancel) is not { } burst || isOver != (burst.Failing == 0)) return null;
        var lasted = W.Took((isOver ? burst.LastAt : time.GetUtcNow()) - burst.Since);
        return isOver
            ? new() { Text = $"{W.Count(burst.Agents, "agent")} had {W.Count(burst.Failures, "failure")} in {lasted} · none is failing now", Look = StatusLook.Of(RunStatus.Completed) }
            : new() { Text = $"{W.Count(burst.Failing, "agent")} still failing, for {lasted}", Look = StatusLook.Of(RunStatus.Failed) };
    }

    /// <summary>What completed in a time; null when nothing did.</summary>
    public async Task<OverviewFacts?> DigestAsync(Subject.Digest subject, CancellationToken cancel)
    {
        var (from, to) = Range(subject);
        var rows = new List<(Agent Agent, RunPage Completed, RunPage Bad)>();
        foreach (var agent in groups.AgentsAt(subject.Clock, subject.Place, isReview: false))
        {
            var completed = await CountAsync(agent.Name, [RunStatus.Completed], from, to, cancel);
            if (completed.Total > 0) rows.Add((agent, completed, await CountAsync(agent.Name, RunStatuses.Bad, from, to, cancel)));
        }

        if (rows.Count == 0) return null;
        var total = rows.Sum(r => r.Completed.Total);
        var shown = rows.OrderByDescending(r => r.Completed.Total).ThenBy(r => r.Agent.Name, StringComparer.Ordinal).Take(MostRows);
        return new()
        {
            Title = $"{W.Count(total, "run")}{(rows.All(r => r.Completed.TotalIsExact) ? "" : " or more")} completed",
            Look = new("Digest", "✓", "quiet"),
            Sub = Phrase.Of($"{from:date} to {to:date}").Then($" · {W.Count(rows.Count, "agent")}"),
            Sections = [new(null, [.. shown.Select(r => new OverviewRow(Outside.Line(r.Agent.Title), $"{Number(r.Completed)} completed{(r.Bad.Total > 0 ? $", {Number(r.Bad)} failed" : "")}"))])],
            Note = rows.Count > MostRows ? (Phrase)$"and {W.Count(rows.Count - MostRows, "more agent")}" : null,
            Suggestions = [new("Completed runs", Line("completed", from, to)), .. rows.Any(r => r.Bad.Total > 0) ? [new Suggestion("Failed runs", Line("failed", from, to))] : Array.Empty<Suggestion>()],
        };
    }

    /// <summary>How a week was; null when nothing ran.</summary>
    public async Task<OverviewFacts?> ReviewAsync(Subject.Digest subject, CancellationToken cancel)
    {
        var (from, to) = Range(subject);
        var agents = groups.AgentsAt(subject.Clock, subject.Place, isReview: true);
        var week = await engine.ReadReviewAsync([.. agents.Select(a => a.Name)], from, to, cancel);
        if (week.Runs == 0) return null;
        var failures = week.Failures.Take(5).Select(f => new OverviewRow(TitleOf(f.Agent), Phrase.Of($"{f.Step ?? "the run"} failed {W.Count(f.Count, "time")}"))).ToList();
        var look = LookAt(week).Take(MostRows).ToList();
        return new()
        {
            Title = "The week in review",
            Look = new("Review", "i", "info"),
            Sub = Phrase.Of($"{from:date} to {to:date}").Then($" · {W.Count(agents.Count, "agent")}"),
            Sections =
            [
                new(null, [.. Numbers(week)]),
                .. failures.Count > 0 ? [new OverviewSection("Failures by step", failures)] : Array.Empty<OverviewSection>(),
                .. look.Count > 0 ? [new OverviewSection("Look at", look)] : Array.Empty<OverviewSection>(),
            ],
            Suggestions =
            [
                .. week.Failing.Count > 0 ? [new Suggestion("Alerts", "/alerts")] : Array.Empty<Suggestion>(),
                .. week.Bad > 0 ? [new Suggestion("Failed runs", Line("failed", from, to))] : Array.Empty<Suggestion>(),
                new("Metrics", "/metrics"),
            ],
        };
    }

    private static IEnumerable<OverviewRow> Numbers(RunsReviewed week)
    {
        yield return new(Outside.Line("Runs"), $"{week.Runs.ToString("N0", CultureInfo.InvariantCulture)} · {W.Percent(week.SuccessRate)} succeeded");
        var decided = week.Approved + week.Rejected + week.Automatic;
        if (decided + week.Expired == 0) yield break;
        yield return new(Outside.Line("Actions"), $"{week.Approved} approved · {week.Rejected} rejected · {week.Automatic} automatic · {week.Expired} expired");
        if (week.TimeToDecision is { } took) yield return new(Outside.Line("Time to decision"), $"median {W.Took(took)}");
    }

    // K7: what an operator should look at, said by itself.
    private IEnumerable<OverviewRow> LookAt(RunsReviewed week)
    {
        foreach (var (agent, streak) in week.Failing.OrderByDescending(f => f.Streak.Count))
            yield return new(TitleOf(agent), Phrase.Of($"is failing since {streak.Since:date}, {W.Count(streak.Count, "time")}"), $"/alert {streak.Last}");
        foreach (var again in week.Failures.Where(f => f.Count >= FailsAgain && week.Failing.All(now => now.Agent != f.Agent)))
            yield return new(TitleOf(again.Agent), Phrase.Of($"{again.Step ?? "the run"} fails again and again: look at its tool or credential"));
        if (week.Expired > 0) yield return new(Outside.Line("Approvals"), $"{W.Count(week.Expired, "action")} expired before anybody decided");
    }

    private Task<RunPage> CountAsync(string agent, IReadOnlyList<RunStatus> statuses, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        engine.ListRunsAsync(Counted with { Agent = agent, Statuses = statuses, From = from, To = to }, new(1, 1), cancel);

    private static string Number(RunPage page) => page.Total.ToString("N0", CultureInfo.InvariantCulture) + (page.TotalIsExact ? "" : "+");

    private Outside TitleOf(string agent) => Outside.Line(engine.FindAgent(agent)?.Title ?? agent);

    private static (DateTimeOffset From, DateTimeOffset To) Range(Subject.Digest subject) =>
        (DateTimeOffset.FromUnixTimeSeconds(subject.From), DateTimeOffset.FromUnixTimeSeconds(subject.To));

    private static string Line(string status, DateTimeOffset from, DateTimeOffset to) =>
        string.Create(CultureInfo.InvariantCulture, $"/runs {status} from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}");
}
