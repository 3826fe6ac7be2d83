using ChatRuns.Journal;

namespace ChatRuns.Runs;

/// <summary>What people did about failures of an agent in a row, folded from the alert's events.</summary>
/// <param name="Agent">Whose runs fail.</param>
/// <param name="First">The first failed run, which the alert is named by.</param>
public sealed record Alert(string Agent, long First)
{
    /// <summary>Up to when it is not told again; null for never snoozed, or told again. May be over.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Who snoozed it last.</summary>
    public Principal? SnoozedBy { get; init; }

    /// <summary>Who is on it; null for nobody.</summary>
    public Principal? AcknowledgedBy { get; init; }

    /// <summary>Whose it is; null for nobody's.</summary>
    public Principal? AssignedTo { get; init; }

    /// <summary>Who gave it to them.</summary>
    public Principal? AssignedBy { get; init; }

    /// <summary>After one more event.</summary>
    public Alert Apply(AlertEvent happened) => happened switch
    {
        AlertSnoozed e => this with { SnoozedUntil = e.Until, SnoozedBy = e.By, AcknowledgedBy = e.Until is null ? null : AcknowledgedBy },
        AlertAcknowledged e => this with { AcknowledgedBy = e.By },
        // Somebody else's now: whoever was on it is not any more.
        AlertAssigned e => this with { AssignedTo = e.To, AssignedBy = e.By, AcknowledgedBy = AcknowledgedBy == e.To ? AcknowledgedBy : null },
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
