using System.Collections.Concurrent;
using ChatRuns.Actions;

namespace ChatRuns.Bench;

/// <summary>From a decision to its durable acknowledgement, while runs execute.</summary>
internal static class DecisionLatency
{
    private const int Actions = 2_000;
    private const int PeopleAtOnce = 2;
    private const int LoadAtOnce = 8;

    public static async IAsyncEnumerable<Figure> MeasureAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var agents = new Dictionary<string, string>(DurableRuns.Agent)
        {
            ["asks"] = "title: Asks\nsteps: [{ name: ask, tool: bench.change, with: { what: \"run {{run.number}}\" } }]\n",
        };
        await using var bench = await BenchEngine.StartAsync(agents, cancel);
        for (var i = 0; i < Actions; i++) await bench.StartAsync("asks", cancel);
        await bench.UntilAsync("SELECT count(*) FROM actions", Actions, cancel);

        using var load = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var working = Enumerable.Range(0, LoadAtOnce).Select(_ => LoadAsync(bench, load.Token)).ToList();
        var times = new ConcurrentBag<TimeSpan>();
        var people = new ParallelOptions { MaxDegreeOfParallelism = PeopleAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(Enumerable.Range(1, Actions), people, async (run, stop) => times.Add(await DecideAsync(bench, new(run, 1), stop)));
        await load.CancelAsync();
        await Task.WhenAll(working);
        yield return Figure.OfTimes("decision, with runs executing beside it", times, "< 50 ms");
    }

    private static async Task<TimeSpan> DecideAsync(BenchEngine bench, ActionId id, CancellationToken cancel)
    {
        var digest = (await bench.Engine.FindActionAsync(id, cancel))!.Digest;
        var began = TimeProvider.System.GetTimestamp();
        var result = await bench.Engine.DecideAsync(new Decision.Approve(id, digest, BenchEngine.Person), cancel);
        var took = TimeProvider.System.GetElapsedTime(began);
        return result is DecideResult.Decided ? took : throw new InvalidOperationException($"Action {id}: {result}");
    }

    private static async Task LoadAsync(BenchEngine bench, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested) await bench.StartAsync("one-step", over);
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }
}
