using ChatRuns.Agents;
using ChatRuns.Loops;
using ChatRuns.Steps;

namespace ChatRuns;

/// <summary>Quotas that are used up, of the agent and of all agents together.</summary>
internal sealed class QuotaObstacles(QuotaDesk quotas) : IObstacles
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Obstacle>> ReadAsync(Agent agent, CancellationToken cancel) =>
        [.. (await quotas.ReadAsync([agent], cancel)).Select(use => new Obstacle(
            "Quota", use.Used >= use.Quota.Most,
            FormattableString.Invariant($"{(use.Agent is null ? "All agents together" : "It")} used {use.Used:#,0.######} of {use.Quota}; a new {$"{use.Quota.Per}".ToLowerInvariant()} begins at {use.Anew.UtcDateTime:yyyy-MM-dd HH:mm} UTC."),
            use.Used < use.Quota.Most ? null : use.Agent is null ? $"Wait for it, or raise Runs:Limits:{use.Quota.Of} in the settings." : $"Wait for it, or raise limits.{$"{use.Quota.Of}".ToLowerInvariant()} in the agent's file."))];
}

/// <summary>Targets that the agent names and that are not set, or could not be reached when they were asked last.</summary>
internal sealed class TargetObstacles(TargetShelf targets, TargetReach reach) : IObstacles
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Obstacle>> ReadAsync(Agent agent, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Obstacle>>([.. agent.Targets.Select(Of).OfType<Obstacle>()]);

    private Obstacle? Of(string name)
    {
        if (targets.Find(name) is not { } target)
            return new("Target", IsInTheWay: true, $"There is no target {name} in the settings.", "Set it as Targets:NAME, or take it out of the agent's file; /targets lists those that are set.");
        return reach.Last(target.Name) is { Error: { } error }
            ? new("Target", IsInTheWay: true, $"{target.Title} could not be reached when it was asked last: {error}", "Look whether it is up and whether its Check address is right; runs try again by themselves.")
            : null;
    }
}
