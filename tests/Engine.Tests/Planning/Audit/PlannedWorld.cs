using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatRuns.Engine.Tests.Planning.Audit;

/// <summary>The real planner and the real freezes over a real SQLite store, with a clock that is moved and a process that can die.</summary>
internal sealed class PlannedWorld : ITurnStarter, IAsyncDisposable
{
    // An empty store is made once and copied: the schema is not what is tried here.
    private static readonly Lazy<Task<byte[]>> Empty = new(MakeEmptyAsync);

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, PlannedAgent> _agents = [];
    private SqliteStore? _real;
    private MortalStore? _death;
    private IRunStore? _store;
    private Planner? _planner;

    public ManualTime Time { get; } = new();

    public PlannerOptions Options { get; } = new() { AgentsAtOnce = 1 };

    public FreezeDesk Freezes { get; private set; } = null!;

    public IReadOnlyList<PlannedAgent> Agents => [.. _agents.Values.Select(one => one with
    {
        Rests = one.Rests ?? (Freezes.Of(one.Agent) is null ? null : SkipWords.Frozen),
        RestEndedAt = Freezes.EndedAt(one.Agent),
    })];

    public static async Task<PlannedWorld> OpenAsync(DateTimeOffset now)
    {
        var world = new PlannedWorld();
        world.Time.SetClock(now);
        await File.WriteAllBytesAsync(world._folder["chatruns.db"], await Empty.Value);
        await world.RestartAsync(reopen: true);
        return world;
    }

    /// <summary>A process started anew knows only what the store knows; with the file closed and opened again, or not.</summary>
    public async Task RestartAsync(bool reopen)
    {
        if (reopen)
        {
            if (_real is not null) await _real.DisposeAsync();
            _real = await SqliteStore.OpenAsync(_folder.Path, new(), Time, null, CancellationToken.None);
        }

        (_store, _death) = MortalStore.Over(_real!);
        _planner = NewPlanner();
        Freezes = new(_store, Time);
        await Freezes.ReadAsync(CancellationToken.None);
    }

    public Planner NewPlanner() => new(_store!, this, Options, Time, NullLogger<Planner>.Instance);

    public void KillAt(int append, bool committed) => _death!.KillAt(append, committed);

    public void Set(string agent, OverlapPolicy overlap, params Trigger[] triggers) => _agents[agent] = new(
        new() { Name = agent, Title = agent, Version = new('a', 64), Steps = [], Triggers = triggers, Overlap = overlap }, _agents.GetValueOrDefault(agent)?.Rests);

    public void Rest(string agent, string? why) => _agents[agent] = _agents[agent] with { Rests = why };

    public void Remove(string agent) => _agents.Remove(agent);

    public IReadOnlyList<string> Names => [.. _agents.Keys];

    public Task TickAsync() => _planner!.TickOnceAsync(CancellationToken.None);

    /// <summary>Ticks until nothing more is owed now; when to come again.</summary>
    public async Task<DateTimeOffset?> SettleAsync()
    {
        for (var i = 0; i < 10_000; i++)
        {
            var wake = await _planner!.TickOnceAsync(CancellationToken.None);
            if (wake is null || wake > Time.GetUtcNow()) return wake;
        }

        throw new InvalidOperationException("The planner does not come to rest.");
    }

    /// <summary>Time passes with the planner at work, and with the loop that ends freezes.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        var until = Time.GetUtcNow() + by;
        while (true)
        {
            var thaw = await Freezes.EndDueAsync(CancellationToken.None);
            var wake = await SettleAsync();
            var next = thaw is { } first && (wake is null || first < wake) ? thaw : wake;
            if (next is null || next > until || next <= Time.GetUtcNow()) break;
            Time.Advance(next.Value - Time.GetUtcNow());
        }

        if (until > Time.GetUtcNow()) Time.Advance(until - Time.GetUtcNow());
        await SettleAsync();
    }

    public async Task FinishSomeAsync(Random random)
    {
        foreach (var agent in Names)
            foreach (var run in (await _real!.ReadUnfinishedAsync(agent, 1_000, CancellationToken.None)).Where(_ => random.Next(2) == 0)) await EndAsync(run, RunStatus.Completed);
    }

    /// <summary>The whole journal, as it is on disk.</summary>
    public async Task<IReadOnlyList<JournalEntry>> ReadJournalAsync() => await _real!.ReadAsync(0, int.MaxValue, CancellationToken.None);

    /// <summary>What the bot would report as missing.</summary>
    public async Task<IReadOnlyDictionary<(string Agent, string Trigger), DateTimeOffset>> ReadMissingAsync() =>
        (await _real!.ReadSchedulesAsync(CancellationToken.None)).Select(row => (row.Agent, row.Trigger, Since: OverdueTurns.Since(row, Time.GetUtcNow(), Options)))
            .Where(one => one.Since is not null).ToDictionary(one => (one.Agent, one.Trigger), one => one.Since!.Value);

    public Func<long, IReadOnlyList<JournalEvent>> Start(Agent agent, Trigger trigger, DateTimeOffset planned, string? target) => number =>
    [
        new RunQueued
        {
            Number = number, Agent = agent.Name, AgentTitle = agent.Title, Version = agent.Version, StepCount = 0, Target = target,
            Trigger = new(TriggerKind.Schedule, trigger.Name, planned, Principal.System), Variables = JsonSerializer.SerializeToElement(new { }),
        },
    ];

    public async Task CancelOlderAsync(Agent agent, IReadOnlyList<long> older, long newer, CancellationToken cancel)
    {
        foreach (var run in older) await EndAsync(run, RunStatus.Canceled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_real is not null) await _real.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<byte[]> MakeEmptyAsync()
    {
        using var folder = new TempFolder();
        await (await SqliteStore.OpenAsync(folder.Path, new(), TimeProvider.System, null, CancellationToken.None)).DisposeAsync();
        return await File.ReadAllBytesAsync(folder["chatruns.db"]);
    }

    private Task EndAsync(long run, RunStatus status)
    {
        var at = Time.GetUtcNow();
        return _real!.AppendAsync(new(Guid.CreateVersion7(at), at, [new(StreamName.Run(run), Principal.System, [new RunEnded(status, null, null, "")])]), CancellationToken.None);
    }
}
