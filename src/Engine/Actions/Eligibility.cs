using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>Whether a person may decide an action, resolved against roles at the moment of the decision.</summary>
public static class Eligibility
{
    /// <summary>Null when they may; otherwise one sentence that says why not, and who may.</summary>
    public static string? Refusal(ApprovalRule rule, Principal who, IReadOnlySet<Role> roles, IReadOnlySet<string> groups, LinkedAccounts linked)
    {
        if (IsOwn(rule, who, linked))
            return $"You started this run{(rule.StartedBy == who.Key ? "" : " from another account of yours")}, so somebody else decides its actions.";
        if (roles.Contains(Role.Admin)) return null;
        if (rule.Approvers.Any(named => Names(named, who, roles, groups))) return null;
        return $"Only {WhoMay(rule)} can decide this.";
    }

    /// <summary>Whether the person started the run, from whichever account, and may therefore not decide its actions, not as a stand-in either.</summary>
    public static bool IsOwn(ApprovalRule rule, Principal who, LinkedAccounts linked) => ShutsOutStarter(rule) && linked.AreOne(rule.StartedBy!, who.Key);

    /// <summary>Whether one of these is a group ("@ops", "slack/T1/@S123") and not a person or a role.</summary>
    public static bool IsGroup(string named) => named.StartsWith('@') || named.Contains("/@", StringComparison.Ordinal);

    /// <summary>Who may decide, in words: "admins", "approvers and @ops".</summary>
    public static string WhoMay(ApprovalRule rule)
    {
        if (rule.Approvers.Count == 0) return "admins";
        var words = rule.Approvers.Select(a => Enum.TryParse<Role>(a, ignoreCase: true, out var role) ? $"{role.ToString().ToLowerInvariant()}s" : a);
        return string.Join(" and ", words);
    }

    private static bool Names(string named, Principal who, IReadOnlySet<Role> roles, IReadOnlySet<string> groups) =>
        named == who.Key
        || (IsGroup(named) && groups.Contains(named))
        || (Enum.TryParse<Role>(named, ignoreCase: true, out var role) && roles.Contains(role));

    /// <summary>Whether somebody started the run who may not decide. Where admins alone decide they may: there may be only one.</summary>
    public static bool ShutsOutStarter(ApprovalRule rule) => rule.StartedBy is not null && !rule.SelfApproval && rule.Approvers.Count > 0;
}
