using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatRuns.Engine.Tests.Planning;

/// <summary>A planner on a workbench: agents to set, a clock to move, a store to look into.</summary>
internal sealed class Bench : ITurnStarter
{
    private readonly Dictionary<string, PlannedAgent> _agents = [];

    public Bench() => Planner = NewPlanner();

    public ManualTime Time { get; } = new(Some.Utc("2026-06-01 12:00"));

    public MemoryStore Store { get; } = MemoryStore.Create();

    public PlannerOptions Options { get; } = new();

    public Planner Planner { get; private set; }

    /// <summary>Agents whose runs cannot be made.</summary>
    public HashSet<string> Faulty { get; } = [];

    public List<(long Older, long Newer)> Canceled { get; } = [];

    public IReadOnlyList<PlannedAgent> Agents => [.. _agents.Values];

    public Planner NewPlanner() => new(Store.AsStore(), this, Options, Time, NullLogger<Planner>.Instance);

    /// <summary>A process started anew knows only what the store knows.</summary>
    public void Restart()
    {
        Store.Revive();
        Planner = NewPlanner();
    }

    public void Set(string agent, params Trigger[] triggers) => Set(agent, OverlapPolicy.Allow, triggers);

    public void Set(string agent, OverlapPolicy overlap, params Trigger[] triggers) =>
        _agents[agent] = new(
            new Agent { Name = agent, Title = agent, Version = "v1", Steps = [], Triggers = triggers, Overlap = overlap },
            _agents.GetValueOrDefault(agent)?.Rests);

    public void Rest(string agent, string? why) => _agents[agent] = _agents[agent] with { Rests = why };

    public void Remove(string agent) => _agents.Remove(agent);

    public PlannedAgent? Find(string agent) => _agents.GetValueOrDefault(agent);

    public Task<DateTimeOffset?> TickAsync() => Planner.TickOnceAsync(CancellationToken.None);

    /// <summary>Ticks until nothing more is owed now; when to come again.</summary>
    public async Task<DateTimeOffset?> SettleAsync()
    {
        for (var i = 0; i < 100_000; i++)
        {
            var wake = await TickAsync();
            if (wake is null || wake > Time.GetUtcNow()) return wake;
        }

        throw new InvalidOperationException("The planner does not come to rest.");
    }

    /// <summary>Time passes with the planner at work.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        var until = Time.GetUtcNow() + by;
        while (await SettleAsync() is { } wake && wake <= until) Time.Advance(wake - Time.GetUtcNow());
        Time.Advance(until - Time.GetUtcNow());
        await SettleAsync();
    }

    public IEnumerable<DateTimeOffset> RunsOf(string agent) =>
        Store.Runs.Values.Where(run => run.Agent == agent).Select(run => run.Trigger.Planned!.Value);

    public Func<long, IReadOnlyList<JournalEvent>> Start(Agent agent, Trigger trigger, DateTimeOffset planned, string? target) =>
        Faulty.Contains(agent.Name)
            ? throw new InvalidOperationException("This agent has no version.")
            : number =>
            [
                new RunQueued
                {
                    Number = number, Agent = agent.Name, AgentTitle = agent.Title, Version = agent.Version, StepCount = 0,
                    Trigger = new(TriggerKind.Schedule, trigger.Name, planned, Principal.System), Variables = default(JsonElement), Target = target,
                },
            ];

    public Task CancelOlderAsync(Agent agent, IReadOnlyList<long> older, long newer, CancellationToken cancel)
    {
        lock (Canceled) Canceled.AddRange(older.Select(run => (run, newer)));
        return Task.CompletedTask;
    }
}
