using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns;

/// <summary>Who may do what: asking, giving, taking.</summary>
public sealed partial class RunEngine
{
    private const int MostNote = 1000;
    private const int MostLink = 2000;

    /// <summary>The roles of a person for an agent at this moment; without one those that count everywhere.</summary>
    public IReadOnlySet<Role> RolesOf(Principal who, string? agent = null) => _access.RolesOf(who, agent is null ? null : _access.ScopeOf(agent));

    /// <summary>The keys of a person that grants and rules may name: their own and those of their groups.</summary>
    public IReadOnlySet<string> KeysOf(Principal who) => _access.KeysOf(who);

    /// <summary>Which agents a person sees, with their runs, actions and figures.</summary>
    public Sight SightOf(Principal who) => _access.SightOf(who);

    /// <summary>The engine as one person sees it: what they may not see is not there.</summary>
    public PersonalView SeenBy(Principal who) => new(this, _store, _access.SightOf(who), _access.Now.Linked.AccountsOf(who.Key), _time);

    /// <summary>All grants; admins and auditors may ask.</summary>
    public Task<GrantsResult> ReadGrantsAsync(Principal by, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult<GrantsResult>(Refusal(by, "see who may do what", null, Role.Auditor) is { } refusal
            ? new GrantsResult.NotAllowed(refusal)
            : new GrantsResult.Shown(_access.Now));
    }

    /// <summary>Gives a role; admins may. Admin counts everywhere, never for one agent only.</summary>
    public Task<AccessResult> GrantAsync(string to, string? toName, Role role, GrantScope scope, Principal by, CancellationToken cancel) =>
        ChangeAsync(by, now =>
        {
            if (role == Role.Admin && !scope.IsEverything) return (null, new AccessResult.Invalid("An admin is one everywhere. Give the role without agent and tag."));
            if (now.Find(to, role, scope) is { } given) return (null, new AccessResult.Already(given));
            return ([new AccessGranted(to, toName, role, scope.ToString(), by)], null);
        }, cancel);

    /// <summary>Takes back a role that was given in chat; admins may. The last admin cannot go by their own hand.</summary>
    public Task<AccessResult> RevokeAsync(string from, Role role, GrantScope scope, Principal by, CancellationToken cancel) =>
        ChangeAsync(by, now =>
        {
            if (now.Find(from, role, scope) is not { } grant) return (null, new AccessResult.NotGranted([.. now.All.Where(g => g.To == from)]));
            if (role == Role.Admin && !_access.IsAdminWithout(now, grant)) return (null, new AccessResult.LastAdmin());
            return ([new AccessRevoked(from, role, scope.ToString(), by)], null);
        }, cancel);

    /// <summary>Makes a person admin who entered the one-time code; the host has checked and used up the code.</summary>
    public async Task ClaimAdminAsync(Principal by, CancellationToken cancel) =>
        await _access.AppendAsync<AccessResult?>(by, now =>
        {
            List<AccessEvent> events = [new AdminClaimed(by)];
            if (now.Find(by.Key, Role.Admin, GrantScope.Everything) is null)
                events.Add(new AccessGranted(by.Key, by.Name, Role.Admin, GrantScope.Everything.ToString(), by));
            return (events, null);
        }, cancel);

    /// <summary>
    /// Names who may decide in a person's place, until a time or until it is changed; null for nobody. Everybody says this for themselves.
    /// A stand-in passes nothing on, and never decides what they started.
    /// </summary>
    public async Task<AccessResult> SetStandInAsync(Principal person, Principal? standIn, DateTimeOffset? until, CancellationToken cancel)
    {
        if (MaySee(person) is { } refusal) return new AccessResult.NotAllowed(refusal);
        if (standIn is not null && _access.Now.Linked.AreOne(standIn.Key, person.Key)) return new AccessResult.Invalid("You cannot stand in for yourself.");
        if (standIn is not null && until <= _time.GetUtcNow()) return new AccessResult.Invalid("That time is over already.");
        var (now, _) = await _access.AppendAsync<AccessResult?>(person, now =>
            standIn is null && !now.StandIns.ContainsKey(person.Key) ? (null, null) : ([new StandInSet(person, standIn, until)], null), cancel);
        return new AccessResult.Done(now);
    }

