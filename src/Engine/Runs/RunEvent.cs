using System.Text.Json;
using ChatRuns.Journal;

namespace ChatRuns.Runs;

/// <summary>What happened to a run, on its stream (log chunks on its log stream): a closed family.</summary>
public abstract record RunEvent : JournalEvent;

/// <summary>How a run came to be.</summary>
public enum TriggerKind
{
    /// <summary>A cron or interval trigger.</summary>
    Schedule,

    /// <summary>A person.</summary>
    Manual,

    /// <summary>A signed request.</summary>
    Webhook,

    /// <summary>A CloudEvent.</summary>
    Event,

    /// <summary>A file.</summary>
    Upload,

    /// <summary>Another agent's step.</summary>
    Agent,

    /// <summary>An assistant through the MCP server.</summary>
    Copilot,
}

/// <summary>What started a run.</summary>
/// <param name="Kind">Which kind of trigger.</param>
/// <param name="Name">The trigger's name, or null.</param>
/// <param name="Planned">The planned time, for a schedule.</param>
/// <param name="By">The person, for a manual start; else ChatRuns.</param>
/// <param name="RerunOf">The run that this one repeats, or null.</param>
/// <param name="Parent">The run whose step started this one, or null.</param>
/// <param name="DuplicateOf">The run whose variables were adjusted for this one, or null.</param>
public sealed record StartedBy(
    TriggerKind Kind, string? Name, DateTimeOffset? Planned, Principal By, long? RerunOf = null, long? Parent = null, long? DuplicateOf = null);

/// <summary>The file that a run began with.</summary>
/// <param name="Name">Without folders, and fit to be a file's name anywhere; at most 120 characters.</param>
/// <param name="Blob">SHA-256 of its bytes, 64 hex digits.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="MediaType">Such as "text/csv".</param>
public sealed record RunFile(string Name, string Blob, long Bytes, string MediaType);

/// <summary>The run is recorded and waits for a slot.</summary>
public sealed record RunQueued : RunEvent
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The agent's title at that time.</summary>
    public required string AgentTitle { get; init; }

    /// <summary>The version of the agent that runs.</summary>
    public required string Version { get; init; }

    /// <summary>The run's own title, or null (L17).</summary>
    public string? Title { get; init; }

    /// <summary>What started it.</summary>
    public required StartedBy Trigger { get; init; }

    /// <summary>Whether it is a test run: no change is ever made.</summary>
    public bool IsTest { get; init; }

    /// <summary>Variables as used, an object.</summary>
    public required JsonElement Variables { get; init; }

    /// <summary>The step that a rerun began with, those before it being taken over; null for the first.</summary>
    public string? FromStep { get; init; }

    /// <summary>Names of the variables that the start overrode.</summary>
    public IReadOnlyList<string> Overridden { get; init; } = [];

    /// <summary>The target, or null.</summary>
    public string? Target { get; init; }

    /// <summary>The file that it began with, or null.</summary>
    public RunFile? File { get; init; }

    /// <summary>What came with the request that started it, or null.</summary>
    public RunMessage? Message { get; init; }

    /// <summary>SHA-256 of the request of a script that started it, where it may be sent again; null otherwise.</summary>
    public string? RequestSha256 { get; init; }

    /// <summary>Whether a step whose program or request the gate cannot see is among its steps.</summary>
    public bool IsNotGated { get; init; }

    /// <summary>Owner and tags at that time, for filters.</summary>
    public string? Owner { get; init; }

    /// <summary>Tags at that time, for filters.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How many steps the version has.</summary>
    public required int StepCount { get; init; }
}

/// <summary>It waits in the queue until an earlier run of the same agent is over.</summary>
/// <param name="Why">For people.</param>
public sealed record RunHeld(string Why) : RunEvent;

/// <summary>A slot was free.</summary>
public sealed record RunStarted : RunEvent;

/// <summary>A step begins an attempt.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Attempt">1, 2, …</param>
/// <param name="Session">Who drives the run; a step of another session that has no end was interrupted.</param>
public sealed record StepStarted(string Step, int Attempt, string Session) : RunEvent;

/// <summary>What a waiting run waits for.</summary>
public enum WaitReason
{
    /// <summary>A time.</summary>
    Time,

    /// <summary>An answer.</summary>
    Answer,

    /// <summary>Its actions.</summary>
    Actions,

    /// <summary>The run that it started.</summary>
    Run,
}

