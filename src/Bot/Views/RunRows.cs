using System.Globalization;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>Rows of the run list (L2 to L10).</summary>
internal sealed class RunRows(RunEngine engine)
{
    /// <summary>One row.</summary>
    public RunListRow Row(RunRow row) => new()
    {
        Number = row.Number,
        Agent = engine.FindAgent(row.Agent) is null ? Outside.Line($"{row.Title ?? row.AgentTitle} (agent removed)") : Outside.Line(row.Title ?? row.AgentTitle),
        Status = StatusLook.Of(row.Status),
        Started = row.StartedAt ?? row.QueuedAt,
        Took = (row is { StartedAt: { } started, EndedAt: { } ended } ? Cards.Words.Took(ended - started) : "–") + (UsageWords.Tell(0, row.Credits) is { } cost ? $", {cost}" : ""),
        Actions = Actions(row.Actions, row.IsTest),
        Trigger = Told.Trigger(row.Trigger, row.TriggerName, Phrase.Of($"{row.StartedByName}")),
        FailedStep = row.Status.IsBad() ? Outside.LineOrNull(row.Step) : null,
        Text = Outside.LineOrNull(row.Status.IsBad() ? row.Error ?? row.Summary : WithoutTest(row.Summary), 160),
        IsTest = row.IsTest,
    };

    /// <summary>What came of them, each counted once: "4: 2 ✓ 1 ✕ 1 failed", "2 open", "–". Automatic ones that were done are "auto".</summary>
    public static string Actions(ActionCounts counts, bool isTest)
    {
        if (counts.Proposed == 0) return "–";
        if (isTest) return Count(counts.Proposed, "preview");
        var parts = new List<string>();
        // A failed or unknown one was decided for too, and is not counted as done beside it.
        var missed = counts.Failed + counts.Unknown;
        var byPeople = Math.Max(0, counts.Approved - missed);
        var byItself = Math.Max(0, counts.Automatic - Math.Max(0, missed - counts.Approved));
        if (byPeople > 0) parts.Add(Count(byPeople, "✓"));
        if (counts.Rejected > 0) parts.Add(Count(counts.Rejected, "✕"));
        if (byItself > 0) parts.Add(Count(byItself, "auto"));
        if (counts.Open > 0) parts.Add(Count(counts.Open, "open"));
        if (counts.Failed > 0) parts.Add(Count(counts.Failed, "failed"));
        if (counts.Expired > 0) parts.Add(Count(counts.Expired, "expired"));
        if (counts.Unknown > 0) parts.Add(Count(counts.Unknown, "unknown"));
        var told = string.Join(' ', parts);
        return parts is [var only] && counts.Open == counts.Proposed ? only : string.Create(CultureInfo.InvariantCulture, $"{counts.Proposed}: {told}");
    }

    /// <summary>A summary without the mark of a test run: cards set their own before it.</summary>
    public static string WithoutTest(string? summary) =>
        summary?.StartsWith("[Test Run] ", StringComparison.Ordinal) == true ? summary["[Test Run] ".Length..] : summary ?? "";

    private static string Count(int number, string word) => string.Create(CultureInfo.InvariantCulture, $"{number} {word}");
}
