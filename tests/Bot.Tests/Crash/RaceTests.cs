using System.Collections.Concurrent;
using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Two people at the same button at the same moment, a thousand times.</summary>
public sealed class RaceTests : IDisposable
{
    private const int Actions = 1_000;
    private static readonly Principal s_mia = new("web", "local", "mia", "Mia");
    private static readonly Principal s_noor = new("slack", "T1", "U7", "Noor");

    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(3));
    private readonly Scene _scene = new();
    private readonly CountingTool _tool = new();

    [Fact]
    public async Task Of_two_clicks_at_once_one_decides_and_the_other_is_told_who_did()
    {
        _scene.Write("racer.yaml", """
            title: Racer
            steps: [{ name: race, tool: count.up, with: { what: "run {{run.number}}" } }]
            """);
        await using var host = await EngineHost.StartAsync(_scene, TimeProvider.System, s => s.AddSingleton<ITool>(_tool), _over.Token);
        await StartAllAsync(host);

        var races = new ConcurrentBag<Race>();
        await Parallel.ForEachAsync(Enumerable.Range(1, Actions), _over.Token, async (run, _) => races.Add(await RunAsync(host.Engine, new(run, 1), run)));

        foreach (var race in races)
        {
            race.Lost.By.ShouldBe(race.Won.Now.DecidedBy, race.Won.Now.Id.ToString());
            race.Lost.Now.Status.ShouldNotBe(ActionStatus.Open);
        }

        var approved = races.Count(r => r.Won.Now.Status == ActionStatus.Approved);
        await UntilAsync(async () => await CountAsync(host, ActionStatus.Succeeded) == approved);
        _tool.Keys.Count.ShouldBe(approved);
        _tool.Keys.Distinct().Count().ShouldBe(approved);
        (await CountAsync(host, ActionStatus.Rejected)).ShouldBe(Actions - approved);
    }

    public void Dispose()
    {
        _scene.Dispose();
        _over.Dispose();
    }

    private async Task StartAllAsync(EngineHost host)
    {
        var none = new Dictionary<string, JsonElement>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Actions), _over.Token, async (_, cancel) =>
            (await host.Engine.StartAsync(new("racer", none), s_mia, cancel)).ShouldBeOfType<StartResult.Started>());
        await UntilAsync(async () => await CountAsync(host, ActionStatus.Open) == Actions);
    }

    // Every third pair disagrees.
    private async Task<Race> RunAsync(RunEngine engine, ActionId id, int number)
    {
        var digest = (await engine.FindActionAsync(id, _over.Token))!.Digest;
        Decision other = number % 3 == 0
            ? new Decision.Reject(id, digest, s_noor, "No.", Mute.None)
            : new Decision.Approve(id, digest, s_noor);
        using var line = new Barrier(2);
        var results = await Task.WhenAll(
            ClickAsync(engine, new Decision.Approve(id, digest, s_mia), line), ClickAsync(engine, other, line));
        return new(results.OfType<DecideResult.Decided>().ShouldHaveSingleItem(), results.OfType<DecideResult.AlreadyDecided>().ShouldHaveSingleItem());
    }

    // On threads of their own, so that both stand at the line.
    private Task<DecideResult> ClickAsync(RunEngine engine, Decision decision, Barrier line) => Task.Factory.StartNew(
        () =>
        {
            line.SignalAndWait(_over.Token);
            return engine.DecideAsync(decision, _over.Token);
        },
        _over.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async Task<int> CountAsync(EngineHost host, ActionStatus status) =>
        (await host.Engine.ListActionsAsync(new(Statuses: [status]), _over.Token)).Total;

    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isSo()) await pace.WaitForNextTickAsync(_over.Token);
    }

    private sealed record Race(DecideResult.Decided Won, DecideResult.AlreadyDecided Lost);

    private sealed class CountingTool : ITool
    {
        private readonly ConcurrentQueue<string?> _keys = new();

        public IReadOnlyCollection<string?> Keys => _keys;

        public ToolDefinition Definition { get; } = new(
            "count.up", "Count up", "Counts its calls.",
            """{ "type": "object", "properties": { "what": { "type": "string", "description": "Anything." } }, "required": ["what"] }""",
            IsReadOnly: false);

        public Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel) =>
            Task.FromResult(new ToolPreview(Risk.Medium, null, CanUndo: false, State: null));

        public Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
        {
            _keys.Enqueue(context.IdempotencyKey);
            return Task.FromResult(new ToolResult(null));
        }
    }
}
