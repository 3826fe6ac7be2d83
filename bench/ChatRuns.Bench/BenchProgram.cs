namespace ChatRuns.Bench;

/// <summary>
/// Measures what docs/benchmarks.md reports: all of it, or the parts that are named. A line of the table for each figure.
/// </summary>
internal static class BenchProgram
{
    private static readonly Dictionary<string, Func<string[], CancellationToken, IAsyncEnumerable<Figure>>> Parts = new()
    {
        ["runs"] = (_, cancel) => DurableRuns.MeasureAsync(cancel),
        ["decisions"] = (_, cancel) => DecisionLatency.MeasureAsync(cancel),
        ["list"] = ListLatency.MeasureAsync,
        ["schedules"] = (_, cancel) => ScheduleLag.MeasureAsync(cancel),
        ["start"] = (_, cancel) => StartAndIdle.MeasureAsync(cancel),
        ["answers"] = AnswerCost.MeasureAsync,
        ["slack"] = (_, cancel) => SlackLoad.MeasureAsync(cancel),
        ["hooks"] = (_, cancel) => HooksLoad.MeasureAsync(cancel),
        ["burst"] = (_, cancel) => BurstLoad.MeasureAsync(cancel),
        ["teams"] = (_, cancel) => TeamsLoad.MeasureAsync(cancel),
    };

    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) => e.Cancel = stop.Token.CanBeCanceled && StopOnce(stop);
        var named = args.TakeWhile(a => !a.StartsWith('-')).ToList();
        if (named.FirstOrDefault(a => !Parts.ContainsKey(a)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"I don't know {unknown}. Parts: {string.Join(", ", Parts.Keys)}. Of list: --runs N, --projections-only; of list and answers: --folder F (kept and used again).");
            return 2;
        }

        Console.WriteLine("| what | measured | aim |\n|---|---|---|");
        foreach (var part in named.Count > 0 ? named : [.. Parts.Keys])
        {
            await foreach (var figure in Parts[part](args, stop.Token)) Console.WriteLine(figure);
        }

        return 0;
    }

    /// <summary>What is given after a name such as --folder; null when it is not there.</summary>
    internal static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static bool StopOnce(CancellationTokenSource stop)
    {
        stop.Cancel();
        return true;
    }
}
