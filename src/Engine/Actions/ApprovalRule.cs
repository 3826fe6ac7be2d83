namespace ChatRuns.Actions;

/// <summary>How much harm a call can do.</summary>
public enum Risk
{
    /// <summary>Easily taken back; may go ahead by itself in auto mode.</summary>
    Low,

    /// <summary>Between the two.</summary>
    Medium,

    /// <summary>Deletes, moves or overwrites; a person decides.</summary>
    High,
}

/// <summary>Who decides an action: fixed when it is proposed, resolved against roles at the moment of the decision.</summary>
/// <param name="Approvers">Principal keys, role names or groups; empty means admins only.</param>
/// <param name="Required">How many distinct people must approve one revision; linked accounts are one.</param>
/// <param name="SelfApproval">Whether the person who started the run may decide.</param>
/// <param name="StartedBy">Key of the person who started the run; null when a schedule did.</param>
public sealed record ApprovalRule(IReadOnlyList<string> Approvers, int Required, bool SelfApproval, string? StartedBy);
