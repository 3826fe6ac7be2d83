using ChatRuns.Actions;

namespace ChatRuns.Bot.Access;

/// <summary>Who may do what: section "Access". Deny by default: who is not named here may do nothing.</summary>
internal sealed class AccessOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Access";

    /// <summary>
    /// Roles by principal key ("slack/T024BE7LH/U2147483697") or by name of a group of <see cref="Groups"/>. A colon would end a
    /// key of the configuration: write "%3A" for one in a principal's id.
    /// </summary>
    public Dictionary<string, List<Role>> Roles { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Principal keys by name of a group; approval rules may name the group too.</summary>
    public Dictionary<string, List<string>> Groups { get; init; } = new(StringComparer.Ordinal);

    /// <summary>
    /// What everybody may do whom a connected chat system identifies as a member ("viewer" lets the whole workspace see all runs). Empty,
    /// the default: nothing. Guests and strangers of shared channels are not members; their channel refuses them before this is asked.
    /// </summary>
    public List<Role> Everyone { get; init; } = [];
}
