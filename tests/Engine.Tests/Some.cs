using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests;

/// <summary>Events and appends with plausible members: a test names only what it is about.</summary>
public static class Some
{
    /// <summary>A Saturday noon.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly Principal Mia = new("web", "local", "mia", "Mia");

    public static readonly Principal Noor = new("slack", "T1", "U7", "Noor");

    public static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    public static RunQueued Queued(
        long number, string agent = "tidy", bool isTest = false, TriggerKind trigger = TriggerKind.Schedule, Principal? by = null,
        string? target = null, string? title = null, string? owner = null, params string[] tags) => new()
        {
            Number = number,
            Agent = agent,
            AgentTitle = $"The {agent} agent",
            Version = new('a', 64),
            Title = title,
            Trigger = new(trigger, "weekdays", null, by ?? Principal.System),
            IsTest = isTest,
            Variables = Json("""{"days":7}"""),
            Target = target,
            Owner = owner,
            Tags = tags,
            StepCount = 2,
        };

    public static ActionProposed Proposed(
        long run, int ordinal = 1, string agent = "tidy", string tool = "file.archive", string? fingerprint = null, double? confidence = 0.9,
        bool isPreview = false, DateTimeOffset? expiresAt = null) => new()
        {
            Run = run,
            Ordinal = ordinal,
            Agent = agent,
            Step = "scan",
            Tool = tool,
            ToolVersion = new('b', 64),
            Arguments = Json("""{"path":"report-2024.csv"}"""),
            Confidence = confidence,
            Risk = Risk.Medium,
            Headline = "Archive report-2024.csv",
            Digest = new('c', 64),
            Fingerprint = fingerprint ?? $"{run}.{ordinal}",
            Rule = new([], 1, false, null),
            ExpiresAt = expiresAt ?? Noon.AddHours(72),
            IsPreview = isPreview,
        };

    public static RunEnded Completed(string summary = "Archived 3 files") => new(RunStatus.Completed, null, null, summary);

    public static RunEnded Failed(
        string step = "scan", Cause? cause = null, string message = "The disk is not there", RunStatus status = RunStatus.Failed,
        string summary = "Failed at scan") => new(status, step, new(cause ?? CauseOf(status), message), summary);

    /// <summary>A cause that a run can end in this way by; what it failed by is anything else.</summary>
    public static Cause CauseOf(RunStatus status) => status == RunStatus.Failed ? Cause.NonZeroExit : Enum.GetValues<Cause>().First(cause => Run.StatusOf(cause) == status);

    public static Append Append(string stream, params JournalEvent[] events) => AppendAt(Noon, stream, null, events);

    public static Append AppendAt(DateTimeOffset at, string stream, long? expectedSeq, params JournalEvent[] events) =>
        new(Guid.CreateVersion7(), at, [new(stream, Principal.System, events, expectedSeq)]);

    /// <summary>Starts a run by its number alone; returns it.</summary>
    public static async Task<long> RunAsync(IRunStore store, Func<long, RunQueued>? queued = null, DateTimeOffset? at = null)
    {
        var add = new AddRuns(Guid.CreateVersion7(), at ?? Noon, Principal.System, [number => [queued?.Invoke(number) ?? Queued(number)]]);
        var result = await store.AddRunsAsync(add, CancellationToken.None);
        result.Result.ShouldBeOfType<AppendResult.Appended>();
        return result.Numbers[0];
    }

    /// <summary>Appends to one stream and expects it to be stored.</summary>
    public static async Task HappenAsync(IRunStore store, string stream, DateTimeOffset at, params JournalEvent[] events) =>
        (await store.AppendAsync(AppendAt(at, stream, null, events), CancellationToken.None)).ShouldBeOfType<AppendResult.Appended>();
}
