using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>Numbers of the last 12 weeks against the 12 weeks before (K1 to K3), from daily counts only.</summary>
/// <param name="Now">The last 12 weeks, this one included.</param>
/// <param name="Before">The 12 weeks before those.</param>
/// <param name="Weeks">The last 12 weeks one by one, oldest first; weeks begin on Monday, UTC.</param>
/// <param name="TopTools">Tools by how many actions they were in, most first.</param>
public sealed record MetricsView(MetricsTotals Now, MetricsTotals Before, IReadOnlyList<MetricsWeek> Weeks, IReadOnlyList<ToolCount> TopTools)
{
    private const int WeekCount = 12;
    private const int MostTools = 8;

    internal static async Task<MetricsView> ReadAsync(IRunStore store, string? agent, Sight within, DateTimeOffset now, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var first = monday.AddDays(-7 * (WeekCount - 1));
        var days = await DaysAsync(store, agent, within, Text(first.AddDays(-7 * WeekCount)), cancel);
        var weeks = Enumerable.Range(0, WeekCount).Select(i => first.AddDays(7 * i))
            .Select(start => new MetricsWeek(start, Total(days, start, start.AddDays(7)))).ToList();
        var tools = await TopToolsAsync(store, agent, within, new(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), cancel);
        return new(Total(days, first, today.AddDays(1)), Total(days, first.AddDays(-7 * WeekCount), first), weeks, tools);
    }

    // Who sees all agents needs no row of each: the store adds them up.
    private static async Task<IReadOnlyList<DailyRow>> DaysAsync(IRunStore store, string? agent, Sight within, string from, CancellationToken cancel)
    {
        if (agent is null && within.IsAll) return await store.ReadDaysAsync(from, cancel);
        var all = await store.ReadDailyAsync(agent, from, cancel);
        return within.IsAll ? all : [.. all.Where(d => within.Covers(d.Agent))];
    }

    private static async Task<IReadOnlyList<ToolCount>> TopToolsAsync(
        IRunStore store, string? agent, Sight within, DateTimeOffset since, CancellationToken cancel)
    {
        if (within.IsAll) return await store.ReadTopToolsAsync(agent, since, MostTools, cancel);
        var counts = new List<ToolCount>();
        foreach (var seen in within.Agents.Where(a => agent is null || a == agent))
            counts.AddRange(await store.ReadTopToolsAsync(seen, since, int.MaxValue, cancel));
        var sums = counts.GroupBy(c => c.Tool).Select(g => new ToolCount(g.Key, g.Sum(c => c.Count)));
        return [.. sums.OrderByDescending(c => c.Count).ThenBy(c => c.Tool, StringComparer.Ordinal).Take(MostTools)];
    }

    private static MetricsTotals Total(IReadOnlyList<DailyRow> days, DateOnly from, DateOnly to)
    {
        string low = Text(from), high = Text(to);
        var within = days.Where(d => string.CompareOrdinal(d.Day, low) >= 0 && string.CompareOrdinal(d.Day, high) < 0).ToList();
        return new()
        {
            Runs = within.Sum(d => (long)d.Runs),
            Completed = within.Sum(d => (long)d.Completed),
            Bad = within.Sum(d => (long)d.Bad),
            Proposed = within.Sum(d => (long)d.Proposed),
            Approved = within.Sum(d => (long)d.Approved),
            Rejected = within.Sum(d => (long)d.Rejected),
            Automatic = within.Sum(d => (long)d.Automatic),
            ConfidenceSum = within.Sum(d => d.ConfidenceSum),
            ConfidenceCount = within.Sum(d => (long)d.ConfidenceCount),
        };
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>One week.</summary>
/// <param name="Start">Its Monday.</param>
/// <param name="Totals">Its numbers.</param>
public sealed record MetricsWeek(DateOnly Start, MetricsTotals Totals);

/// <summary>Numbers of a range of days; test runs and previews excluded.</summary>
public sealed record MetricsTotals
{
    /// <summary>Runs queued.</summary>
    public long Runs { get; init; }

    /// <summary>Runs that completed.</summary>
    public long Completed { get; init; }

    /// <summary>Runs that ended badly.</summary>
    public long Bad { get; init; }

    /// <summary>Actions proposed.</summary>
    public long Proposed { get; init; }

    /// <summary>Actions approved by people.</summary>
    public long Approved { get; init; }

    /// <summary>Actions rejected.</summary>
    public long Rejected { get; init; }

    /// <summary>Actions executed by the agent's mode.</summary>
    public long Automatic { get; init; }

    /// <summary>Sum of the confidences of proposed actions.</summary>
    public double ConfidenceSum { get; init; }

    /// <summary>How many proposed actions had a confidence.</summary>
    public long ConfidenceCount { get; init; }

    /// <summary>Approved or auto-executed over decided, 0 to 1; null when nothing was decided.</summary>
    public double? ApprovalRate =>
        Approved + Automatic + Rejected == 0 ? null : (double)(Approved + Automatic) / (Approved + Automatic + Rejected);

    /// <summary>Average confidence, 0 to 1; null when no proposal had one.</summary>
    public double? AverageConfidence => ConfidenceCount == 0 ? null : ConfidenceSum / ConfidenceCount;
}
