using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>
/// What one person sees: lists, runs, actions, agents and figures of the agents that their roles cover. Everything else is as if it did
/// not exist. Made per request by <see cref="RunEngine.SeenBy"/>; roles are those of that moment.
/// </summary>
public sealed class PersonalView
{
    private readonly RunEngine _engine;
    private readonly IRunStore _store;
    private readonly IReadOnlyList<Journal.Principal> _accounts;
    private readonly TimeProvider _time;

    internal PersonalView(RunEngine engine, IRunStore store, Sight sight, IReadOnlyList<Journal.Principal> accounts, TimeProvider time) =>
        (_engine, _store, Sight, _accounts, _time) = (engine, store, sight, accounts, time);

    /// <summary>Which agents.</summary>
    public Sight Sight { get; }

    /// <summary>Runs by filter, newest first. Those of one's own are also those that were started from a linked account.</summary>
    public Task<RunPage> ListRunsAsync(RunFilter filter, RunPageRequest page, CancellationToken cancel) =>
        _engine.ListRunsAsync(filter with { Within = Sight, AlsoStartedBy = AlsoStartedBy(filter.StartedBy) }, page, cancel);

    /// <summary>Numbers of the runs of a filter, newest first, at most <paramref name="most"/>.</summary>
    public Task<IReadOnlyList<long>> ListNumbersAsync(RunFilter filter, int most, CancellationToken cancel) =>
        _store.ListNumbersAsync(filter with { Within = Sight, AlsoStartedBy = AlsoStartedBy(filter.StartedBy) }, most, cancel);

    /// <summary>One run's row; null when there is none.</summary>
    public async Task<RunRow?> FindRowAsync(long number, CancellationToken cancel) =>
        await _engine.FindRowAsync(number, cancel) is { } row && Sight.Covers(row.Agent) ? row : null;

    /// <summary>One run with its actions and the version that ran; null when there is none.</summary>
    public async Task<RunDetail?> FindRunAsync(long number, CancellationToken cancel) =>
        await FindRowAsync(number, cancel) is null ? null : WithinSight(await _engine.FindRunAsync(number, cancel));

    private RunDetail? WithinSight(RunDetail? detail) => Sight.IsAll || detail is null ? detail : detail with
    {
        Parent = detail.Parent is { } parent && Sight.Covers(parent.Agent) ? parent : null,
        Children = [.. detail.Children.Where(child => Sight.Covers(child.Agent))],
    };

    /// <summary>Actions by filter.</summary>
    public Task<ActionPage> ListActionsAsync(ActionFilter filter, CancellationToken cancel) =>
        _engine.ListActionsAsync(filter with { Within = Sight }, cancel);

    /// <summary>One action; null when there is none.</summary>
    public async Task<ProposedAction?> FindActionAsync(ActionId id, CancellationToken cancel) =>
        await _engine.FindActionAsync(id, cancel) is { } action && Sight.Covers(action.Proposed.Agent) ? action : null;

    /// <summary>The current agents, by name.</summary>
    public IReadOnlyList<Agent> ListAgents() => Sight.IsAll ? _engine.ListAgents() : [.. _engine.ListAgents().Where(a => Sight.Covers(a.Name))];

    /// <summary>The current agent; null when there is none.</summary>
    public Agent? FindAgent(string name) => Sight.Covers(name) ? _engine.FindAgent(name) : null;

    /// <summary>Targets that the agents name, and all others of the settings where all agents are seen; by name.</summary>
    public IReadOnlyList<TargetUse> ListTargets() => _engine.UsesOf(ListAgents(), Sight.IsAll);

    /// <summary>The agent that was perhaps meant; null when none is near.</summary>
    public string? NearestAgent(string name) => DidYouMean.Nearest(name, ListAgents().Select(a => a.Name));

    /// <summary>What is wrong with agent files, as far as they are of agents that are seen.</summary>
    public IReadOnlyList<ShelfProblem> AgentProblems =>
        Sight.IsAll ? _engine.AgentProblems : [.. _engine.AgentProblems.Where(p => Sight.Covers(Path.GetFileNameWithoutExtension(p.File)))];

    /// <summary>The last run of each agent that ever ran.</summary>
    public async Task<IReadOnlyList<LastRun>> ReadLastRunsAsync(CancellationToken cancel)
    {
        var all = await _engine.ReadLastRunsAsync(cancel);
        return Sight.IsAll ? all : [.. all.Where(r => Sight.Covers(r.Agent))];
    }

    /// <summary>Agents that are failing, those that failed last first, with what people did about it.</summary>
    public async Task<IReadOnlyList<OpenAlert>> ListAlertsAsync(CancellationToken cancel)
    {
        var open = new List<OpenAlert>();
        foreach (var last in await ReadLastRunsAsync(cancel))
        {
            if (await _store.ReadStreakAsync(last.Agent, long.MaxValue, cancel) is not { } streak) continue;
            open.Add(new(streak, await _engine.ReadAlertAsync(last.Agent, streak.First, cancel)));
        }

        return [.. open.OrderByDescending(a => a.Streak.Last)];
    }

    /// <summary>Numbers of runs and actions (K1–K3) of one agent, or of all that are seen when null.</summary>
    public Task<MetricsView> ReadMetricsAsync(string? agent, CancellationToken cancel) =>
        MetricsView.ReadAsync(_store, agent, Sight, _time.GetUtcNow(), cancel);

    /// <summary>What one agent, or each that is seen when null, used from a full hour to another (UTC).</summary>
    public async Task<IReadOnlyList<UsageSum>> ReadUsageAsync(string? agent, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var all = await _engine.ReadUsageAsync(agent, from, to, cancel);
        return Sight.IsAll ? all : [.. all.Where(u => Sight.Covers(u.Agent))];
    }

    /// <summary>What is used of the quotas of one agent, or of all that are seen when null. Those of all agents together are for who sees all.</summary>
    public async Task<IReadOnlyList<QuotaUse>> ReadQuotasAsync(string? agent, CancellationToken cancel) =>
        [.. (await _engine.ReadQuotasAsync(agent, cancel)).Where(use => use.Agent is { } of ? Sight.Covers(of) : Sight.IsAll)];

    private IReadOnlyList<string> AlsoStartedBy(string? one) =>
        _accounts.Any(own => own.Key == one) ? [.. _accounts.Select(own => own.Key).Where(key => key != one)] : [];
}
