using ChatRuns.Actions;
using ChatRuns.Journal;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Access;

/// <summary>
/// Roles from the settings, read again whenever these change, and groups from the settings and from chat systems. What was granted in
/// chat the engine adds.
/// </summary>
internal sealed class Roles(IOptionsMonitor<AccessOptions> options, IEnumerable<IGroupDirectory> directories) : IRoles
{
    private static readonly IReadOnlySet<Role> All = Enum.GetValues<Role>().ToHashSet();
    private readonly IGroupDirectory[] _directories = [.. directories];

    /// <summary>The local admin, who owns the machine and with it the settings, cannot be unmade in chat.</summary>
    public bool HasLastingAdmin => true;

    /// <inheritdoc/>
    public IReadOnlySet<Role> RolesOf(Principal who)
    {
        // Who holds the key that was printed at the start owns the machine, and with it the settings.
        if (who == LocalAdmin.Principal) return All;

        var settings = options.CurrentValue;
        var names = GroupsOf(who).Append(who.Key).Select(Setting);
        var roles = names.SelectMany(name => settings.Roles.GetValueOrDefault(name) ?? []).ToHashSet();
        if (IsMember(who)) roles.UnionWith(settings.Everyone);
        if (roles.Contains(Role.Admin)) return All;
        if (roles.Count > 0) roles.Add(Role.Viewer);
        return roles;
    }

    /// <inheritdoc/>
    public IReadOnlySet<string> GroupsOf(Principal who)
    {
        var key = Setting(who.Key);
        var named = options.CurrentValue.Groups.Where(g => g.Value.Contains(key, StringComparer.Ordinal)).Select(g => g.Key);
        return named.Concat(_directories.SelectMany(d => d.GroupsOf(who))).ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> HoldersOf(Role role) =>
        [.. options.CurrentValue.Roles.Where(r => r.Value.Contains(role)).Select(r => KeyOf(r.Key))];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> MembersOf(string group)
    {
        var settings = options.CurrentValue.Groups;
        var named = settings.GetValueOrDefault(group) ?? settings.GetValueOrDefault(group.TrimStart('@')) ?? [];
        return [.. named.Select(Plain).Concat(_directories.SelectMany(d => d.MembersOf(group))).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A group of a chat system in its own words ("@ops"); null when nobody knows it.</summary>
    public string? NameOf(string group) => _directories.Select(d => d.NameOf(group)).FirstOrDefault(name => name is not null);

    /// <summary>Names of the groups of the settings: "@ops".</summary>
    public IReadOnlyList<string> NamedGroups => [.. options.CurrentValue.Groups.Keys.Select(name => name.StartsWith('@') ? name : "@" + name)];

    /// <summary>What the settings give: a role by the key of a person or group, and to everybody.</summary>
    public IEnumerable<(string To, Role Role)> Given => options.CurrentValue.Roles.SelectMany(r => r.Value.Select(role => (KeyOf(r.Key), role)));

    /// <summary>What everybody of a connected chat system has.</summary>
    public IReadOnlyList<Role> Everyone => options.CurrentValue.Everyone;

    // Of the platforms where people are identified by a chat system; the web page knows the local admin only, and a token is nobody's.
    private static bool IsMember(Principal who) => who.Platform is not ("web" or "system" or "token");

    // A name without a slash is that of a group.
    private static string KeyOf(string setting) => setting.Contains('/', StringComparison.Ordinal) || setting.StartsWith('@') ? Plain(setting) : "@" + setting;

    private static string Setting(string key) => key.Replace(":", "%3A", StringComparison.Ordinal);

    private static string Plain(string setting) => setting.Replace("%3A", ":", StringComparison.OrdinalIgnoreCase);
}
