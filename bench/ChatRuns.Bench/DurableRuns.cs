using System.Globalization;

namespace ChatRuns.Bench;

/// <summary>Runs of a one-step agent per second, each started, executed and ended durably.</summary>
internal static class DurableRuns
{
    /// <summary>An agent whose one step calls a tool in this process.</summary>
    public static IReadOnlyDictionary<string, string> Agent { get; } = new Dictionary<string, string>
    {
        ["one-step"] = "title: One step\nsteps: [{ name: only, tool: bench.read, with: {} }]\n",
    };

    private const int Warmup = 500;
    private const int Runs = 10_000;
    private const int StartersAtOnce = 64;

    public static async IAsyncEnumerable<Figure> MeasureAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var bench = await BenchEngine.StartAsync(Agent, cancel);
        await RunAsync(bench, Warmup, 0, cancel);
        var began = TimeProvider.System.GetTimestamp();
        await RunAsync(bench, Runs, Warmup, cancel);
        var took = TimeProvider.System.GetElapsedTime(began);
        yield return new("durable runs of a one-step agent", string.Create(CultureInfo.InvariantCulture, $"{Runs / took.TotalSeconds:0} a second"), "≥ 1,000");
    }

    private static async Task RunAsync(BenchEngine bench, int runs, int before, CancellationToken cancel)
    {
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = StartersAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(Enumerable.Range(0, runs), atOnce, async (_, stop) => await bench.StartAsync("one-step", stop));
        await bench.UntilAsync("SELECT sum(completed) FROM daily", before + runs, cancel);
    }
}
