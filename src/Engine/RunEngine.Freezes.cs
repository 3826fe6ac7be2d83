using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns;

/// <summary>The emergency stop (M11).</summary>
public sealed partial class RunEngine
{
    private const int MostHeldRuns = 200;
    private const int MostHeldActions = 200;
    private static readonly TimeSpan LongestFreeze = TimeSpan.FromDays(366);

    /// <summary>All that is frozen.</summary>
    public IReadOnlyList<Freeze> Freezes => _freezes.All;

    /// <summary>What stops an agent at this moment; null for nothing.</summary>
    public Freeze? FreezeOf(string agent) => _freezes.Of(agent, _access.ScopeOf(agent).Tags);

    /// <summary>
    /// Stops all agents, those with a tag, or one: operators of them may. Steps that run come to their end; no further step begins, no
    /// schedule fires, nothing approved is executed. Frozen again, a scope has the newer reason and end.
    /// </summary>
    public async Task<FreezeResult> FreezeAsync(GrantScope scope, TimeSpan? length, string? reason, Principal by, CancellationToken cancel)
    {
        if (RefusalOf(scope, by, "freeze") is { } refusal) return new FreezeResult.NotAllowed(refusal);
        var agents = AgentsIn(scope, by);
        if (agents.Count == 0 && !scope.IsEverything) return new FreezeResult.Unknown(scope, scope.Agent is { } name ? SeenBy(by).NearestAgent(name) : null);
        var until = length is { } span ? _time.GetUtcNow() + (span < LongestFreeze ? span : LongestFreeze) : (DateTimeOffset?)null;
        return new FreezeResult.Frozen(await _freezes.FreezeAsync(scope, by, reason, until, cancel), agents.Count);
    }

    /// <summary>Ends the freeze of a scope, or of null every freeze that the person may end; tells what was held.</summary>
    public async Task<FreezeResult> UnfreezeAsync(GrantScope? scope, Principal by, CancellationToken cancel)
    {
        var all = _freezes.All;
        if ((scope ?? GrantScope.Everything) is var wanted && RefusalOf(wanted, by, "unfreeze") is { } refusal
            && (scope is not null || all.All(freeze => RefusalOf(freeze.Scope, by, "unfreeze") is not null))) return new FreezeResult.NotAllowed(refusal);
        var ending = all.Where(freeze => scope is null ? RefusalOf(freeze.Scope, by, "unfreeze") is null : freeze.Scope == scope).ToList();
        if (ending.Count == 0) return new FreezeResult.NotFrozen(all);
        var held = await ReadHeldAsync(ending, by, cancel);
        foreach (var freeze in ending) await _freezes.EndAsync(freeze.Scope, by, cancel);
        return new FreezeResult.Thawed(ending, [.. all.Except(ending)], held);
    }

    /// <summary>What freezes hold, as far as the person sees it.</summary>
    public async Task<HeldWork> ReadHeldAsync(IReadOnlyList<Freeze> freezes, Principal by, CancellationToken cancel)
    {
        var agents = freezes.SelectMany(freeze => AgentsIn(freeze.Scope, by)).DistinctBy(agent => agent.Name).ToDictionary(agent => agent.Name);
        var now = _time.GetUtcNow();
        var skipped = (await _store.ReadSchedulesAsync(cancel)).Where(row => agents.ContainsKey(row.Agent)).Select(row => HeldTurnsOf(row, now)).OfType<HeldTurns>();
        var runs = new List<long>();
        foreach (var agent in agents.Keys) runs.AddRange(await ReadStandingAsync(agent, cancel));
        var approved = await _store.ListActionsAsync(new(Statuses: [ActionStatus.Approved], Most: MostHeldActions), cancel);
        return new([.. skipped], [.. approved.Rows.Where(row => agents.ContainsKey(row.Agent)).Select(row => row.Id)], [.. runs.Order()]);
    }

    private static HeldTurns? HeldTurnsOf(Store.ScheduleRow row, DateTimeOffset now) =>
        PlanState.Read(row.Plan) is { Rests: SkipWords.Frozen } state && Schedule.FromPlan(state.Plan)?.Range(row.AccountedTo, now) is { } range
            ? HeldTurns.From(row.Agent, row.Trigger, range) : null;

    private async Task<List<long>> ReadStandingAsync(string agent, CancellationToken cancel)
    {
        var standing = new List<long>();
        foreach (var number in await _store.ReadUnfinishedAsync(agent, MostHeldRuns, cancel))
            if (_freezes.Stands(number) || await _store.FindRunAsync(number, cancel) is { Status: RunStatus.Queued }) standing.Add(number);
        return standing;
    }

    private List<Agent> AgentsIn(GrantScope scope, Principal by) => [.. SeenBy(by).ListAgents().Where(agent => scope.Covers(new(agent.Name, agent.Tags)))];

    private string? RefusalOf(GrantScope scope, Principal by, string verb)
    {
        var of = scope.Agent is { } agent ? _access.ScopeOf(agent) : scope.Tag is { } tag ? new AgentScope("", [tag]) : null;
        if (_access.RolesOf(by, of).Any(role => role is Role.Operator or Role.Admin)) return null;
        var what = scope.IsEverything ? $"{verb} all agents" : $"{verb} {scope}";
        return $"You may not {what}. An admin can give you the role operator{(scope.IsEverything ? " everywhere" : "")}.";
    }
}
