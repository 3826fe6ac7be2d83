using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Cards;

/// <summary>How a status is told: word, sign and colour together, never colour alone. The one place that knows.</summary>
/// <param name="Word">As people say it: "Timed out".</param>
/// <param name="Sign">One character: "⏱".</param>
/// <param name="Tone">"good", "info", "warning", "bad" or "quiet".</param>
internal sealed record StatusLook(string Word, string Sign, string Tone)
{
    /// <summary>The tone as a text colour of Adaptive Cards.</summary>
    public string Color => Tone switch
    {
        "good" => "Good",
        "info" => "Accent",
        "warning" => "Warning",
        "bad" => "Attention",
        _ => "Default",
    };

    /// <summary>The tone as a container style of Adaptive Cards.</summary>
    public string Style => Tone switch
    {
        "good" => "good",
        "info" => "accent",
        "warning" => "warning",
        "bad" => "attention",
        _ => "emphasis",
    };

    /// <summary>Of a run (S1 to S13).</summary>
    public static StatusLook Of(RunStatus status) => status switch
    {
        RunStatus.New => new("New", "○", "quiet"),
        RunStatus.Queued => new("Queued", "○", "quiet"),
        RunStatus.Running => new("Running", "▶", "info"),
        RunStatus.Waiting => new("Waiting", "⏸", "info"),
        RunStatus.Retrying => new("Retrying", "↻", "warning"),
        RunStatus.Completed => new("Completed", "✓", "good"),
        RunStatus.Failed => new("Failed", "✕", "bad"),
        RunStatus.Canceled => new("Canceled", "⊘", "quiet"),
        RunStatus.TimedOut => new("Timed out", "⏱", "bad"),
        RunStatus.QuotaExceeded => new("Over quota", "◧", "warning"),
        RunStatus.MemoryLimitExceeded => new("Out of memory", "▣", "bad"),
        RunStatus.LogSizeExceeded => new("Log too large", "≡", "bad"),
        RunStatus.InternalError => new("Internal error", "‼", "bad"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No look for this status."),
    };

    /// <summary>Of a proposed action.</summary>
    public static StatusLook Of(ActionStatus status) => status switch
    {
        ActionStatus.Preview => new("Preview", "◌", "quiet"),
        ActionStatus.Open => new("Open", "○", "info"),
        ActionStatus.Approved => new("Approved", "✓", "good"),
        ActionStatus.Started => new("Being done", "▶", "info"),
        ActionStatus.Succeeded => new("Done", "✓", "good"),
        ActionStatus.Failed => new("Failed", "✕", "bad"),
        ActionStatus.Unknown => new("Outcome unknown", "?", "warning"),
        ActionStatus.Rejected => new("Rejected", "✕", "quiet"),
        ActionStatus.Expired => new("Expired", "⌛", "warning"),
        ActionStatus.Withdrawn => new("Withdrawn", "⊘", "quiet"),
        ActionStatus.Undone => new("Undone", "↶", "quiet"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No look for this status."),
    };

    /// <summary>Of an agent.</summary>
    public static StatusLook Of(AgentStatus status) => status switch
    {
        AgentStatus.Active => new("Active", "●", "good"),
        AgentStatus.Paused => new("Paused", "⏸", "warning"),
        AgentStatus.Draft => new("Draft", "◌", "quiet"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No look for this status."),
    };
}
