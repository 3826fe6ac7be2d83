using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Agents;
using ChatRuns.Steps;

namespace ChatRuns.Engine.Tests.Steps;

/// <summary>A folder of its own and everything that one attempt at a step needs; real processes, real files.</summary>
internal sealed class Bench : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Bench()
    {
        Root = Directory.CreateTempSubdirectory("chatruns-steps-").FullName;
        Ledger = new(Path.Combine(Root, "programs"));
    }

    public string Root { get; }

    public string Folder => Path.Combine(Root, "run");

    public ProgramLedger Ledger { get; }

    public ProgramOptions Options { get; init; } = new()
    {
        Grace = TimeSpan.FromMilliseconds(300),
        Settle = TimeSpan.FromMilliseconds(100),
        Drain = Patience,
    };

    public RecordedLog Log { get; } = new();

    public StepMeter Meter { get; } = new([], used => used);

    public Dictionary<string, string> Variables { get; } = [];

    public Dictionary<string, string> Secrets { get; } = [];

    public Limits Limits { get; init; } = new();

    public bool IsTest { get; init; }

    public string Rejections { get; init; } = "[]";

    public static ProgramStep Program(params string[] command) => new() { Name = "scan", Command = [.. command.Select(Template.Parse)] };

    public static ProgramStep Bash(string script) => Program("bash", "-c", script.ReplaceLineEndings("\n").Replace("{{", "\\{{", StringComparison.Ordinal));

    public Task<StepOutcome> RunAsync(Step step) => RunAsync(step, CancellationToken.None);

    public async Task<StepOutcome> RunAsync(Step step, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        return await new ProgramRunner(Ledger, Options, TimeProvider.System).RunAsync(Work(step), limit.Token);
    }

    public StepWork Work(Step step) => new()
    {
        Run = 7,
        Attempt = 1,
        Step = step,
        IsTest = IsTest,
        Values = Variables,
        Mask = text => text,
        Log = Log,
        Meter = Meter,
        Folder = Folder,
        RejectionsJson = Rejections,
        Agent = new() { Name = "sweeper", Title = "Sweeper", Version = new('a', 64), Steps = [step], Limits = Limits },
        Use = new Scope(Variables, name => Secrets.GetValueOrDefault(name)),
        Show = new Scope(Variables, name => Secrets.ContainsKey(name) ? $"{{{{secret.{name}}}}}" : null),
    };

    public string? AlsoDelete { get; init; }

    public void Dispose()
    {
        Meter.Dispose();
        Directory.Delete(Root, recursive: true);
        if (AlsoDelete is not null) Directory.Delete(AlsoDelete, recursive: true);
    }

    private sealed class Scope(Dictionary<string, string> variables, Func<string, string?> secret) : ITemplateScope
    {
        public bool TryFind(IReadOnlyList<string> path, out JsonNode? value)
        {
            value = path is [var name] && variables.TryGetValue(name, out var text) ? JsonValue.Create(text) : null;
            return value is not null;
        }

        public string? Secret(string name) => secret(name);
    }
}

/// <summary>Keeps what a step said, and lets a test wait for a line instead of sleeping.</summary>
internal sealed class RecordedLog : IStepLog
{
    private readonly ConcurrentQueue<(string Level, string Text)> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();

    public IReadOnlyList<(string Level, string Text)> Lines => [.. _lines];

    public ConcurrentQueue<(int? Percent, string? Text)> Steps { get; } = new();

    public IReadOnlyList<string> Of(string level) => [.. Lines.Where(l => l.Level == level).Select(l => l.Text)];

    public Task<string> LineAsync(string beginning)
    {
        var awaited = _awaited.GetOrAdd(beginning, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.FirstOrDefault(l => l.Text.StartsWith(beginning, StringComparison.Ordinal)).Text is { } text) awaited.TrySetResult(text);
        return awaited.Task.WaitAsync(Bench.Patience, CancellationToken.None);
    }

    public void Write(string level, string text)
    {
        _lines.Enqueue((level, text));
        foreach (var (beginning, awaited) in _awaited)
        {
            if (text.StartsWith(beginning, StringComparison.Ordinal)) awaited.TrySetResult(text);
        }
    }

    public void Progress(int? percent, string? text) => Steps.Enqueue((percent, text));
}

internal static class OutcomeReading
{
    public static JsonElement Member(this StepOutcome outcome, string name) => outcome.Output!.Value.GetProperty(name);
}
