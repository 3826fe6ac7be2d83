using System.Collections.Concurrent;
using System.Diagnostics;

namespace ChatRuns.EndToEnd;

/// <summary>A real bot in a process of its own, on a port that the system chooses.</summary>
public sealed class BotProcess : IAsyncDisposable
{
    private const string Ready = "ChatRuns is ready: ";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BotProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"The bot ended before it was ready:\n{Said}"));
    }

    /// <summary>The address with the one-time key that its start printed.</summary>
    public string FirstAddress { get; private set; } = "";

    /// <summary>Where it listens, with a slash at the end.</summary>
    public string Address => new Uri(new Uri(FirstAddress), "/").ToString();

    /// <summary>All that it printed.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static async Task<BotProcess> StartAsync(BotHome home)
    {
        var process = Prepare(home, ["--urls", "http://127.0.0.1:0", "--DataFolder", home.Data, .. home.Settings]);
        var bot = new BotProcess(process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bot.FirstAddress = await bot._ready.Task.WaitAsync(s_patience);
        return bot;
    }

    /// <summary>What the verb <c>open</c> prints: a fresh one-time address of the bot that runs on the data folder.</summary>
    public static async Task<string> OpenAsync(BotHome home)
    {
        using var process = Prepare(home, ["open", "--DataFolder", home.Data]);
        process.Start();
        var printed = process.StandardOutput.ReadToEndAsync();
        var complained = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, complained);
        return (await printed).Trim();
    }

    /// <summary>As kill -9 does it: without a word.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Prepare(BotHome home, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChatRuns.Bot.dll"), .. arguments])
        {
            WorkingDirectory = home.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = home.EnvironmentName;
        start.Environment["CHATRUNS_SECRET_SHOP"] = "a-token-of-the-shop";
        return new Process { StartInfo = start, EnableRaisingEvents = true };
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        _said.Enqueue(line);
        if (line.StartsWith(Ready, StringComparison.Ordinal)) _ready.TrySetResult(line[Ready.Length..].Trim());
    }
}
