using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Runs;
using ChatRuns.Store;
using Recovery = ChatRuns.Bot.Cards.Facts.Recovery;

namespace ChatRuns.Bot.Views;

/// <summary>Failures of an agent in a row, as one living alert (N2): the first, the streak, the recovery.</summary>
internal sealed class StreakViews(RunEngine engine, PageLinks links, TimeProvider time)
{
    private const int ShownFailures = 5;

    /// <summary>The alert as it is now; null when there is nothing to tell.</summary>
    public async Task<RunFailedFacts?> ReadAsync(string agent, long first, CancellationToken cancel)
    {
        if (await engine.FindStreakAsync(agent, first, cancel) is not { } streak) return null;
        if (await engine.FindRunAsync(streak.Recovered ?? streak.Last, cancel) is not { } shown) return null;
        var run = shown.Run;
        var alert = await engine.ReadAlertAsync(agent, first, cancel);
        return new()
        {
            Number = run.Number,
            Agent = RunViews.Title(run),
            AgentName = agent,
            Status = StatusLook.Of(run.Status),
            Failure = RunViews.FailureOf(run, shown.Ran),
            Started = run.StartedAt,
            Meta = Meta(shown),
            Streak = streak.Count < 2 || streak.Recovered is not null ? null : await StreakAsync(agent, streak, cancel),
            Recovery = streak.Recovered is null ? null : await RecoveryAsync(streak, run, cancel),
            Handled = streak.Recovered is null ? AlertViews.Handled(alert, time.GetUtcNow()) : null,
            Alert = streak.Recovered is null ? new($"/alert {run.Number}") : null,
            IsTaken = alert.AcknowledgedBy is not null,
            Rerun = new($"/run {run.Number} rerun"),
            RerunFrom = RunViews.RerunFrom(shown),
            PageUrl = links.Run(run.Number),
        };
    }

    /// <summary>One further failure, as a line; null when there is no such run.</summary>
    public async Task<NoticeFacts?> FailureAsync(long number, bool isLast, CancellationToken cancel)
    {
        if (await engine.FindRowAsync(number, cancel) is not { } row) return null;
        var look = StatusLook.Of(row.Status);
        Phrase told = string.Create(CultureInfo.InvariantCulture, $"#{number} {look.Word.ToLowerInvariant()}");
        told = told.Then(Phrase.Of($" · {row.EndedAt ?? row.UpdatedAt:time} · {Outside.Line(row.Error, 120)}"));
        return new() { Text = told, Look = look, Lines = isLast ? ["Further failures are counted in the message above."] : [] };
    }

    /// <summary>That it goes on; null when it is over.</summary>
    public async Task<NoticeFacts?> ReminderAsync(string agent, long first, CancellationToken cancel)
    {
        if (await engine.FindStreakAsync(agent, first, cancel) is not { Recovered: null } streak) return null;
        if (await engine.FindRunAsync(streak.Last, cancel) is not { } shown) return null;
        var (times, lasted) = (Cards.Words.Count(streak.Count, "time"), Cards.Words.Took(time.GetUtcNow() - streak.Since));
        return new() { Text = Phrase.Of($"{RunViews.Title(shown.Run)} is still failing").Then($" · {times}, for {lasted}"), Look = StatusLook.Of(shown.Run.Status) };
    }

    /// <summary>That it is over; null while it is not.</summary>
    public async Task<NoticeFacts?> RecoveryAsync(string agent, long first, CancellationToken cancel)
    {
        if (await engine.FindStreakAsync(agent, first, cancel) is not { Recovered: { } good } streak) return null;
        if (await engine.FindRunAsync(good, cancel) is not { Run: var run }) return null;
        var recovery = await RecoveryAsync(streak, run, cancel);
        var told = Phrase.Of($"{RunViews.Title(run)} recovered").Then($" · was failing for {recovery.FailingFor}, {recovery.Runs}");
        return new() { Text = recovery.After is { } after ? told.Then(" · ").Then(after) : told, Look = StatusLook.Of(run.Status) };
    }

    private static Phrase Meta(RunDetail detail)
    {
        var run = detail.Run;
        Phrase took = run is { StartedAt: { } started, EndedAt: { } ended } ? $"took {Cards.Words.Took(ended - started)} · " : "";
        var meta = took.Then(Told.Trigger(detail.Row.Trigger, detail.Row.TriggerName, Phrase.Of($"{run.Queued.Trigger.By}")));
        if (detail.Row.Target is { } target) meta = meta.Then(Phrase.Of($" · {target}"));
        var most = detail.Ran?.Steps.FirstOrDefault(s => s.Name == run.End?.Step)?.Retry.Attempts ?? 1;
        return most > 1 && run.Failure is { } failed ? meta.Then($" · attempt {failed.Attempt} of {most}") : meta;
    }

    private async Task<Cards.Facts.Streak> StreakAsync(string agent, Store.Streak streak, CancellationToken cancel)
    {
        var filter = new RunFilter { Agent = agent, Statuses = RunStatuses.Bad, Test = false, Archived = null };
        var page = await engine.ListRunsAsync(filter, new(1, ShownFailures, streak.Last), cancel);
        var last = page.Rows.Where(r => r.Number >= streak.First).Select(Past);
        return new(Cards.Words.Count(streak.Count, "time"), streak.Since, Cards.Words.Took(time.GetUtcNow() - streak.Since), [.. last]);
    }

    private static PastFailure Past(RunRow row)
    {
        var look = StatusLook.Of(row.Status);
        return new(row.Number, row.EndedAt ?? row.UpdatedAt, look.Sign, look.Word, Outside.Line(row.Error, 120));
    }

    private async Task<Recovery> RecoveryAsync(Store.Streak streak, Run good, CancellationToken cancel)
    {
        var at = good.EndedAt ?? good.UpdatedAt;
        return new(at, Cards.Words.Took(at - streak.Since), Cards.Words.Count(streak.Count, "run"), await AfterAsync(streak, good, cancel),
            await engine.FindRowAsync(streak.Last, cancel) is { } failed ? Past(failed) : null);
    }

    // Who acted: a rerun by a person, an action of a failed run that somebody approved, or whoever was on it.
    private async Task<Phrase?> AfterAsync(Store.Streak streak, Run good, CancellationToken cancel)
    {
        if (good.Queued.Trigger is { Kind: TriggerKind.Manual, By: var starter }) return Phrase.Of($"after a run by {starter}");
        for (var number = streak.Last; number >= streak.First && number > streak.Last - 50; number--)
        {
            var actions = await engine.ListActionsAsync(new(Run: number, Agent: good.Queued.Agent, Statuses: [ActionStatus.Succeeded]), cancel);
            if (actions.Rows.Count == 0 || await engine.FindActionAsync(actions.Rows[0].Id, cancel) is not { } action) continue;
            var after = Phrase.Of($"after {action.Headline ?? action.Proposed.Tool}");
            return action.DecidedBy is { } by ? after.Then(Phrase.Of($", approved by {by}")) : after;
        }

        return (await engine.ReadAlertAsync(good.Queued.Agent, streak.First, cancel)).AcknowledgedBy is { } taken ? Phrase.Of($"{taken.Name} was on it") : null;
    }
}
