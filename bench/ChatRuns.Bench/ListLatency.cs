using System.Globalization;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bench;

/// <summary>The list behind <c>/runs failed last 7d</c> with a million runs in the store.</summary>
internal static class ListLatency
{
    private const int Times = 1_000;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        string[] args, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var runs = long.Parse(BenchProgram.Option(args, "--runs") ?? "1000000", CultureInfo.InvariantCulture);
        var kept = BenchProgram.Option(args, "--folder");
        var folder = kept ?? Directory.CreateTempSubdirectory("chatruns-bench-").FullName;
        await using (var store = await SqliteStore.OpenAsync(folder, new StoreOptions(), TimeProvider.System, mask: null, cancel))
        {
            var there = (await store.ListRunsAsync(new(), new(PerPage: 1), cancel)).Rows is [var newest] ? newest.Number : 0;
            if (there < runs) await new Seeder(store).SeedAsync(new(runs - there, TimeProvider.System.GetUtcNow()), _ => { }, cancel);
            var filter = new RunFilter { Statuses = RunStatuses.Bad, From = TimeProvider.System.GetUtcNow().AddDays(-7) };
            var times = new List<TimeSpan>();
            for (var i = -20; i < Times; i++)
            {
                var began = TimeProvider.System.GetTimestamp();
                await store.ListRunsAsync(filter, new(), cancel);
                if (i >= 0) times.Add(TimeProvider.System.GetElapsedTime(began));
            }

            yield return Figure.OfTimes($"/runs failed last 7d, {runs:N0} runs", times, "< 10 ms");
        }

        if (kept is null) Directory.Delete(folder, recursive: true);
    }
}
