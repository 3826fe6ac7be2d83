using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Tools.Files;
using ChatRuns.Tools.Http;

namespace ChatRuns.Tools.Review;

/// <summary>What the last days were like: bad ends by step, agents that fell silent, certificates that expire, folders that grew.</summary>
internal sealed class RunsReview(IRunStore store, TlsExpiry certificates, DiskUsage disks, TimeProvider time) : ITool
{
    private const int MostFailures = 50;
    private const int MostFolders = 20;
    private const int UsedToRun = 2;
    private const int RangesBefore = 4;

    public ToolDefinition Definition { get; } = new(
        "runs.review", "Review the last days", "Writes a review of the last days as Markdown and CSV: failures by step, silent agents, expiring certificates, disk growth.",
        """
        {
          "type": "object",
          "properties": {
            "days": { "type": "integer", "title": "Days", "description": "How far back; 7 without it.", "minimum": 1, "maximum": 90 },
            "hosts": { "type": "array", "title": "Hosts", "description": "Whose certificates are checked.", "items": { "type": "string", "minLength": 1 }, "maxItems": 100 },
            "folders": { "type": "array", "title": "Folders", "description": "Whose growth is measured; inside the roots.", "items": { "type": "string", "minLength": 1 }, "maxItems": 20 }
          },
          "additionalProperties": false
        }
        """,
        IsReadOnly: true);

    public Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var days = new Arguments(arguments).Whole("days", 7, 1, 90);
        return Task.FromResult(new ToolPreview(Risk.Low, $"Review the last {days} days", CanUndo: false, State: null));
    }

    public async Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var read = new Arguments(arguments);
        var hosts = read.Texts("hosts", 100);
        var folders = read.Texts("folders", MostFolders);
        var now = time.GetUtcNow();
        var since = now.AddDays(-read.Whole("days", 7, 1, 90));
        var daily = await store.ReadDailyAsync(null, Day(since - RangesBefore * (now - since)), cancel);
        var review = new ReviewFacts
        {
            From = since,
            To = now,
            Days = [.. daily.Where(d => string.CompareOrdinal(d.Day, Day(since)) >= 0)],
            Failures = await store.ReadFailuresAsync(since, MostFailures, cancel),
            Silent = await SilentAsync(daily, since, cancel),
            Certificates = await certificates.LookAsync(hosts, cancel),
            Folders = await Task.Run(() => folders.Select(f => Measure(f, since, cancel)).ToList(), cancel),
        };
        return new(Answer(review));
    }

    // Silent: has a schedule or used to run, and did not in the range. Those that ran once by hand long ago are not missed.
    private async Task<IReadOnlyList<SilentAgent>> SilentAsync(IReadOnlyList<DailyRow> daily, DateTimeOffset since, CancellationToken cancel)
    {
        var last = (await store.ReadLastRunsAsync(cancel)).ToDictionary(r => r.Agent, StringComparer.Ordinal);
        var scheduled = (await store.ReadSchedulesAsync(cancel)).Select(s => s.Agent);
        var busy = daily.Where(d => string.CompareOrdinal(d.Day, Day(since)) < 0)
            .GroupBy(d => d.Agent).Where(a => a.Sum(d => d.Runs) >= UsedToRun).Select(a => a.Key);
        return
        [
            .. scheduled.Concat(busy).Distinct(StringComparer.Ordinal)
                .Select(agent => new SilentAgent(agent, last.GetValueOrDefault(agent)?.QueuedAt, last.GetValueOrDefault(agent)?.Status))
                .Where(s => s.LastRun is null || s.LastRun < since)
                .OrderBy(s => s.LastRun).ThenBy(s => s.Agent, StringComparer.Ordinal),
        ];
    }

    private FolderReview Measure(string folder, DateTimeOffset since, CancellationToken cancel)
    {
        try
        {
            return new(folder, disks.Measure(folder, biggest: 3, since, cancel), null);
        }
        catch (ToolException e)
        {
            return new(folder, null, e.Message);
        }
    }

    private static JsonElement Answer(ReviewFacts review)
    {
        var failures = review.Failures.Select(JsonNode (f) => new JsonObject
        {
            ["agent"] = f.Agent, ["step"] = f.Step, ["count"] = f.Count, ["lastError"] = f.LastError,
        });
        var silent = review.Silent.Select(JsonNode (s) => new JsonObject { ["agent"] = s.Agent, ["lastRun"] = s.LastRun?.ToString("O") });
        return Arguments.Json(new JsonObject
        {
            ["markdown"] = ReviewPaper.Markdown(review), ["csv"] = ReviewPaper.Csv(review), ["runs"] = review.Runs, ["bad"] = review.Bad,
            ["failures"] = new JsonArray([.. failures]), ["silent"] = new JsonArray([.. silent]), ["summary"] = ReviewPaper.Summary(review),
        });
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An agent that did not run in the range.</summary>
internal sealed record SilentAgent(string Agent, DateTimeOffset? LastRun, RunStatus? Status);

/// <summary>A folder of the review; an error instead where it could not be measured.</summary>
internal sealed record FolderReview(string Asked, FolderSize? Size, string? Error);

/// <summary>Everything that a review tells.</summary>
internal sealed record ReviewFacts
{
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required IReadOnlyList<DailyRow> Days { get; init; }

    public required IReadOnlyList<FailureCount> Failures { get; init; }

    public required IReadOnlyList<SilentAgent> Silent { get; init; }

    public required IReadOnlyList<Certificate> Certificates { get; init; }

    public required IReadOnlyList<FolderReview> Folders { get; init; }

    public int Runs => Days.Sum(d => d.Runs);

    public int Bad => Days.Sum(d => d.Bad);
}
