using System.ComponentModel.DataAnnotations;

namespace ChatRuns.Planning;

/// <summary>How planned times are accounted for: section "Planner".</summary>
public sealed class PlannerOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Planner";

    /// <summary>A planned time that is late by no more than this just runs; beyond, the catch-up policy decides.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A planned time that is neither a run nor skipped after this is reported as overdue.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan OverdueAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most runs that one schedule gets in one pass; what more is owed follows in the next.</summary>
    [Range(1, 10_000)]
    public int MostTurnsAtOnce { get; set; } = 100;

    /// <summary>How many agents are accounted for at the same time, so that the store commits their turns in groups.</summary>
    [Range(1, 1_000)]
    public int AgentsAtOnce { get; set; } = 64;
}
