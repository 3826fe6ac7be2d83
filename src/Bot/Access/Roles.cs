using ChatRuns.Actions;
using ChatRuns.Journal;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Access;

/// <summary>Roles from the settings, read again whenever these change.</summary>
internal sealed class Roles(IOptionsMonitor<AccessOptions> options) : IRoles
{
    private static readonly IReadOnlySet<Role> All = Enum.GetValues<Role>().ToHashSet();

    /// <inheritdoc/>
    public IReadOnlySet<Role> RolesOf(Principal who)
    {
        // Who holds the key that was printed at the start owns the machine, and with it the settings.
        if (who == LocalAdmin.Principal) return All;

        var granted = options.CurrentValue.Roles;
        var names = GroupsOf(who).Append(Setting(who));
        var roles = names.SelectMany(name => granted.GetValueOrDefault(name) ?? []).ToHashSet();
        if (roles.Contains(Role.Admin)) return All;
        if (roles.Count > 0) roles.Add(Role.Viewer);
        return roles;
    }

    /// <inheritdoc/>
    public IReadOnlySet<string> GroupsOf(Principal who)
    {
        var key = Setting(who);
        return options.CurrentValue.Groups.Where(g => g.Value.Contains(key, StringComparer.Ordinal)).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
    }

    private static string Setting(Principal who) => who.Key.Replace(":", "%3A", StringComparison.Ordinal);
}
