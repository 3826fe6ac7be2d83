using ChatRuns.Runs;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>The statuses in the words of every product that people may come from (L15).</summary>
internal static class StatusWords
{
    private static readonly RunStatus[] AllStatuses = Enum.GetValues<RunStatus>();
    private static readonly RunStatus[] Unfinished = [.. AllStatuses.Where(status => !status.IsOver())];

    /// <summary>Every phrase that stands for statuses.</summary>
    public static Phrases<StatusSet> Phrases { get; } = new Phrases<StatusSet>()
        .Add(new(RunStatuses.Bad), "failed", "failure", "failures", "failing", "fail", "fails", "error", "errors", "errored", "broken",
            "crashed", "unsuccessful")
        .Add(new(RunStatus.Failed), "failed only", "only failed", "just failed")
        .Add(new(RunStatus.Completed), "completed", "complete", "succeeded", "success", "successful", "successes", "done", "finished", "ok",
            "passed")
        .Add(new(RunStatus.Running), "running", "active", "executing", "started", "in progress", "inprogress", "processing", "ongoing")
        .Add(new([RunStatus.Queued]) { IsPending = true }, "pending")
        .Add(new(RunStatus.Queued), "queued", "enqueued", "in queue", "in the queue")
        .Add(new(RunStatus.New), "new", "recorded")
        .Add(new(RunStatus.Waiting), "waiting", "suspended", "on hold", "sleeping", "delayed", "blocked")
        .Add(new(RunStatus.Retrying), "retrying", "retried")
        .Add(new(RunStatus.Canceled), "canceled", "cancelled", "stopped", "aborted", "killed", "terminated")
        .Add(new(RunStatus.TimedOut), "timed out", "timedout", "timeout", "timeouts", "time out", "over time", "overtime")
        .Add(new(RunStatus.QuotaExceeded), "over quota", "quota exceeded", "quotaexceeded", "quota", "out of quota", "overquota",
            "out of credit", "out of credits")
        .Add(new(RunStatus.MemoryLimitExceeded), "out of memory", "oom", "memory limit exceeded", "memorylimitexceeded", "memory limit",
            "memory exceeded", "outofmemory", "memory")
        .Add(new(RunStatus.LogSizeExceeded), "log too large", "log size exceeded", "logsizeexceeded", "log limit", "log size",
            "log too big")
        .Add(new(RunStatus.InternalError), "internal error", "internalerror", "internal", "internal errors")
        .Add(new(Unfinished), "unfinished", "not over", "not finished", "not done", "still open")
        .Add(new([.. AllStatuses.Where(status => status.IsOver())]), "ended", "over", "closed");

    /// <summary>All statuses but some, in order.</summary>
    public static IReadOnlyList<RunStatus> Except(IReadOnlyCollection<RunStatus> some) =>
        [.. AllStatuses.Where(status => !some.Contains(status))];

    /// <summary>The statuses as words of a line: every bad end together is <c>failed</c>.</summary>
    public static string ToLine(IReadOnlyList<RunStatus> statuses, bool isPending) => IsMost(statuses) && !isPending
        ? string.Join(' ', Groups(Except(statuses)).Select(group => $"not {group}"))
        : string.Join(' ', Groups(statuses).Select(group => isPending && group == "queued" ? "pending" : group));

    /// <summary>Runs with such statuses: "failed or canceled runs", "runs not completed".</summary>
    /// <param name="statuses">The statuses; none means all.</param>
    /// <param name="noun">"runs", "test runs".</param>
    public static string Describe(IReadOnlyList<RunStatus> statuses, string noun)
    {
        if (statuses.Count == 0) return noun;
        if (statuses is [RunStatus.Running]) return $"{noun} in progress";
        return IsMost(statuses) ? $"{noun} not {Any(Except(statuses))}" : $"{Any(statuses)} {noun}";
    }

    private static string Any(IReadOnlyList<RunStatus> statuses)
    {
        var groups = Groups(statuses).Select(group => group.Replace(' ', '-')).ToArray();
        return groups is [var one] ? one : $"{string.Join(", ", groups[..^1])} or {groups[^1]}";
    }

    // "Not completed" reads better than the twelve others.
    private static bool IsMost(IReadOnlyList<RunStatus> statuses) =>
        statuses.Count < AllStatuses.Length && Groups(statuses).Count() > Groups(Except(statuses)).Count() + 1;

    private static IEnumerable<string> Groups(IReadOnlyList<RunStatus> statuses)
    {
        var hasAllBad = RunStatuses.Bad.All(statuses.Contains);
        var hasAllUnfinished = Unfinished.All(statuses.Contains);
        if (hasAllBad) yield return "failed";
        if (hasAllUnfinished) yield return "unfinished";
        foreach (var status in statuses)
            if (!(hasAllBad && status.IsBad()) && !(hasAllUnfinished && !status.IsOver())) yield return Word(status);
    }

    private static string Word(RunStatus status) => status switch
    {
        RunStatus.Failed => "failed only",
        RunStatus.TimedOut => "timed out",
        RunStatus.QuotaExceeded => "over quota",
        RunStatus.MemoryLimitExceeded => "out of memory",
        RunStatus.LogSizeExceeded => "log too large",
        RunStatus.InternalError => "internal error",
        _ => status.ToString().ToLowerInvariant(),
    };
}

/// <summary>What a word says about the status.</summary>
/// <param name="Statuses">Any of these.</param>
internal sealed record StatusSet(IReadOnlyList<RunStatus> Statuses)
{
    /// <summary>Of one status.</summary>
    public StatusSet(RunStatus status)
        : this([status])
    {
    }

    /// <summary>The word was "pending", which many also say of actions that wait for people.</summary>
    public bool IsPending { get; init; }
}
