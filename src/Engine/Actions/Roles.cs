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

/// <summary>
/// What the host's settings say of people, asked at the moment of the deed; it counts everywhere. What was granted in chat, and where,
/// the engine adds from its journal.
/// </summary>
public interface IRoles
{
    /// <summary>All roles of this person, those included that another one implies (an admin has every one); empty for a stranger.</summary>
    IReadOnlySet<Role> RolesOf(Principal who);

    /// <summary>
    /// The groups this person is in; an approval rule or a grant may name them: named groups of the settings ("ops" or "@ops", which is
    /// the same) and groups of chat systems ("slack/T1/@S123").
    /// </summary>
    IReadOnlySet<string> GroupsOf(Principal who);

    /// <summary>Keys of the people and groups to whom this very role was given, as far as the host can name them.</summary>
    IReadOnlyCollection<string> HoldersOf(Role role) => [];

    /// <summary>Keys of the people of a group, as far as the host can name them.</summary>
    IReadOnlyCollection<string> MembersOf(string group) => [];

    /// <summary>Whether somebody is admin whom no revocation in chat can unmake: then even the last one who was granted it may go.</summary>
    bool HasLastingAdmin => false;
}
