using System.Diagnostics;
using System.Globalization;
using ChatRuns.StandIns;

namespace ChatRuns.Bench;

/// <summary>A server in a process of its own; killed when it is let go.</summary>
/// <param name="Process">The process.</param>
/// <param name="Address">Where it listens.</param>
internal sealed record BenchServer(Process Process, Uri Address) : IDisposable
{
    private const string Judges = "tests/EndToEnd/judge";

    /// <summary>The bot on a data folder, opposite a stand-in for Slack; everybody there may see everything.</summary>
    public static Task<BenchServer> StartBotAsync(string data, SlackStandIn slack, CancellationToken cancel) => StartBotAsync(data, new Dictionary<string, string>
    {
        ["Slack__ApiUrl"] = slack.ApiUrl,
        ["Slack__SigningSecret"] = slack.Options.SigningSecret,
        ["Slack__BotToken"] = slack.Options.BotToken,
    }, cancel);

    /// <summary>The bot on a data folder, opposite a stand-in for Teams; everybody there may see everything.</summary>
    public static Task<BenchServer> StartBotAsync(string data, TeamsStandIn teams, CancellationToken cancel) => StartBotAsync(data, new Dictionary<string, string>(TeamsMessages.AllowedTenants())
    {
        ["Teams__AppId"] = teams.Options.AppId,
        ["Teams__AppSecret"] = teams.Options.AppSecret,
        ["Teams__TenantId"] = teams.Options.TenantId,
        ["Teams__OpenIdMetadata"] = teams.MetadataUrl,
        ["Teams__LoginUrl"] = teams.LoginUrl,
        // The connector is on this machine. What comes with a token is judged by it all the same.
        ["Teams__AllowUnauthenticatedLoopback"] = "true",
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["Logging__LogLevel__Default"] = "Warning",
    }, cancel);

    /// <summary>The bot on a data folder with agents of a folder; everybody may see everything.</summary>
    public static Task<BenchServer> StartBotAsync(string data, string agents, Dictionary<string, string> settings, CancellationToken cancel) =>
        StartBotAsync(StartAndIdle.StartInfo(data, agents), settings, cancel);

    /// <summary>A script in node, with the packages of the judges; null where node or this package of theirs is not there.</summary>
    public static async Task<BenchServer?> StartNodeAsync(string script, string package, CancellationToken cancel, params string[] more)
    {
        var folder = Path.GetFullPath(Judges);
        if (!Directory.Exists(Path.Combine([folder, "node_modules", .. package.Split('/')]))) return null;
        var port = FreePort();
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, script), folder, port.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        };
        foreach (var argument in more) start.ArgumentList.Add(argument);
        start.Environment["NODE_ENV"] = "production";
        var (process, _) = await ReadyAsync(start, "ready", cancel);
        return new(process, new Uri($"http://127.0.0.1:{port}"));
    }

    /// <summary>Starts a process and waits for the line that says it is ready.</summary>
    public static async Task<(Process Process, string Line)> ReadyAsync(ProcessStartInfo start, string ready, CancellationToken cancel)
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

    /// <summary>The processor time that it has used so far, in all its threads.</summary>
    public TimeSpan ProcessorTime()
    {
        Process.Refresh();
        return Process.TotalProcessorTime;
    }

    /// <summary>Kills it; more than once does nothing.</summary>
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

    private static Task<BenchServer> StartBotAsync(string data, Dictionary<string, string> settings, CancellationToken cancel) =>
        StartBotAsync(StartAndIdle.StartInfo(data), settings, cancel);

    private static async Task<BenchServer> StartBotAsync(ProcessStartInfo start, Dictionary<string, string> settings, CancellationToken cancel)
    {
        foreach (var (name, value) in settings) start.Environment[name] = value;
        start.Environment["Access__Everyone__0"] = "Viewer";
        const string ready = "ChatRuns is ready: ";
        var (process, line) = await ReadyAsync(start, ready, cancel);
        return new(process, new Uri(new Uri(line[ready.Length..]).GetLeftPart(UriPartial.Authority)));
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
    }
}