/// <summary>The run holds no thread until a time, an answer or its actions.</summary>
/// <param name="Step">The step that waits.</param>
/// <param name="Reason">For what.</param>
/// <param name="Until">When it resumes by itself; null for never.</param>
/// <param name="Actions">The actions that it waits for.</param>
/// <param name="Question">The question that it waits for; null for none.</param>
/// <param name="Choices">The answers to choose from.</param>
/// <param name="Output">What the step had produced before it waited. Over 8 KB it is in <paramref name="Blob"/> instead.</param>
/// <param name="Blob">The blob that holds a big output.</param>
public sealed record StepWaiting(
    string Step, WaitReason Reason, DateTimeOffset? Until, IReadOnlyList<string> Actions, string? Question,
    IReadOnlyList<string> Choices, JsonElement? Output = null, string? Blob = null) : RunEvent;

/// <summary>The step started a run of another agent; durable together with that run's first event.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Run">Number of the run that it started.</param>
/// <param name="Agent">The other agent's name.</param>
/// <param name="Title">Title of that run, or of its agent.</param>
/// <param name="Target">What that run acts on, or null.</param>
public sealed record ChildStarted(string Step, long Run, string Agent, string Title, string? Target) : RunEvent;

/// <summary>The run that a step waits for is over; durable together with that run's end.</summary>
/// <param name="Step">The step that waits.</param>
/// <param name="Run">Number of the run that is over.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Summary">Its one line.</param>
/// <param name="Error">What went wrong in it; null for a good end.</param>
/// <param name="Output">Output of its last step that had one; null for none. Over 8 KB it is in <paramref name="Blob"/> instead.</param>
/// <param name="Blob">The blob that holds a big output.</param>
public sealed record ChildEnded(
    string Step, long Run, RunStatus Status, string Summary, StepError? Error, JsonElement? Output, string? Blob = null) : RunEvent;

/// <summary>The run's target did not answer, and so its first step did not begin.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Attempt">1, 2, …</param>
/// <param name="Most">Tries in all.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="RetryAt">When it is tried again; null when it is not.</param>
public sealed record TargetNotReached(string Target, int Attempt, int Most, StepError Error, DateTimeOffset? RetryAt) : RunEvent;

/// <summary>A person answered the question.</summary>
/// <param name="Step">The step that asked.</param>
/// <param name="Answer">The answer.</param>
/// <param name="By">Who.</param>
public sealed record QuestionAnswered(string Step, string Answer, Principal By) : RunEvent;

/// <summary>An action that the run waits for is settled.</summary>
/// <param name="Action">Its id.</param>
/// <param name="Outcome">The action's status, as a word.</param>
/// <param name="Result">What the tool answered, or null. Over 8 KB it is in <paramref name="Blob"/> instead; older journals have it here.</param>
/// <param name="Note">Reason or error, or null.</param>
/// <param name="Blob">The blob that holds a big answer.</param>
public sealed record ActionSettled(string Action, string Outcome, JsonElement? Result, string? Note, string? Blob = null) : RunEvent;

/// <summary>The step is done.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Output">Its output; null for none. Over 8 KB it is in <paramref name="Blob"/> instead.</param>
/// <param name="TookMs">Milliseconds of the last attempt.</param>
/// <param name="Blob">The blob that holds a big output.</param>
public sealed record StepCompleted(string Step, JsonElement? Output, long TookMs, string? Blob = null) : RunEvent;

/// <summary>What an earlier run did in the step is taken over: the step is done, and is not executed.</summary>
/// <param name="Step">Its name.</param>
/// <param name="From">The number of the run that did it.</param>
/// <param name="Output">Its output; null for none. Over 8 KB it is in <paramref name="Blob"/> instead.</param>
/// <param name="Blob">The blob that holds a big output.</param>
/// <param name="Child">Number of the run that the step had started; null for none.</param>
public sealed record StepReused(string Step, long From, JsonElement? Output, string? Blob = null, long? Child = null) : RunEvent;

/// <summary>An attempt failed.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="TookMs">Milliseconds.</param>
/// <param name="RetryAt">When it is tried again; null when it is not.</param>
public sealed record StepFailed(string Step, int Attempt, StepError Error, long TookMs, DateTimeOffset? RetryAt) : RunEvent;

/// <summary>The step was not run.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Why">For people.</param>
public sealed record StepSkipped(string Step, string Why) : RunEvent;

/// <summary>The bot stopped while the step ran; a repeatable one runs again.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Attempt">Which attempt.</param>
public sealed record StepInterrupted(string Step, int Attempt) : RunEvent;