    /// <summary>
    /// Keys of the people who may decide an action, as far as they can be named: those of its rule, known members of its groups, and
    /// holders of the roles that it names (admins where it names nobody). Who started the run is left out where the rule says so, with all
    /// accounts of theirs. Somebody with several accounts stands there with each that may decide.
    /// </summary>
    public IReadOnlyList<string> ApproversOf(ProposedAction action)
    {
        var rule = action.Proposed.Rule;
        var scope = _access.ScopeOf(action.Proposed.Agent);
        var named = rule.Approvers.Count == 0 ? [nameof(Role.Admin)] : rule.Approvers;
        var people = named.SelectMany(one => Enum.TryParse<Role>(one, ignoreCase: true, out var role) ? _access.HoldersOf(role, scope) : _access.PeopleOf(one));
        return [.. people.Where(key => !Eligibility.ShutsOutStarter(rule) || !_access.Now.Linked.AreOne(key, rule.StartedBy!)).Distinct()];
    }

    /// <summary>
    /// Attaches words to a run, at any time of its life; operators and approvers may. <paramref name="id"/> is the same for every try of
    /// the same note, so that it stands once; null to make one.
    /// </summary>
    public async Task<NoteResult> NoteAsync(long number, Principal by, string text, string? link, Guid? id, CancellationToken cancel)
    {
        if (MaySee(by) is { } stranger) return new NoteResult.NotAllowed(stranger);
        if (await _store.FindRunAsync(number, cancel) is not { } row || !_access.SightOf(by).Covers(row.Agent)) return new NoteResult.NotFound();
        if (Refusal(by, "write notes on runs", row.Agent, Role.Operator, Role.Approver) is { } refusal) return new NoteResult.NotAllowed(refusal);
        text = text.Trim();
        if (text.Length is 0 or > MostNote) return new NoteResult.Invalid($"A note has 1 to {MostNote} characters; this one has {text.Length}.");
        if (link is not null && !IsWebAddress(link)) return new NoteResult.Invalid("A note's link is an http or https address.");
        var at = _time.GetUtcNow();
        await _store.AppendAsync(new(id ?? Guid.CreateVersion7(at), at, [new(StreamName.Run(number), by, [new RunNoted(by, text, link)])]), cancel);
        return new NoteResult.Noted();
    }

    private static bool IsWebAddress(string link) =>
        link.Length <= MostLink && Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    private async Task<AccessResult> ChangeAsync(
        Principal by, Func<Grants, (IReadOnlyList<AccessEvent>? Events, AccessResult? Answer)> judge, CancellationToken cancel)
    {
        var (now, answer) = await _access.AppendAsync(by, grants =>
            // Asked within: who was admin a moment ago may not be any more.
            _access.RolesOf(by, null).Contains(Role.Admin)
                ? judge(grants)
                : (null, new AccessResult.NotAllowed("Only admins can change who may do what.")), cancel);
        return answer ?? new AccessResult.Done(now);
    }

    /// <summary>Null when the person may decide, and in whose name; a stand-in's name says for whom.</summary>
    private (string? Refusal, Principal As) Judge(ProposedAction action, Principal by)
    {
        var rule = action.Proposed.Rule;
        var scope = _access.ScopeOf(action.Proposed.Agent);
        var now = _access.Now;
        var own = RefusalOf(by);
        if (own is null || Eligibility.IsOwn(rule, by, now.Linked)) return (own, by);
        var person = now.StoodInBy(by.Key, _time.GetUtcNow()).FirstOrDefault(p => RefusalOf(p) is null);
        return person is null ? (own, by) : (null, by with { Name = $"{by.Name} for {person.Name}" });

        string? RefusalOf(Principal who) => Eligibility.Refusal(rule, who, _access.RolesOf(who, scope), _access.GroupsOf(who), now.Linked);
    }

    /// <summary>An action for somebody who wants to do something with it; null when there is none, or none that they may know of.</summary>
    private async Task<(ProposedAction? Action, string? Refusal, Principal As)> FindForAsync(ActionId id, Principal by, CancellationToken cancel)
    {
        if (await FindActionAsync(id, cancel) is not { } action) return (null, null, by);
        var (refusal, decider) = Judge(action, by);
        return refusal is not null && !_access.SightOf(by).Covers(action.Proposed.Agent) && MaySee(by) is null
            ? (null, null, by)
            : (action, refusal, decider);
    }

    private string? Refusal(Principal by, string toDo, string? agent, params ReadOnlySpan<Role> oneOf)
    {
        var roles = RolesOf(by, agent);
        if (roles.Contains(Role.Admin)) return null;
        foreach (var role in oneOf)
            if (roles.Contains(role)) return null;
        return $"You may not {toDo}. An admin can give you the role {oneOf[0].ToString().ToLowerInvariant()}.";
    }
}
