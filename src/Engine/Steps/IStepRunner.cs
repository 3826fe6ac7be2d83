using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Tools;

namespace ChatRuns.Steps;

/// <summary>Executes one kind of step. Stateless; called from many threads; one call is one attempt.</summary>
public interface IStepRunner
{
    /// <summary>Whether it executes this kind.</summary>
    bool Takes(Step step);

    /// <summary>
    /// Executes one attempt. Ends by an outcome, never by an exception for what a step can do wrong; the token is canceled when
    /// the step's or run's time is over or a person cancels, and the runner then throws <see cref="OperationCanceledException"/>
    /// once nothing of the attempt is left running.
    /// </summary>
    Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancel);
}

/// <summary>One attempt at a step.</summary>
public sealed record StepWork
{
    /// <summary>Number of the run.</summary>
    public required long Run { get; init; }

    /// <summary>The agent version that runs.</summary>
    public required Agent Agent { get; init; }

    /// <summary>What is executed.</summary>
    public required Step Step { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether nothing may be changed.</summary>
    public required bool IsTest { get; init; }

    /// <summary>Variables and target as texts, for a program's environment.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>For text that is used now and neither stored nor shown: secrets are their values.</summary>
    public required ITemplateScope Use { get; init; }

    /// <summary>For text that is stored or shown: secrets stay references.</summary>
    public required ITemplateScope Show { get; init; }

    /// <summary>The text with every known secret masked. Whoever cuts a text does that first: half a secret would not be known any more.</summary>
    public required Func<string, string> Mask { get; init; }

    /// <summary>Takes log lines and progress while the step runs.</summary>
    public required IStepLog Log { get; init; }

    /// <summary>Takes tokens and credits as they are used; the attempt is canceled when that is more than it may.</summary>
    public required StepMeter Meter { get; init; }

    /// <summary>The run's own working folder; made by the runner that needs it.</summary>
    public required string Folder { get; init; }

    /// <summary>The file that the run began with; null for none.</summary>
    public StepInput? Input { get; init; }

    /// <summary>What people rejected of this agent lately, for the next run's inputs (A19): JSON list of {tool, arguments, reason}.</summary>
    public required string RejectionsJson { get; init; }
}

/// <summary>The file that a run began with, as a step gets it.</summary>
/// <param name="Name">Its name in the working folder.</param>
/// <param name="Open">Opens its bytes; null when they are lost.</param>
public sealed record StepInput(string Name, Func<Stream?> Open);

/// <summary>Takes what a step says while it runs. Never blocks for long, never throws; masks known secrets itself.</summary>
public interface IStepLog
{
    /// <summary>One line, without line end; levels are "out", "err", "debug", "info", "warning", "error".</summary>
    void Write(string level, string text);

    /// <summary>How far the step is: 0 to 100 or null, and a short text or null.</summary>
    void Progress(int? percent, string? text);

    /// <summary>Ends when there is room for more lines: who reads a flood waits for it, so that no more of it is in memory than is soon on disk.</summary>
    Task RoomAsync(CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>What one attempt came to.</summary>
public sealed record StepOutcome
{
    /// <summary>What went wrong; null for success.</summary>
    public StepError? Error { get; init; }

    /// <summary>What ChatRuns' own log tells of a fault of ChatRuns itself; people are told the error and an id that finds it there.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Whether trying again could help; false makes a failure final whatever the retry policy says.</summary>
    public bool MayRetry { get; init; } = true;

    /// <summary>What later steps read; null for nothing.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Changing tool calls that the step wants made; judged by the gate when the outcome is recorded.</summary>
    public IReadOnlyList<Proposal> Proposals { get; init; } = [];

    /// <summary>Files for the run.</summary>
    public IReadOnlyList<StepFile> Files { get; init; } = [];

    /// <summary>The run's report in Markdown; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>One line about what the run did; null for none.</summary>
    public string? Summary { get; init; }

    /// <summary>Tools that were called without asking, for the record.</summary>
    public IReadOnlyList<ToolCalled> Calls { get; init; } = [];

    /// <summary>What the run has to wait for before the step is done; null for nothing.</summary>
    public StepWait? Wait { get; init; }

    /// <summary>What it used, by model; filled in from its meter.</summary>
    public IReadOnlyList<Usage> Used { get; init; } = [];

    /// <summary>A run of another agent that is to be started; null for none.</summary>
    public ChildWanted? Child { get; init; }

    /// <summary>In a test run: what would be started. The step then counts as done, and nothing was started.</summary>
    public string? Preview { get; init; }

    /// <summary>A failure.</summary>
    public static StepOutcome Failed(Cause cause, string message, bool mayRetry = true) =>
        new() { Error = new(cause, message), MayRetry = mayRetry };
}

/// <summary>What the run waits for: a time, or an answer until a time.</summary>
/// <param name="Until">When it goes on by itself (or the question expires).</param>
/// <param name="Question">What is asked; null when only the time counts.</param>
/// <param name="Choices">Answers to choose from; empty for free text.</param>
public sealed record StepWait(DateTimeOffset Until, string? Question, IReadOnlyList<string> Choices);

/// <summary>A run of another agent that a step wants started.</summary>
/// <param name="Variables">What it is given for its variables, by name.</param>
/// <param name="Target">Its target; null for the agent's own choice.</param>
public sealed record ChildWanted(IReadOnlyDictionary<string, JsonElement> Variables, string? Target);

/// <summary>A file that a step made.</summary>
/// <param name="Name">Without folders, at most 200 characters.</param>
/// <param name="MediaType">Such as "text/csv".</param>
/// <param name="Content">Its bytes.</param>
public sealed record StepFile(string Name, string MediaType, ReadOnlyMemory<byte> Content);
