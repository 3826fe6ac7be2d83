using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>What people do about failures in a row.</summary>
public sealed partial class RunEngine
{
    private const int MostAlertEvents = 1000;
    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(30);

    /// <summary>What people did about the failures that began with a run; of one that nobody touched nothing.</summary>
    public async Task<Alert> ReadAlertAsync(string agent, long first, CancellationToken cancel) =>
        (await LoadAlertAsync(agent, first, cancel)).Alert;

    /// <summary>Tells nobody again for a while that a failed run's agent goes on failing; null: from now on again. Operators may.</summary>
    public Task<AlertResult> SnoozeAsync(long number, DateTimeOffset? until, Principal by, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        var wrong = until <= now ? "That time is over." : until > now + LongestSnooze ? $"An alert rests at most {LongestSnooze.TotalDays:0} days." : null;
        return AlertAsync(number, by, "snooze alerts", _ => wrong is null ? (new AlertSnoozed(by, until), null) : (null, wrong), cancel);
    }

    /// <summary>Says that one is on it. Operators may.</summary>
    public Task<AlertResult> AcknowledgeAsync(long number, Principal by, CancellationToken cancel) =>
        AlertAsync(number, by, "acknowledge alerts", alert => (alert.AcknowledgedBy == by ? null : new AlertAcknowledged(by), null), cancel);

    /// <summary>Gives an alert to a person who may see it. Operators may.</summary>
    public Task<AlertResult> AssignAsync(long number, Principal to, Principal by, CancellationToken cancel) => AlertAsync(number, by, "assign alerts", alert =>
    {
        if (to.Id.StartsWith('@')) return (null, $"{to.Name} is a group. Assign it to one person.");
        if (!SightOf(to).Covers(alert.Agent)) return (null, $"{to.Name} may not see this agent's runs. An admin can give them the role viewer.");
        return (alert.AssignedTo == to ? null : new AlertAssigned(by, to), null);
    }, cancel);

    /// <summary>The failures in a row that a run belongs to, as somebody may see them.</summary>
    public async Task<AlertResult> FindAlertAsync(long number, Principal by, CancellationToken cancel)
    {
        if (await SeenBy(by).FindRowAsync(number, cancel) is not { } row) return new AlertResult.NotFound();
        if (await FindStreakOfAsync(row, cancel) is not { } streak) return new AlertResult.NotFailing(row.Agent);
        return new AlertResult.Done(await ReadAlertAsync(row.Agent, streak.First, cancel), streak);
    }

    private async Task<AlertResult> AlertAsync(
        long number, Principal by, string toDo, Func<Alert, (AlertEvent? Happened, string? Wrong)> judge, CancellationToken cancel)
    {
        while (true)
        {
            var row = await SeenBy(by).FindRowAsync(number, cancel);
            if (row is null && !SightOf(by).IsNone) return new AlertResult.NotFound();
            if (Refusal(by, toDo, row?.Agent, Role.Operator) is { } refusal) return new AlertResult.NotAllowed(refusal);
            if (row is null) return new AlertResult.NotFound();
            if (await FindStreakOfAsync(row, cancel) is not { Recovered: null } streak) return new AlertResult.NotFailing(row.Agent);
            var (alert, seq) = await LoadAlertAsync(row.Agent, streak.First, cancel);
            var (happened, wrong) = judge(alert);
            if (wrong is not null) return new AlertResult.Invalid(wrong);
            if (happened is null) return new AlertResult.Done(alert, streak);
            if (await AppendAsync(StreamName.Alert(row.Agent, streak.First), by, seq, cancel, happened)) return new AlertResult.Done(alert.Apply(happened), streak);
        }
    }

    private async Task<Streak?> FindStreakOfAsync(RunRow row, CancellationToken cancel) =>
        row.Status.IsBad() && !row.IsTest && await _store.ReadStreakAsync(row.Agent, row.Number, cancel) is { } upTo
            ? await _store.FindStreakAsync(row.Agent, upTo.First, cancel) : null;

    private async Task<(Alert Alert, long Seq)> LoadAlertAsync(string agent, long first, CancellationToken cancel)
    {
        var events = await _store.ReadStreamAsync(StreamName.Alert(agent, first), 0, MostAlertEvents, cancel);
        var alert = events.Select(e => e.Event).OfType<AlertEvent>().Aggregate(new Alert(agent, first), (a, happened) => a.Apply(happened));
        return (alert, events.Count == 0 ? 0 : events[^1].Seq);
    }
}

/// <summary>What a person who does something about failures is told: a closed family.</summary>
public abstract record AlertResult
{
    /// <summary>It is so now.</summary>
    /// <param name="Alert">What people did.</param>
    /// <param name="Streak">The failures.</param>
    public sealed record Done(Alert Alert, Streak Streak) : AlertResult;

    /// <summary>The run did not fail, or its agent recovered since.</summary>
    public sealed record NotFailing(string Agent) : AlertResult;

    /// <summary>This cannot be done.</summary>
    public sealed record Invalid(string Why) : AlertResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : AlertResult;

    /// <summary>There is no such run.</summary>
    public sealed record NotFound : AlertResult;
}

/// <summary>An agent that is failing.</summary>
/// <param name="Streak">Its failures in a row.</param>
/// <param name="Alert">What people did about them.</param>
public sealed record OpenAlert(Streak Streak, Alert Alert);
