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

    /// <summary>The name that an event gives, null for none. What a tool or a person wrote inside a value is no name.</summary>
    public static string? Of(JournalEvent happened) => happened switch
    {
        RunQueued e => e.File?.Blob,
        StepWaiting e => e.Blob,
        ActionSettled e => e.Blob,
        StepCompleted e => e.Blob,
        FileAttached e => e.Blob,
        ReportSet e => e.Blob,
        ActionSucceeded e => e.Blob,
        AgentPublished e => e.Blob,
        _ => null,
    };
}
