using System.Globalization;
using System.Runtime.CompilerServices;
using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack.Blocks;
using ChatRuns.Bot.Channels.Slack.Talk;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.StandIns;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatRuns.Bench;

/// <summary>
/// What one answer to <c>/runs failed last …</c> costs, 20 rows out of 100,000 runs, each of a range not asked for before: stage by stage in one
/// thread, then all of it as the processor time of a bot process that is asked over HTTP, one command after another. Allocated bytes do not depend
/// on what else runs on the machine; times are the median of batches.
/// </summary>
internal static class AnswerCost
{
    private const int Batches = 30;
    private const int Times = 100;
    private const int Warmup = 3_000;
    private const int Commands = 4_000;

    // Until the compiler has come to rest.
    private const int CommandsBefore = 12_000;

    public static async IAsyncEnumerable<Figure> MeasureAsync(string[] args, [EnumeratorCancellation] CancellationToken cancel)
    {
        var kept = BenchProgram.Option(args, "--folder");
        var folder = kept ?? Directory.CreateTempSubdirectory("chatruns-bench-").FullName;
        await using (var store = await SeededStore.OpenAsync(folder, cancel))
        {
            await foreach (var figure in StagesAsync(store, folder, cancel)) yield return figure;
        }

        yield return await RoadAsync(folder, cancel);
        if (kept is null) Directory.Delete(folder, recursive: true);
    }

    private static async IAsyncEnumerable<Figure> StagesAsync(SqliteStore store, string folder, [EnumeratorCancellation] CancellationToken cancel)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IRoles, BenchEngine.Admins>().AddEngine(store, new(folder, folder), new SecretShelf(folder, TimeProvider.System, new Dictionary<string, string>()));
        using var host = builder.Build();
        var rows = new Bot.Views.RunRows(host.Services.GetRequiredService<RunEngine>());
        var cards = new CardDesk();
        var minutes = 10_080;

        Task<RunPage> QueryAsync() => store.ListRunsAsync(
            new() { Statuses = RunStatuses.Bad, From = TimeProvider.System.GetUtcNow().AddMinutes(-++minutes) }, new(), cancel);

        yield return await OfAsync("the query, on its way over the thread pool", QueryAsync);
        var page = await QueryAsync();
        yield return await OfAsync("rows to facts", () => Task.FromResult(FactsOf(page, rows)));
        var facts = FactsOf(page, rows);
        yield return await OfAsync("facts to a bound card and its text", () => Task.FromResult(cards.Bind(facts)));
        var card = cards.Bind(facts);
        yield return await OfAsync("the bound card drawn as blocks", () => Task.FromResult(BlockKit.Answer(card, isClassic: false)));
        yield return await OfAsync("the same, and written as JSON", () => Task.FromResult(Written(card)));
        yield return await OfAsync("all of these", async () => Written(cards.Bind(FactsOf(await QueryAsync(), rows))));
    }

    private static RunListFacts FactsOf(RunPage page, Bot.Views.RunRows rows) => new()
    {
        Heading = "Failed runs",
        Filters = Phrase.Of($"in the last 7 days"),
        Rows = [.. page.Rows.Select(rows.Row)],
        Counted = "20 of 1,000+ runs · page 1 of 50+",
        Next = new("/runs failed last 7d page 2"),
    };

    private static string Written(BoundCard card) => SlackReplies.Ephemeral(BlockKit.Answer(card, isClassic: false)).ToJsonString();

    private static async Task<Figure> OfAsync<T>(string what, Func<Task<T>> work)
    {
        for (var i = 0; i < Warmup; i++) await work();
        var (times, bytes, collections) = (new List<double>(), GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0));
        for (var batch = 0; batch < Batches; batch++)
        {
            var began = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < Times; i++) await work();
            times.Add(TimeProvider.System.GetElapsedTime(began).TotalMicroseconds / Times);
        }

        bytes = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (Batches * Times);
        var perThousand = (GC.CollectionCount(0) - collections) * 1_000.0 / (Batches * Times);
        return new(what, string.Create(CultureInfo.InvariantCulture, $"{times.Order().ElementAt(Batches / 2):0} µs, {bytes / 1024.0:0} KB, {perThousand:0} collections in 1,000"), "");
    }

    private static async Task<Figure> RoadAsync(string folder, CancellationToken cancel)
    {
        await using var slack = await SlackStandIn.StartAsync();
        using var bot = await BenchServer.StartBotAsync(folder, slack, cancel);
        using var commands = new SlackCommands(bot.Address, slack.Options);
        await commands.OneByOneAsync(SlackCommands.New, CommandsBefore, cancel);
        var (used, began) = (bot.ProcessorTime(), TimeProvider.System.GetTimestamp());
        await commands.OneByOneAsync(SlackCommands.New, Commands, cancel);
        var (processor, wall) = ((bot.ProcessorTime() - used).TotalMicroseconds / Commands, TimeProvider.System.GetElapsedTime(began).TotalMicroseconds / Commands);
        bot.Stop();
        return new("a signed command, from socket to socket", string.Create(CultureInfo.InvariantCulture, $"{processor:0} µs of processor time, {wall:0} µs of waiting (load {Figure.Load()})"), "");
    }
}
