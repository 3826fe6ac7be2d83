using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>Parts of a run that are a press away: log, steps, activity (D5, D8).</summary>
internal sealed class RunParts(RunEngine engine)
{
    private const int ShownLines = 60;
    private const int StepLines = 20;
    private const int StepChunks = 400;
    private const int ShownEvents = 80;
    private const int OutputLimit = 4000;
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tail of its log.</summary>
    public async Task<LogFacts> LogAsync(RunDetail detail, CancellationToken cancel)
    {
        var chunks = await engine.ReadLogTailAsync(detail.Run.Number, 40, cancel);
        var all = LinesOf(chunks, null);
        var lines = all.TakeLast(ShownLines).ToList();
        return new()
        {
            Run = detail.Run.Number,
            Agent = RunViews.Title(detail.Run),
            Shown = all.Count == 0 ? "no lines" : all.Count > lines.Count ? $"the last {lines.Count} lines" : Cards.Words.Count(lines.Count, "line"),
            Lines = [.. lines.Select(LogRow.Of)],
        };
    }

    /// <summary>The line that opens one step of a run.</summary>
    public static string LineOf(long run, string step) => new RunCommand(run, RunView.Steps) { Step = step }.ToLine();

    /// <summary>The steps that a run has or had, in order.</summary>
    public static IReadOnlyList<StepName> StepsOf(RunDetail detail)
    {
        var names = detail.Ran?.Steps.Select(s => s.Name).ToList() ?? [.. detail.Run.Steps.Select(s => s.Name)];
        return [.. names.Select((name, at) => new StepName(at + 1, name, RunViews.Name(name, detail.Ran)))];
    }

    /// <summary>One step with the tail of what it wrote to the log.</summary>
    public async Task<RunStepsFacts> StepAsync(RunDetail detail, StepName step, CancellationToken cancel)
    {
        var number = detail.Run.Number;
        var scope = await engine.ReadScopeAsync(detail.Run, cancel);
        var told = await StepAsync(detail, step.Name, scope, step.Place, StepsOf(detail).Count, cancel);
        var lines = LinesOf(await engine.ReadLogTailAsync(number, StepChunks, cancel), step.Name).TakeLast(StepLines).Select(LogRow.Of).ToList();
        return new()
        {
            Run = number,
            Agent = RunViews.Title(detail.Run),
            Steps = [told with { Log = lines.Count > 0 ? lines : null }],
            All = new(new RunCommand(number, RunView.Steps).ToLine()),
        };
    }

    /// <summary>What went into its steps and came out.</summary>
    public async Task<RunStepsFacts> StepsAsync(RunDetail detail, CancellationToken cancel)
    {
        var names = StepsOf(detail);
        var steps = new List<StepDetail>();
        var scope = await engine.ReadScopeAsync(detail.Run, cancel);
        foreach (var name in names) steps.Add(await StepAsync(detail, name.Name, scope, name.Place, names.Count, cancel));
        return new() { Run = detail.Run.Number, Agent = RunViews.Title(detail.Run), Steps = steps };
    }

    /// <summary>Everything that happened, in order.</summary>
    public async Task<ActivityFacts> ActivityAsync(RunDetail detail, CancellationToken cancel)
    {
        var entries = await engine.ReadActivityAsync(detail.Run.Number, cancel);
        var words = new ActivityWords(detail);
        var told = entries.Select(words.Tell).OfType<ActivityRow>().ToList();
        return new()
        {
            Run = detail.Run.Number,
            Agent = RunViews.Title(detail.Run),
            Shown = told.Count > ShownEvents ? $"the last {ShownEvents} of {Cards.Words.Count(told.Count, "event")}" : Cards.Words.Count(told.Count, "event"),
            Events = [.. told.TakeLast(ShownEvents)],
        };
    }

    /// <summary>JSON as people read it; a lone text as it is.</summary>
    public static string Readable(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : JsonSerializer.Serialize(value, s_readable);

    private static List<LogLine> LinesOf(IReadOnlyList<Journal.JournalEntry> chunks, string? step) =>
        [.. chunks.SelectMany(c => c.Event is LogWritten log && (step is null || log.Step == step) ? log.Lines : [])];

    private async Task<StepDetail> StepAsync(RunDetail detail, string name, ITemplateScope scope, int place, int of, CancellationToken cancel)
    {
        var state = detail.Run.Find(name);
        var step = detail.Ran?.Steps.FirstOrDefault(s => s.Name == name);
        var output = state is null ? null : await engine.ReadOutputAsync(state, cancel);
        var text = output is { } value ? Readable(value) : null;
        return new()
        {
            Place = place,
            Name = Outside.Line(RunViews.Name(name, detail.Ran)),
            Status = RunViews.Look(state, detail.Run.Status),
            Meta = Meta(state, step, detail.Run.Status),
            Input = step is null ? null : Outside.Block(StepWords.Input(step, state is { Attempt: > 0 } ? scope : null), 2000),
            Output = text is null ? null : Outside.Block(text, OutputLimit),
            OutputCut = text?.Length > OutputLimit ? $"the first {Journal.Words.Bytes(OutputLimit)} of {Journal.Words.Bytes(Encoding.UTF8.GetByteCount(text))}" : null,
            Failure = state?.Error is { } error ? Told.Failure(error, RunViews.Name(name, detail.Ran), place, of) : null,
            Note = Outside.LineOrNull(state?.Note, 1000),
        };
    }

    private static string Meta(StepState? state, Step? step, RunStatus run)
    {
        if (state is null) return "did not run";
        var took = StepWords.Waited(state) is { } waited ? "waited " + Cards.Words.Took(waited)
            : StepWords.TookMs(state.TookMs, state.Error) is { } ms ? "took " + Cards.Words.Took(TimeSpan.FromMilliseconds(ms)) : RunViews.Look(state, run).Word.ToLowerInvariant();
        if (step?.Retry.Attempts > 1 && state.Attempt > 0) took += $" · attempt {state.Attempt} of {step.Retry.Attempts}";
        return UsageWords.Tell(state.Used) is { } used ? $"{took} · {used}" : took;
    }
}

/// <summary>One step of a run, as people may call it.</summary>
/// <param name="Place">1, 2, …</param>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its title, or its name where it has none.</param>
internal sealed record StepName(int Place, string Name, string Title);