/// <summary>A test run shows what would be started.</summary>
/// <param name="Step">Its name.</param>
/// <param name="What">The command or request, for people.</param>
public sealed record StepPreviewed(string Step, string What) : RunEvent;

/// <summary>A tool was called without asking: on record for the audit (G2).</summary>
/// <param name="Step">The step that called it.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Result">What it answered, cut to 2 KB; null when it failed.</param>
/// <param name="Error">What it said when it failed; null when it did not.</param>
/// <param name="TookMs">Milliseconds.</param>
public sealed record ToolCalled(string Step, string Tool, JsonElement Arguments, string? Result, string? Error, long TookMs) : RunEvent;

/// <summary>Proposals of a step became actions with lives of their own.</summary>
/// <param name="Step">The step that made them, or that of the action which is taken back.</param>
/// <param name="Actions">Their ids.</param>
public sealed record ActionsOpened(string Step, IReadOnlyList<string> Actions) : RunEvent;

/// <summary>A proposal that did not become an action of its own.</summary>
/// <param name="Step">The step that made it.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Why">"linked", "muted", "limit", "invalid" or "dropped".</param>
/// <param name="Note">For people: the open action's id, who muted it, the limit, the error.</param>
public sealed record ProposalHeld(string Step, string Tool, JsonElement Arguments, string Why, string Note) : RunEvent;

/// <summary>The run says how far it is; on the log stream.</summary>
/// <param name="Step">Its step.</param>
/// <param name="Percent">0 to 100, or null.</param>
/// <param name="Text">What it does now, or null.</param>
public sealed record ProgressReported(string Step, int? Percent, string? Text) : RunEvent;

/// <summary>A file belongs to the run.</summary>
/// <param name="Step">The step that made it.</param>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Blob">The blob that holds it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="MediaType">Such as "text/csv".</param>
public sealed record FileAttached(string Step, string Name, string Blob, long Bytes, string MediaType) : RunEvent;

/// <summary>The run's report.</summary>
/// <param name="Step">The step that set it.</param>
/// <param name="Blob">The blob that holds its Markdown.</param>
/// <param name="Bytes">Its size.</param>
public sealed record ReportSet(string Step, string Blob, long Bytes) : RunEvent;

/// <summary>One line about what the run did, in its own words.</summary>
/// <param name="Text">At most 300 characters.</param>
public sealed record SummarySet(string Text) : RunEvent;

/// <summary>What an attempt at a step reported to have used, by model; also of one that failed.</summary>
/// <param name="Step">The step.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Used">How much.</param>
public sealed record UsageReported(string Step, int Attempt, Usage Used) : RunEvent;

/// <summary>A person, or the overlap policy, wants it to stop.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record CancelRequested(Principal By, string? Reason) : RunEvent;

/// <summary>A person attached words to the run; at any time, also when it is over.</summary>
/// <param name="By">Who.</param>
/// <param name="Text">At most 1,000 characters.</param>
/// <param name="Link">Where the words stand, such as a chat message: an http(s) address; null for none.</param>
public sealed record RunNoted(Principal By, string Text, string? Link) : RunEvent;

/// <summary>The run is put away: lists, counts and figures leave it out unless they are asked for archived runs.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record RunArchived(Principal By, string? Reason) : RunEvent;

/// <summary>The run is taken back out of the archive.</summary>
/// <param name="By">Who.</param>
public sealed record RunUnarchived(Principal By) : RunEvent;

/// <summary>The run completes and left nothing of what its agent's file expects: no report, no file, no action, no output.</summary>
/// <param name="Expected">What was expected, one of it: "report", "files", "actions", "output".</param>
public sealed record NothingDone(IReadOnlyList<string> Expected) : RunEvent;

/// <summary>The run is over.</summary>
/// <param name="Status">How.</param>
/// <param name="Step">The step that failed; null for a good end.</param>
/// <param name="Error">What went wrong; null for a good end.</param>
/// <param name="Summary">One line.</param>
public sealed record RunEnded(RunStatus Status, string? Step, StepError? Error, string Summary) : RunEvent;

/// <summary>Lines of a step's log; at most 8 KB, or in a blob.</summary>
/// <param name="Step">Its step.</param>
/// <param name="Lines">The lines.</param>
public sealed record LogWritten(string Step, IReadOnlyList<LogLine> Lines) : RunEvent;

/// <summary>One line of log.</summary>
/// <param name="At">When it came.</param>
/// <param name="Level">"out", "err", "debug", "info", "warning" or "error".</param>
/// <param name="Text">Without line end; control characters made visible.</param>
public sealed record LogLine(DateTimeOffset At, string Level, string Text);
