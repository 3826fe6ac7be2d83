using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Views;
using ChatRuns.Journal;
using ChatRuns.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Bench;

/// <summary>
/// 10,000 failures of 60 agents as fast as the store takes them, and decisions that are asked meanwhile: messages of alerts in one channel, and how long a
/// decision's card took from the moment that its run was durable. The real engine and courier; the channel takes one message a second, as Slack does.
/// </summary>
internal static class BurstLoad
{
    private const int Failures = 10_000;
    private const int Agents = 60;
    private const int AtOnce = 50;
    private const int Decisions = 20;
    private static readonly TimeSpan BetweenDecisions = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan AfterAll = TimeSpan.FromSeconds(15);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var agents = Enumerable.Range(0, Agents).ToDictionary(i => $"fails-{i}", _ => "notify: { failed: \"slack:#ops\" }\nsteps: [{ name: only, tool: bench.read, with: {} }]\n");
        agents["asks"] = "notify: { actions: \"slack:#ops\" }\nsteps: [{ name: ask, tool: bench.change, with: { what: \"run {{run.number}}\" } }]\n";
        var channel = new CountingChannel();
        await using var bench = await BenchEngine.StartAsync(agents, cancel, async (services, store) =>
        {
            await store.MigrateMemoryAsync(cancel);
            services.AddSingleton<IChannel>(channel).AddMemory().AddAccess().AddViews().AddCommands().AddCourier().AddSingleton<IRoles, BenchEngine.Admins>();
        });
        var fails = Task.Run(() => FailAsync(bench, cancel), cancel);
        var asked = new ConcurrentDictionary<long, long>();
        using var pace = new PeriodicTimer(BetweenDecisions);
        for (var i = 0; i < Decisions; i++)
        {
            if (await bench.Engine.StartAsync(new("asks", new Dictionary<string, System.Text.Json.JsonElement>()), BenchEngine.Person, cancel) is StartResult.Started started)
                asked[started.Number] = TimeProvider.System.GetTimestamp();
            await pace.WaitForNextTickAsync(cancel);
        }

        await fails;
        using var rest = new PeriodicTimer(AfterAll);
        await rest.WaitForNextTickAsync(cancel);
        var times = asked.Where(a => channel.Decisions.ContainsKey(a.Key)).Select(a => TimeProvider.System.GetElapsedTime(a.Value, channel.Decisions[a.Key])).ToList();
        yield return new($"messages of alerts in a channel, {Failures:N0} failures of {Agents} agents", channel.Alerts.ToString(CultureInfo.InvariantCulture), "≤ 10");
        yield return new("decision cards meanwhile: the longest, from the durable start to the message",
            string.Create(CultureInfo.InvariantCulture, $"{times.Max().TotalMilliseconds:0} ms, median {times.Order().ElementAt(times.Count / 2).TotalMilliseconds:0} ms ({times.Count} of {Decisions} cards, load {Figure.Load()})"), "≤ 2,000 ms");
    }

    private static async Task FailAsync(BenchEngine bench, CancellationToken cancel)
    {
        foreach (var part in Enumerable.Range(0, Failures).Chunk(AtOnce))
        {
            var runs = part.Select(i => (Func<long, IReadOnlyList<JournalEvent>>)(number => [Queued(number, $"fails-{i % Agents}"), new RunStarted(), Ended])).ToList();
            await bench.Store.AddRunsAsync(new(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Principal.System, runs), cancel);
        }
    }

    private static RunEnded Ended { get; } = new(RunStatus.Failed, "only", new(Cause.TargetUnreachable, "connection refused"), "Failed at only");

    private static RunQueued Queued(long number, string agent) => new()
    {
        Number = number, Agent = agent, AgentTitle = agent, Version = new('a', 64), Trigger = new(TriggerKind.Schedule, "hourly", null, Principal.System),
        Variables = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>("{}"), StepCount = 1,
    };

    /// <summary>Takes a message a second, and redraws as Slack's channel asks for them.</summary>
    private sealed class CountingChannel : IChannel
    {
        private int _alerts;
        private int _messages;

        public string Platform => "slack";

        public Pace Pace { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));

        public int Alerts => _alerts;

        public ConcurrentDictionary<long, long> Decisions { get; } = new();

        public Address? Resolve(string route) => route.StartsWith("slack:", StringComparison.Ordinal) ? new("slack", "T1", route[6..]) : null;

        public bool HasThreadsIn(Address conversation) => true;

        public Task<SendResult> PostAsync(Address to, BoundCard card, string key, CancellationToken cancel)
        {
            if (Subject.Parse(card.Subject ?? "") is Subject.Actions actions) Decisions.TryAdd(actions.Number, TimeProvider.System.GetTimestamp());
            else Interlocked.Increment(ref _alerts);
            var message = Interlocked.Increment(ref _messages).ToString(CultureInfo.InvariantCulture);
            return Task.FromResult<SendResult>(new SendResult.Sent(to with { Message = message }));
        }

        public Task<SendResult> TellAsync(Address to, BoundCard card, Nudge nudge, string key, CancellationToken cancel) => PostAsync(to with { Message = null }, card, key, cancel);

        public Task<SendResult> RedrawAsync(Address message, BoundCard card, Urgency urgency, CancellationToken cancel) =>
            Task.FromResult<SendResult>(new SendResult.Sent(message));
    }
}
