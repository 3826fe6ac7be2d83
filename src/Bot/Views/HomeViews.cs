using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>
/// A person's Home: what their roles let them see, as it is now. It tells times and no durations, so that it changes only when something
/// happened.
/// </summary>
internal sealed class HomeViews(RunEngine engine, CardDesk cards, Waiting waiting, TimeProvider time)
{
    private const int Shown = 5;
    private const int NextShown = 3;
    private static readonly TimeSpan Lately = TimeSpan.FromHours(24);
    private static readonly IReadOnlyList<RunStatus> s_running = [RunStatus.Running, RunStatus.Retrying];

    /// <summary>The card.</summary>
    public async Task<BoundCard> DrawAsync(Principal who, CancellationToken cancel) => cards.Bind(await ReadAsync(who, cancel)) with { Owner = who.Key };

    private async Task<HomeFacts> ReadAsync(Principal who, CancellationToken cancel)
    {
        var seen = engine.SeenBy(who);
        var (actions, _) = await waiting.ReadActionsAsync(who, null, mine: true, cancel);
        var questions = await waiting.ReadQuestionsAsync(who, null, mine: true, cancel);
        var running = await seen.ListRunsAsync(new() { Statuses = s_running }, new(1, Shown), cancel);
        var failed = await seen.ListRunsAsync(new() { Statuses = RunStatuses.Bad, Test = false, From = time.GetUtcNow() - Lately }, new(1, Shown), cancel);
        var waits = actions.Count + questions.Count;
        return new()
        {
            Counted = Counted(waits, running, failed),
            Style = waits > 0 ? "accent" : "emphasis",
            Waits = [.. questions.Select(Wait).Concat(actions.Select(a => Wait(waiting.Tell(a.Row, a.Turn)))).Take(Shown)],
            NoWaits = waits == 0 ? "Nothing waits for you." : null,
            AllWaits = waits > Shown ? $"All {waits} that wait" : null,
            RunningHead = Head("Running now", running),
            Running = [.. running.Rows.Select(Running)],
            FailedHead = Head("Failed in the last 24 hours", failed),
            Failed = [.. failed.Rows.Select(Failed)],
            Next = [.. PlannedTimes.Of(seen.ListAgents().Where(a => a.Status == AgentStatus.Active), engine.FreezeOf, time.GetUtcNow(), 1)
                .Take(NextShown).Select(n => new HomeNext(n.At, n.Agent, n.Trigger))],
        };
    }

    private static string Counted(int waits, RunPage running, RunPage failed)
    {
        List<string> told = [];
        if (waits > 0) told.Add($"{waits} {(waits == 1 ? "waits" : "wait")} for you");
        if (running.Total > 0) told.Add($"{Count(running)} running");
        if (failed.Total > 0) told.Add($"{Count(failed)} failed in the last 24 hours");
        return told.Count == 0 ? "all quiet" : string.Join(" · ", told);
    }

    private static string? Head(string words, RunPage page) =>
        page.Total == 0 ? null : page.Total > page.Rows.Count ? $"{words} · {page.Rows.Count} of {Count(page)}" : words;

    private static string Count(RunPage page) => page.TotalIsExact ? $"{page.Total:N0}" : $"{RunPage.CountLimit:N0}+";

    private static HomeWait Wait(WaitingQuestion question) =>
        new(question.Question, question.Agent, $" · #{question.Run} · waits for an answer", question.Expires, "Answer", question.Answer);

    private static HomeWait Wait(WaitingAction action) =>
        new(action.Headline, action.Agent, $" · #{action.Run} · {action.Facts}", action.Expires, "Review", action.Review);

    private static HomeRun Running(RunRow row) => new(
        row.Number, TitleOf(row), StatusLook.Of(row.Status), "since ", row.StartedAt ?? row.QueuedAt, row.IsTest ? Outside.Line("test run") : null);

    private static HomeRun Failed(RunRow row) => new(
        row.Number, TitleOf(row), StatusLook.Of(row.Status), "", row.EndedAt ?? row.UpdatedAt, Outside.LineOrNull(row.Error ?? row.Summary, 120));

    private static Outside TitleOf(RunRow row) => Outside.Line(row.Title ?? row.AgentTitle, 80);
}
