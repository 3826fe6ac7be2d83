using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;

namespace ChatRuns;

/// <summary>What the planner starts: runs of the agents as they are now, with the defaults of their variables.</summary>
internal sealed class ScheduledStarts(AgentDesk agents, FreezeDesk freezes, Lazy<RunEngine> engine) : ITurnStarter
{
    public IReadOnlyList<PlannedAgent> Agents => [.. agents.All.Select(Planned)];

    public Func<long, IReadOnlyList<JournalEvent>> Start(Agent agent, Trigger trigger, DateTimeOffset planned, string? target)
    {
        var (variables, _) = VariableValues.For(agent, new Dictionary<string, System.Text.Json.JsonElement>());
        var startedBy = new StartedBy(TriggerKind.Schedule, trigger.Name, planned, Principal.System);
        var queued = NewRuns.Of(agent, startedBy, variables, [], target, isTest: false);
        return number => [queued(number)];
    }

    public async Task CancelOlderAsync(Agent agent, IReadOnlyList<long> older, long newer, CancellationToken cancel)
    {
        foreach (var run in older)
            await engine.Value.RequestCancelAsync(run, Principal.System, $"Run #{newer} took its place (overlap: cancel_older).", cancel);
    }

    // A pause is told rather than a freeze: it is what stays when the freeze is over.
    private PlannedAgent Planned(Agent agent) =>
        new(agent, RestOf(agent) ?? (freezes.Of(agent) is null ? null : SkipWords.Frozen), freezes.EndedAt(agent));

    /// <summary>Why the triggers of an agent do not fire, in a word; null when they do.</summary>
    internal static string? RestOf(Agent agent) => agent.Status switch
    {
        AgentStatus.Active => null,
        AgentStatus.Paused => "paused",
        _ => "draft",
    };
}
