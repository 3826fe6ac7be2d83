using ChatRuns.Actions;
using ChatRuns.Runs;

namespace ChatRuns.Store;

/// <summary>Which runs to list; all conditions hold together, null and empty mean "any".</summary>
public sealed record RunFilter
{
    /// <summary>With one of these statuses.</summary>
    public IReadOnlyList<RunStatus> Statuses { get; init; } = [];

    /// <summary>Of this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Started this way.</summary>
    public TriggerKind? Trigger { get; init; }

    /// <summary>Started by the trigger of this name.</summary>
    public string? TriggerName { get; init; }

    /// <summary>With this target.</summary>
    public string? Target { get; init; }

    /// <summary>Queued at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Queued before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>True: archived ones only; false: none of them; null: both.</summary>
    public bool? Archived { get; init; } = false;

    /// <summary>True: test runs only; false: none of them; null: both.</summary>
    public bool? Test { get; init; }

    /// <summary>Words that stand in agent, title, summary, error, step or target; each is searched as a prefix.</summary>
    public string? Text { get; init; }

    /// <summary>Started by this principal key.</summary>
    public string? StartedBy { get; init; }

    /// <summary>Or by one of these, other accounts of that person; the engine sets it. Counts only with <see cref="StartedBy"/>.</summary>
    public IReadOnlyList<string> AlsoStartedBy { get; init; } = [];

    /// <summary>Whose agent has this owner.</summary>
    public string? Owner { get; init; }

    /// <summary>Whose agent has this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>That failed or stands at this step.</summary>
    public string? Step { get; init; }

    /// <summary>That ended for this cause.</summary>
    public Cause? Cause { get; init; }

    /// <summary>With at least one action that stands like this ("open", "failed", "expired", "unknown").</summary>
    public string? WithActions { get; init; }

    /// <summary>Numbered up to this: what a reader fixed the list to; see <see cref="RunPageRequest.NotAfter"/>.</summary>
    public long? UpTo { get; init; }

    /// <summary>That took longer than this.</summary>
    public TimeSpan? LongerThan { get; init; }

    /// <summary>Of agents that the reader sees; the engine sets it.</summary>
    public Sight Within { get; init; } = Sight.All;
}

/// <summary>Which page of a list.</summary>
/// <param name="Page">1, 2, …</param>
/// <param name="PerPage">1 to 100.</param>
/// <param name="NotAfter">The newest run number of the first page, so that pages stay while runs arrive; null on page 1.</param>
public sealed record RunPageRequest(int Page = 1, int PerPage = 20, long? NotAfter = null)
{
    /// <summary>The last run of the page before: this one goes on behind it, and <see cref="Page"/> is not looked at. Null to count pages.</summary>
    public RunPlace? After { get; init; }
}

/// <summary>Where a run stands in a list, whatever comes and goes around it.</summary>
/// <param name="QueuedAt">By this a list is in order.</param>
/// <param name="Number">Of those queued at one moment the later number is first.</param>
public sealed record RunPlace(DateTimeOffset QueuedAt, long Number);

/// <summary>One page of runs.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="Total">How many the filter holds; counted to <see cref="CountLimit"/>.</param>
/// <param name="TotalIsExact">False: "1000+".</param>
/// <param name="NotAfter">For the next pages' request; null for an empty list.</param>
public sealed record RunPage(IReadOnlyList<RunRow> Rows, int Total, bool TotalIsExact, long? NotAfter)
{
    /// <summary>The place of its last run where more follow; null on the last page.</summary>
    public RunPlace? Next { get; init; }

    /// <summary>Counting stops here.</summary>
    public const int CountLimit = 1000;
}
