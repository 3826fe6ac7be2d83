using System.Globalization;
using System.Runtime.CompilerServices;
using ChatRuns.StandIns;

namespace ChatRuns.Bench;

/// <summary>
/// Signed messages over HTTP to a real bot with 100,000 runs in its store, opposite a connector: how soon they are acknowledged at 100 a second, and how
/// many replies a second reach the connector, next to a bot of botbuilder that looks at no token and answers a constant. Each once with the same question,
/// whose answer is used again while the journal stands still, and once with questions that were never asked before.
/// </summary>
internal static class TeamsLoad
{
    private const int Rounds = 2;
    private const string Aim = "≥ 1.5";
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var data = Directory.CreateTempSubdirectory("chatruns-bench-");
        await (await SeededStore.OpenAsync(data.FullName, cancel)).DisposeAsync();
        await using var teams = await TeamsStandIn.StartAsync();
        await using var sink = await TeamsSink.StartAsync();
        using var bot = await BenchServer.StartBotAsync(data.FullName, teams, cancel);
        using var theirBot = await BenchServer.StartNodeAsync("botbuilder.mjs", "botbuilder", cancel);
        using var ours = new TeamsMessages(bot.Address, teams, sink, isSigned: true);
        await ours.MeetAsync(cancel);
        await ours.SaturateAsync(SlackCommands.New, Warmup, cancel);
        await foreach (var figure in PaceAsync(ours, cancel)) yield return figure;
        for (var round = 1; round <= Rounds; round++)
        {
            var same = await ours.SaturateAsync(SlackCommands.Same, Long, cancel);
            var fresh = await ours.SaturateAsync(SlackCommands.New, Long, cancel);
            yield return Figure.PerSecond($"replies to signed /runs failed last 7d, 100,000 runs (round {round})", same);
            yield return Figure.PerSecond($"the same, each of another range, so that every list is read and drawn (round {round})", fresh);
            if (theirBot is null) continue;
            using var theirs = new TeamsMessages(theirBot.Address, teams, sink, isSigned: false);
            await theirs.SaturateAsync(SlackCommands.Same, Warmup, cancel);
            var constant = await theirs.SaturateAsync(SlackCommands.Same, Long, cancel);
            yield return Figure.PerSecond($"replies of a bot of botbuilder that answers a constant (round {round})", constant);
            yield return new($"ours over botbuilder's (round {round}): the same question; other ranges", string.Create(CultureInfo.InvariantCulture, $"{same / constant:0.00}; {fresh / constant:0.00}"), Aim);
        }

        if (theirBot is null) yield return new("next to a bot of botbuilder", "not measured: node or botbuilder is not there (npm ci in tests/EndToEnd/judge)", Aim);
        bot.Stop();
        data.Delete(recursive: true);
    }

    private static async IAsyncEnumerable<Figure> PaceAsync(TeamsMessages ours, [EnumeratorCancellation] CancellationToken cancel)
    {
        var asked = new[] { ("the same question", (Func<long, string>)SlackCommands.Same), ("each of another range", SlackCommands.New) };
        foreach (var (what, words) in asked)
        {
            var times = await ours.PaceAsync(words, 100, TimeSpan.FromSeconds(30), cancel);
            yield return Figure.OfTimes($"100 signed messages a second for 30 s, {what}: acknowledged (load {Figure.Load()})", times, "p99 < 100 ms");
        }
    }
}
