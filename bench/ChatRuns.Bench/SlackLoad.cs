using System.Globalization;
using ChatRuns.StandIns;

namespace ChatRuns.Bench;

/// <summary>
/// Signed slash commands over HTTP to a real bot with 100,000 runs in its store, opposite the stand-in for Slack: how soon they are
/// acknowledged at 200 a second, and how many a second are answered, next to a Bolt app that only verifies and answers a constant. Each once
/// with the same question, whose answer is used again while the journal stands still, and once with questions that were never asked before.
/// </summary>
internal static class SlackLoad
{
    private const int Rounds = 2;
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Figure> MeasureAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var data = Directory.CreateTempSubdirectory("chatruns-bench-");
        await (await SeededStore.OpenAsync(data.FullName, cancel)).DisposeAsync();
        await using var slack = await SlackStandIn.StartAsync();
        using var bot = await BenchServer.StartBotAsync(data.FullName, slack, cancel);
        using var bolt = await BenchServer.StartNodeAsync("bolt.mjs", "@slack/bolt", cancel, slack.Options.SigningSecret);
        using var ours = new SlackCommands(bot.Address, slack.Options);
        await ours.SaturateAsync(SlackCommands.New, Warmup, cancel);
        await foreach (var figure in PaceAsync(ours, cancel)) yield return figure;
        for (var round = 1; round <= Rounds; round++)
        {
            var same = await ours.SaturateAsync(SlackCommands.Same, Long, cancel);
            var fresh = await ours.SaturateAsync(SlackCommands.New, Long, cancel);
            yield return Figure.PerSecond($"signed /runs failed last 7d, 100,000 runs (round {round})", same);
            yield return Figure.PerSecond($"the same, each of another range, so that every list is read and drawn (round {round})", fresh);
            if (bolt is null) continue;
            using var theirs = new SlackCommands(bolt.Address, slack.Options);
            await theirs.SaturateAsync(SlackCommands.Same, Warmup, cancel);
            var constant = await theirs.SaturateAsync(SlackCommands.Same, Long, cancel);
            yield return Figure.PerSecond($"a Bolt app that answers a constant (round {round})", constant);
            yield return new($"ours over Bolt's (round {round}): the same question; other ranges", string.Create(CultureInfo.InvariantCulture, $"{same / constant:0.00}; {fresh / constant:0.00}"), "≥ 0.5");
        }

        if (bolt is null) yield return new("next to a Bolt app", "not measured: node or @slack/bolt is not there (npm ci in tests/EndToEnd/judge)", "≥ 0.5");
        bot.Stop();
        data.Delete(recursive: true);
    }

    private static async IAsyncEnumerable<Figure> PaceAsync(SlackCommands ours, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var asked = new[] { ("the same question", (Func<long, string>)SlackCommands.Same), ("each of another range", SlackCommands.New) };
        foreach (var (what, words) in asked)
        {
            var times = await ours.PaceAsync(words, 200, TimeSpan.FromSeconds(30), cancel);
            yield return Figure.OfTimes($"200 signed commands a second for 30 s, {what}: acknowledged and answered", times, "p99 < 50 ms");
            yield return new("the slowest of them", string.Create(CultureInfo.InvariantCulture, $"{times.Max().TotalMilliseconds:0} ms"), "< 3,000 ms");
        }
    }
}
