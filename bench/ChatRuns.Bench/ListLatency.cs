using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using ChatRuns.Bot.Control;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bench;

/// <summary>
/// Lists and figures with a million runs in the store, or as many as asked for: the store's query beside the same in plain SQLite on the same file, in
/// turn; then the typed line over HTTP, from the browser's request until the answer is in the chat.
/// </summary>
internal static class ListLatency
{
    private const int Times = 500;
    private const int Warmup = 20;
    private const int Lines = 200;

    public static async IAsyncEnumerable<Figure> MeasureAsync(string[] args, [EnumeratorCancellation] CancellationToken cancel)
    {
        var runs = long.Parse(BenchProgram.Option(args, "--runs") ?? "1000000", CultureInfo.InvariantCulture);
        var kept = BenchProgram.Option(args, "--folder");
        var folder = kept ?? Directory.CreateTempSubdirectory("chatruns-bench-").FullName;
        await using (var store = await SqliteStore.OpenAsync(folder, new StoreOptions(), TimeProvider.System, mask: null, cancel))
        {
            var there = (await store.ListRunsAsync(new(), new(PerPage: 1), cancel)).Rows is [var newest] ? newest.Number : 0;
            if (there < runs)
                await Seeding.FillAsync(store, new(runs - there, TimeProvider.System.GetUtcNow()) { RowsOnly = args.Contains("--projections-only") }, _ => { }, cancel);
            foreach (var query in ListQuery.All) yield return await BesidePlainAsync(query, store, folder, runs);
        }

        await foreach (var figure in OverHttpAsync(folder, runs, cancel)) yield return figure;
        if (kept is null) Directory.Delete(folder, recursive: true);
    }

    private static async Task<Figure> BesidePlainAsync(ListQuery query, SqliteStore store, string folder, long runs)
    {
        using var plain = DatabaseFile.In(folder).OpenReader();
        var (ours, theirs) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = -Warmup; i < Times; i++)
        {
            var now = TimeProvider.System.GetUtcNow();
            var began = TimeProvider.System.GetTimestamp();
            await query.Ask(store, now.AddMinutes(-i));
            var between = TimeProvider.System.GetTimestamp();
            query.AskPlainly(plain, now, i);
            if (i < 0) continue;
            ours.Add(TimeProvider.System.GetElapsedTime(began, between));
            theirs.Add(TimeProvider.System.GetElapsedTime(between));
        }

        var (figure, other) = (Figure.OfTimes(query.Name, ours, "p99 < 10 ms"), Figure.OfTimes(query.Name, theirs, ""));
        return figure with
        {
            What = $"{query.Name}, {runs:N0} runs (load {Figure.Load()})",
            Measured = string.Create(CultureInfo.InvariantCulture, $"{figure.Measured}; plain SQLite {other.Measured}; ratio of the medians {Median(ours) / Median(theirs):0.00}"),
        };
    }

    private static async IAsyncEnumerable<Figure> OverHttpAsync(string folder, long runs, [EnumeratorCancellation] CancellationToken cancel)
    {
        const string ready = "ChatRuns is ready: ";
        var (process, line) = await BenchServer.ReadyAsync(StartAndIdle.StartInfo(folder), ready, cancel);
        var address = new Uri(line[ready.Length..]);
        using var bot = new BenchServer(process, new(address.GetLeftPart(UriPartial.Authority)));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = bot.Address, DefaultRequestHeaders = { { "Origin", bot.Address.GetLeftPart(UriPartial.Authority) } } };
        using (var signed = await http.PostAsync("/signin", new FormUrlEncodedContent([new("key", address.Query["?key=".Length..])]), cancel))
            if (signed.StatusCode != HttpStatusCode.SeeOther) throw new InvalidOperationException($"Signing in was answered with {signed.StatusCode}.");
        foreach (var query in ListQuery.All)
        {
            var times = new List<TimeSpan>();
            for (var i = -Warmup; i < Lines; i++)
            {
                var began = TimeProvider.System.GetTimestamp();
                using var answer = await http.PostAsJsonAsync("/web/say", new { id = Guid.CreateVersion7().ToString("N"), text = query.Line(i + Warmup), zone = "UTC" }, cancel);
                answer.EnsureSuccessStatusCode();
                if (i >= 0) times.Add(TimeProvider.System.GetElapsedTime(began));
            }

            yield return Figure.OfTimes($"{query.Name}, {runs:N0} runs, said in the web chat until it is answered (load {Figure.Load()})", times, "p99 < 50 ms");
        }

        bot.Stop();
    }

    private static double Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2).TotalMicroseconds;
}
