using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>What some days were like.</summary>
public sealed partial class RunEngine
{
    private const int MostReviewFailures = 200;
    private const int MostReviewActions = 200;

    /// <summary>How some agents did between two moments; counts are of whole UTC days, the first and last ones included as far as they lie within.</summary>
    public async Task<RunsReviewed> ReadReviewAsync(IReadOnlyCollection<string> agents, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var names = agents.ToHashSet(StringComparer.Ordinal);
        var (low, high) = (Day(from), Day(to));
        var days = (await _store.ReadDailyAsync(null, low, cancel))
            .Where(d => names.Contains(d.Agent) && string.CompareOrdinal(d.Day, high) < 0).ToList();
        var failures = (await _store.ReadFailuresAsync(from, MostReviewFailures, cancel)).Where(f => names.Contains(f.Agent)).ToList();
        var decided = await ReadDecidedAsync(agents, from, to, cancel);
        var failing = new List<(string Agent, Streak Streak)>();
        foreach (var agent in agents)
            if (await _store.ReadStreakAsync(agent, long.MaxValue, cancel) is { } streak) failing.Add((agent, streak));
        return new()
        {
            Runs = days.Sum(d => (long)d.Runs),
            Completed = days.Sum(d => (long)d.Completed),
            Bad = days.Sum(d => (long)d.Bad),
            Approved = days.Sum(d => (long)d.Approved),
            Rejected = days.Sum(d => (long)d.Rejected),
            Automatic = days.Sum(d => (long)d.Automatic),
            Expired = decided.Count(a => a.Status == ActionStatus.Expired),
            TimeToDecision = Median([.. decided.Where(a => a.DecidedBy is not null && !a.IsAutomatic).Select(a => a.DecidedAt!.Value - a.ProposedAt)]),
            Failures = failures,
            Failing = failing,
        };
    }

    // The latest ones stand for all: a week with more decisions than these has a median that more would hardly move.
    private async Task<List<ProposedAction>> ReadDecidedAsync(IReadOnlyCollection<string> agents, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var decided = new List<ProposedAction>();
        foreach (var agent in agents)
        {
            var page = await _store.ListActionsAsync(new(Agent: agent, Statuses: Decided, Most: MostReviewActions), cancel);
            foreach (var row in page.Rows.Where(r => r.ProposedAt >= from - TimeSpan.FromDays(7) && r.ProposedAt < to))
                if (await FindActionAsync(row.Id, cancel) is { DecidedAt: { } at } action && at >= from && at < to) decided.Add(action);
        }

        return decided;
    }

    private static IReadOnlyList<ActionStatus> Decided { get; } =
        [ActionStatus.Approved, ActionStatus.Started, ActionStatus.Succeeded, ActionStatus.Failed, ActionStatus.Unknown, ActionStatus.Rejected, ActionStatus.Expired, ActionStatus.Undone];

    private static TimeSpan? Median(List<TimeSpan> times)
    {
        if (times.Count == 0) return null;
        times.Sort();
        return times[times.Count / 2];
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>How some agents did in a time.</summary>
public sealed record RunsReviewed
{
    /// <summary>Runs queued; test runs excluded.</summary>
    public long Runs { get; init; }

    /// <summary>Runs that completed.</summary>
    public long Completed { get; init; }

    /// <summary>Runs that ended badly.</summary>
    public long Bad { get; init; }

    /// <summary>Actions approved by people.</summary>
    public long Approved { get; init; }

    /// <summary>Actions rejected.</summary>
    public long Rejected { get; init; }

    /// <summary>Actions executed by an agent's mode.</summary>
    public long Automatic { get; init; }

    /// <summary>Actions that expired undecided.</summary>
    public long Expired { get; init; }

    /// <summary>From the proposal to a person's final decision, the median; null where nobody decided.</summary>
    public TimeSpan? TimeToDecision { get; init; }

    /// <summary>Bad ends by agent and step, most first.</summary>
    public IReadOnlyList<FailureCount> Failures { get; init; } = [];

    /// <summary>Agents that are failing now.</summary>
    public IReadOnlyList<(string Agent, Streak Streak)> Failing { get; init; } = [];

    /// <summary>Completed over ended; null where none ended.</summary>
    public double? SuccessRate => Completed + Bad == 0 ? null : (double)Completed / (Completed + Bad);
}
