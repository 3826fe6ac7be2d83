using System.Diagnostics;
using ChatRuns.StandIns;

namespace ChatRuns.Bench;

/// <summary>A server in a process of its own; killed when it is let go.</summary>
/// <param name="Process">The process.</param>
/// <param name="Address">Where it listens.</param>
internal sealed record BenchServer(Process Process, Uri Address) : IDisposable
{
    /// <summary>The bot on a data folder, opposite a stand-in for Slack; everybody there may see everything.</summary>
    public static async Task<BenchServer> StartBotAsync(string data, SlackStandIn slack, CancellationToken cancel)
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
}
