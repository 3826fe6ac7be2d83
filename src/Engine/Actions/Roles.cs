using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>What somebody may do. Nobody has a role who was not given one.</summary>
public enum Role
{
    /// <summary>Sees runs, changes nothing.</summary>
    Viewer,

    /// <summary>Sees and exports everything, the audit log too, and changes nothing.</summary>
    Auditor,

    /// <summary>Starts, cancels and reruns runs; pauses and resumes agents.</summary>
    Operator,

    /// <summary>Decides proposed actions.</summary>
    Approver,

    /// <summary>Everything, and who may do what.</summary>
    Admin,
}

/// <summary>Who may do what, asked at the moment of the deed.</summary>
public interface IRoles
{
    /// <summary>All roles of this person, those included that another one implies (an admin has every one); empty for a stranger.</summary>
    IReadOnlySet<Role> RolesOf(Principal who);

    /// <summary>The named groups this person is in; an approval rule may name them.</summary>
    IReadOnlySet<string> GroupsOf(Principal who);
}
