using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Store;

/// <summary>Which blobs an event names. A new kind of event that names one is one more line here, and a test says so when it is missing.</summary>
internal static class BlobNames
{
    /// <summary>Whether a stored body can name a blob at all; most cannot, and need not be read.</summary>
    public static bool AreIn(string body) => body.Contains("\"blob\":\"", StringComparison.Ordinal);

    /// <summary>The names that an event gives. What a tool or a person wrote inside a value is no name.</summary>
    public static IEnumerable<string> Of(JournalEvent happened) => happened switch
    {
        RunQueued e => All(e.File?.Blob, e.Message?.Blob),
        StepWaiting e => All(e.Blob),
        ActionSettled e => All(e.Blob),
        StepCompleted e => All(e.Blob),
        ChildEnded e => All(e.Blob),
        StepReused e => All(e.Blob),
        FileAttached e => All(e.Blob),
        ReportSet e => All(e.Blob),
        ActionSucceeded e => All(e.Blob),
        AgentPublished e => All(e.Blob),
        BulkBegun e => All(e.Blob),
        _ => [],
    };

    private static IEnumerable<string> All(params IEnumerable<string?> names) => names.OfType<string>();
}
