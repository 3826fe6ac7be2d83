using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>
/// The user groups of one chat system, as it knows them; its channel registers one. Asked at every deed, so it answers from memory:
/// what it has not read yet gives nothing.
/// </summary>
internal interface IGroupDirectory
{
    /// <summary>Keys of the groups that a person is in: "slack/T1/@S123". Empty for people of other systems.</summary>
    IReadOnlySet<string> GroupsOf(Principal who);

    /// <summary>Principal keys of the members of a group; empty for one of another system, and where members are not known.</summary>
    IReadOnlyCollection<string> MembersOf(string group) => [];

    /// <summary>What people call a group: "@ops"; null when it is not known here.</summary>
    string? NameOf(string group) => null;
}
