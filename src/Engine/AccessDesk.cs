using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>
/// Who may do what: the host's settings and what was granted in chat, put together in one place. Grants are events; they are folded in
/// memory, and an append names the seq that it was judged by, so that of two admins at once none is lost.
/// </summary>
internal sealed class AccessDesk(IRunStore store, IRoles host, AgentDesk agents, TimeProvider time) : IGrants
{
    private static readonly IReadOnlySet<Role> s_all = Enum.GetValues<Role>().ToHashSet();
    private readonly Lock _lock = new();
    private Grants _now = Grants.None;

    /// <inheritdoc/>
    public Grants Now
    {
        get { lock (_lock) return _now; }
    }

    /// <summary>Reads what was granted; to be awaited before anybody asks.</summary>
    public async Task<Grants> ReadAsync(CancellationToken cancel)
    {
        var read = Now;
        foreach (var entry in await store.ReadStreamAsync(StreamName.Access, read.Seq, int.MaxValue, cancel))
            read = read.Apply((AccessEvent)entry.Event!, entry.At);
        lock (_lock) return _now = read.Seq > _now.Seq ? read : _now;
    }

    /// <summary>
    /// Appends what <paramref name="judge"/> makes of the grants as they stand; judged anew when somebody was faster. Null events append
    /// nothing. Returns the grants and the answer.
    /// </summary>
    public async Task<(Grants Now, TAnswer Answer)> AppendAsync<TAnswer>(
        Principal by, Func<Grants, (IReadOnlyList<AccessEvent>? Events, TAnswer Answer)> judge, CancellationToken cancel)
    {
        while (true)
        {
            var seen = Now;
            var (events, answer) = judge(seen);
            if (events is null) return (seen, answer);
            var at = time.GetUtcNow();
            var result = await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(StreamName.Access, by, [.. events], seen.Seq)]), cancel);
            var now = await ReadAsync(cancel);
            if (result is AppendResult.Appended) return (now, answer);
        }
    }

    /// <summary>The roles of a person for an agent; of null those that count everywhere. Empty for a stranger.</summary>
    public IReadOnlySet<Role> RolesOf(Principal who, AgentScope? of)
    {
        var roles = host.RolesOf(who).ToHashSet();
        roles.UnionWith(Now.To(KeysOf(who)).Where(g => g.Scope.Covers(of)).Select(g => g.Role));
        if (roles.Contains(Role.Admin)) return s_all;
        if (roles.Count > 0) roles.Add(Role.Viewer);
        return roles;
    }

    /// <summary>The groups of a person as rules and grants name them: "@ops", "slack/T1/@S123".</summary>
    public IReadOnlySet<string> GroupsOf(Principal who) => host.GroupsOf(who).Select(KeyOfGroup).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a grant to this person can be made out to: their own key and those of their groups.</summary>
    public IReadOnlySet<string> KeysOf(Principal who) => GroupsOf(who).Append(who.Key).ToHashSet(StringComparer.Ordinal);

    /// <summary>An agent as access sees it: with its tags of today, and none when it was removed.</summary>
    public AgentScope ScopeOf(string agent) => new(agent, agents.Find(agent)?.Tags ?? []);

    /// <summary>
    /// What a person sees: everything with a role that counts everywhere; otherwise the agents for which they have a role, whose file
    /// names them as approver, or whose actions they decide in somebody's place.
    /// </summary>
    public Sight SightOf(Principal who)
    {
        if (RolesOf(who, null).Count > 0) return Sight.All;
        var keys = KeysOf(who);
        var grants = Now.To(keys).ToList();
        var stoodIn = Now.StoodInBy(who.Key, time.GetUtcNow()).ToList();
        if (stoodIn.Any(person => RolesOf(person, null).Contains(Role.Approver))) return Sight.All;
        var seen = agents.All.Where(agent =>
        {
            var scope = new AgentScope(agent.Name, agent.Tags);
            return grants.Any(g => g.Scope.Covers(scope)) || IsNamed(agent, keys) || stoodIn.Any(person => MayDecide(person, agent, scope));
        }).Select(agent => agent.Name).ToHashSet(StringComparer.Ordinal);
        seen.UnionWith(grants.Select(g => g.Scope.Agent).OfType<string>());
        return seen.Count > 0 || grants.Count > 0 ? Sight.Of(seen) : Sight.None;
    }

    /// <summary>Keys of the people known to hold one of the roles for an agent, groups resolved where they can be.</summary>
    public IEnumerable<string> HoldersOf(Role role, AgentScope of) =>
        host.HoldersOf(role).Concat(Now.All.Where(g => g.Role == role && g.Scope.Covers(of)).Select(g => g.To)).SelectMany(PeopleOf);

    /// <summary>The people behind a key: one person, or the members of a group as far as they can be named.</summary>
    public IEnumerable<string> PeopleOf(string key) => Eligibility.IsGroup(key) ? host.MembersOf(key) : [key];

    /// <summary>Whether somebody would still be admin without a grant.</summary>
    public bool IsAdminWithout(Grants now, Grant gone) =>
        host.HasLastingAdmin || now.All.Any(g => g.Role == Role.Admin && g != gone) || host.HoldersOf(Role.Admin).Count > 0;

    private bool MayDecide(Principal person, Agent agent, AgentScope scope) =>
        RolesOf(person, scope).Contains(Role.Approver) || IsNamed(agent, KeysOf(person));

    private static bool IsNamed(Agent agent, IReadOnlySet<string> keys) => agent.Approval.Approvers.Any(keys.Contains);

    private static string KeyOfGroup(string group) => Eligibility.IsGroup(group) ? group : "@" + group;
}
