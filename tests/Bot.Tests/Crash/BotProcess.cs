using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Control;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>The bot as its own process, to be killed without warning.</summary>
internal sealed partial class BotProcess : IAsyncDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BotProcess(ProcessStartInfo start)
    {
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = EndAsync();
    }

    /// <summary>What it printed so far.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Starts it on folders; file tools may use one of them. More settings as names and values.</summary>
    public static BotProcess Start(string data, string agents, string files, IEnumerable<(string Name, string Value)> settings)
    {
        var program = typeof(ProgramVerbs).Assembly.Location;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { program, "--urls", "http://127.0.0.1:0", "--DataFolder", data, "--AgentsFolder", agents, "--Tools:Files:Roots:files", files },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        foreach (var (name, value) in settings)
        {
            start.ArgumentList.Add("--" + name);
            start.ArgumentList.Add(value);
        }

        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        return new(start);
    }

    /// <summary>The address with the key, once it is ready; throws with all that it said when it ends before.</summary>
    public Task<Uri> ReadyAsync(CancellationToken cancel) => _ready.Task.WaitAsync(MostPatience, TimeProvider.System, cancel);

    /// <summary>SIGKILL, to this one process only: its programs stay.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task EndAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        _ready.TrySetException(new IOException($"The bot ended before it was ready. It said:\n{Said}"));
        // Nobody may be waiting for it any more.
        _ = _ready.Task.Exception;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
        if (Ready().Match(line) is { Success: true } match) _ready.TrySetResult(new(match.Groups[1].Value));
    }

    [GeneratedRegex("ChatRuns is ready: (http://[^ ]+)")]
    private static partial Regex Ready();
}
