using System.Diagnostics;
using System.Globalization;
using ChatRuns.StandIns;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bench;

/// <summary>
/// Signed slash commands over HTTP to a real bot with 100,000 runs in its store, opposite the stand-in for Slack: how soon they are
/// acknowledged at 200 a second, and how many a second are answered, next to a Bolt app that only verifies and answers a constant.
/// </summary>
internal static class SlackLoad
{
    private const int Runs = 100_000;
    private const int Rounds = 2;

    public static async IAsyncEnumerable<Figure> MeasureAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var data = Directory.CreateTempSubdirectory("chatruns-bench-");
        await using (var store = await SqliteStore.OpenAsync(data.FullName, new StoreOptions(), TimeProvider.System, mask: null, cancel))
            await new Seeder(store).SeedAsync(new(Runs, TimeProvider.System.GetUtcNow()), _ => { }, cancel);
        await using var slack = await SlackStandIn.StartAsync();
        using var bot = await StartBotAsync(data.FullName, slack, cancel);
        using var bolt = await StartBoltAsync(slack.Options.SigningSecret, cancel);
        using var ours = new SlackCommands(bot.Address, slack.Options);
        await ours.SaturateAsync(TimeSpan.FromSeconds(3), cancel);
        var times = await ours.PaceAsync(200, TimeSpan.FromSeconds(30), cancel);
        yield return Figure.OfTimes("200 signed commands a second for 30 s: acknowledged and answered", times, "p99 < 50 ms");
        yield return new("the slowest of them", string.Create(CultureInfo.InvariantCulture, $"{times.Max().TotalMilliseconds:0} ms"), "< 3,000 ms");
        for (var round = 1; round <= Rounds; round++)
        {
            var mine = await ours.SaturateAsync(TimeSpan.FromSeconds(10), cancel);
            yield return new($"signed /runs failed last 7d, 100,000 runs (round {round})", string.Create(CultureInfo.InvariantCulture, $"{mine:0} a second"), "");
            if (bolt is null) continue;
            using var theirs = new SlackCommands(bolt.Address, slack.Options);
            await theirs.SaturateAsync(TimeSpan.FromSeconds(3), cancel);
            var constant = await theirs.SaturateAsync(TimeSpan.FromSeconds(10), cancel);
            yield return new($"a Bolt app that answers a constant (round {round})", string.Create(CultureInfo.InvariantCulture, $"{constant:0} a second"), "");
            yield return new($"ours over Bolt's (round {round})", string.Create(CultureInfo.InvariantCulture, $"{mine / constant:0.00}"), "≥ 0.5");
        }

        if (bolt is null) yield return new("next to a Bolt app", "not measured: node or @slack/bolt is not there (npm ci in tests/EndToEnd/judge)", "≥ 0.5");
        bot.Stop();
        data.Delete(recursive: true);
    }

    private static async Task<Server> StartBotAsync(string data, SlackStandIn slack, CancellationToken cancel)
    {
        var start = StartAndIdle.StartInfo(data);
        start.Environment["Slack__ApiUrl"] = slack.ApiUrl;
        start.Environment["Slack__SigningSecret"] = slack.Options.SigningSecret;
        start.Environment["Slack__BotToken"] = slack.Options.BotToken;
        start.Environment["Access__Everyone__0"] = "Viewer";
        const string ready = "ChatRuns is ready: ";
        var (process, line) = await ReadyAsync(start, ready, cancel);
        return new(process, new Uri(new Uri(line[ready.Length..]).GetLeftPart(UriPartial.Authority)));
    }

    private static async Task<Server?> StartBoltAsync(string secret, CancellationToken cancel)
    {
        var folder = Path.GetFullPath("tests/EndToEnd/judge");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@slack", "bolt"))) return null;
        var port = FreePort();
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "bolt.mjs"), folder, port.ToString(CultureInfo.InvariantCulture), secret },
            RedirectStandardOutput = true,
        };
        start.Environment["NODE_ENV"] = "production";
        var (process, _) = await ReadyAsync(start, "ready", cancel);
        return new(process, new Uri($"http://127.0.0.1:{port}"));
    }

    private static async Task<(Process Process, string Line)> ReadyAsync(ProcessStartInfo start, string ready, CancellationToken cancel)
    {
        start.RedirectStandardError = false;
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (!line.StartsWith(ready, StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync(cancel);
            return (process, line);
        }

        throw new InvalidOperationException($"{start.FileName} did not start.");
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
    }

    private sealed record Server(Process Process, Uri Address) : IDisposable
    {
        public void Stop()
        {
            if (Process.HasExited) return;
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
        }

        public void Dispose()
        {
            Stop();
            Process.Dispose();
        }
    }
}
