using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Steps;
using ChatRuns.Store;
using Microsoft.Extensions.Options;

namespace ChatRuns.Loops;

/// <summary>
/// What runs may use: limits of the settings over those of agents, and what is left of quotas. A run whose quota is used up ends before it
/// starts; what is used while it goes on is told by its meter. Runs start one at a time where they are counted, so that none slips through.
/// </summary>
internal sealed class QuotaDesk(IRunStore store, IOptions<EngineOptions> options, TimeProvider time) : IDisposable
{
    private readonly Limits _ofAll = options.Value.Limits.Read();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>The agent with the stricter of its limits and those of the settings.</summary>
    public Agent Limited(Agent agent) => agent with { Limits = agent.Limits.NoMoreThan(_ofAll) };

    /// <summary>Starts a run, or ends it where something is used up; durable on return where runs are counted.</summary>
    public async Task StartAsync(RunPen pen, Agent agent, CancellationToken cancel)
    {
        if (agent.Limits.Quotas.Count + _ofAll.Quotas.Count == 0)
        {
            pen.Add(new RunStarted());
            return;
        }

        await _oneAtATime.WaitAsync(cancel);
        try
        {
            var spent = (await LeftAsync(pen.Run, agent, cancel)).FirstOrDefault(allowance => IsUsedUp(allowance, pen.Run));
            if (spent is null) pen.Add(new RunStarted());
            else pen.Add(new RunEnded(RunStatus.QuotaExceeded, null, spent.Error, Summaries.Line(pen.Run, spent.Error.Message)));
            await pen.FlushAsync(cancel);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>What a run may still use of each quota. Those for all agents count tokens and credits only of agents that use some.</summary>
    public async Task<IReadOnlyList<Allowance>> LeftAsync(Run run, Agent agent, CancellationToken cancel)
    {
        List<Allowance> left = [];
        foreach (var quota in agent.Limits.Quotas) left.Add(await LeftOfAsync(quota, run, agent.Name, isOfAll: false, cancel));
        foreach (var quota in _ofAll.Quotas) left.Add(await LeftOfAsync(quota, run, agent.Name, isOfAll: true, cancel));
        return left;
    }

    /// <summary>What is used of the quotas of agents, and of those for all together, in their current periods.</summary>
    public async Task<IReadOnlyList<QuotaUse>> ReadAsync(IReadOnlyList<Agent> agents, CancellationToken cancel)
    {
        var given = agents.SelectMany(a => a.Limits.Quotas.Select(quota => (Agent: (string?)a.Name, Quota: quota))).Concat(_ofAll.Quotas.Select(quota => (Agent: (string?)null, Quota: quota)));
        var uses = new List<QuotaUse>();
        // One query for each kind of period, however many agents there are.
        foreach (var period in given.Where(g => g.Quota.Per != QuotaPeriod.Run).GroupBy(g => g.Quota.PeriodOf(time.GetUtcNow())))
        {
            var used = await store.ReadUsageAsync(null, period.Key.From, period.Key.To, cancel);
            uses.AddRange(period.Select(g => new QuotaUse(g.Quota, g.Agent, used.Where(u => g.Agent is null || u.Agent == g.Agent).Sum(u => Of(g.Quota, u)), period.Key.To)));
        }

        return uses;
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<Allowance> LeftOfAsync(Quota quota, Run run, string agent, bool isOfAll, CancellationToken cancel)
    {
        if (quota.Per == QuotaPeriod.Run) return new(quota, quota.Most - Of(quota, run.Used), isOfAll, null);
        var (from, to) = quota.PeriodOf(time.GetUtcNow());
        var used = await store.ReadUsageAsync(isOfAll ? null : agent, from, to, cancel);
        var isOwn = quota.Of == Metered.Runs || !isOfAll || used.Any(u => u.Agent == agent && Of(quota, u) > 0);
        return new(quota, quota.Most - used.Sum(u => Of(quota, u)), isOfAll, to) { StopsStart = isOwn };
    }

    private static bool IsUsedUp(Allowance allowance, Run run) =>
        allowance is { StopsStart: true, Left: <= 0 } && !(run.Queued.IsTest && allowance.Quota.Of == Metered.Runs);

    private static decimal Of(Quota quota, UsageSum used) => quota.Of switch
    {
        Metered.Runs => used.Runs,
        Metered.Tokens => used.InputTokens + used.OutputTokens,
        _ => used.Credits,
    };

    private static decimal Of(Quota quota, Usage used) => quota.Of == Metered.Tokens ? used.Tokens : used.Credits ?? 0;
}
