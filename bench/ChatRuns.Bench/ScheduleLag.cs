using System.Collections.Concurrent;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bench;

/// <summary>A thousand agents due in the same second: from the planned time until the turn is durable, and until the run starts.</summary>
internal static class ScheduleLag
{
    private const int Agents = 1_000;

    public static async IAsyncEnumerable<Figure> MeasureAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var agents = Enumerable.Range(0, Agents).ToDictionary(i => $"agent-{i}", i => $$"""
            title: Agent {{i}}
            triggers: [{ name: minute, cron: "* * * * *" }]
            steps: [{ name: only, tool: bench.read, with: {} }]

            """);
        var commits = new ConcurrentQueue<(long Position, DateTimeOffset At)>();
        await using var bench = await BenchEngine.StartAsync(agents, cancel);
        bench.Store.Committed += position => commits.Enqueue((position, TimeProvider.System.GetUtcNow()));
        // Two rounds: the first is the planner's first, with code that was never run.
        await bench.UntilAsync("SELECT sum(completed) FROM daily", 2 * Agents, cancel);

        var entries = new List<JournalEntry>();
        while (await bench.Store.ReadAsync(entries is [.., var end] ? end.Position : 0, 5_000, cancel) is { Count: > 0 } more) entries.AddRange(more);
        var turns = entries.Where(e => e.Event is RunQueued).ToLookup(e => ((RunQueued)e.Event!).Trigger.Planned!.Value).OrderBy(t => t.Key).ElementAt(1);
        var started = entries.Where(e => e.Event is RunStarted).ToDictionary(e => e.Stream, e => e.At);
        var ordered = commits.OrderBy(c => c.Position).ToArray();
        yield return Figure.OfTimes("schedule lag, 1,000 agents due in one second: turn durable", turns.Select(t => DurableAt(ordered, t.Position) - turns.Key), "< 500 ms");
        yield return Figure.OfTimes("the same: run started", turns.Select(t => started[t.Stream] - turns.Key), "");
    }

    private static DateTimeOffset DurableAt((long Position, DateTimeOffset At)[] commits, long position) => commits.First(c => c.Position >= position).At;
}
