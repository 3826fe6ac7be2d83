using System.Text.Json;
using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>What happened to one proposed action, on its own stream: a closed family.</summary>
public abstract record ActionEvent : JournalEvent;

/// <summary>A changing tool call that a run wants made. Opens the action at revision 1.</summary>
public sealed record ActionProposed : ActionEvent
{
    /// <summary>The run that proposed it.</summary>
    public required long Run { get; init; }

    /// <summary>1, 2, 3 … within the run; with the run it is the action's id.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The step that proposed it.</summary>
    public required string Step { get; init; }

    /// <summary>The tool, such as "file.move".</summary>
    public required string Tool { get; init; }

    /// <summary>Hash of the tool's definition, so that a decision does not outlive a changed tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The complete arguments, an object; secrets stand as references.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Names of the secrets whose references are resolved at execution; all other text is taken literally.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The run's target, or null.</summary>
    public string? Target { get; init; }

    /// <summary>0 to 1; null where the agent gave none.</summary>
    public double? Confidence { get; init; }

    /// <summary>What the agent claims, as it wrote it; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>Of the tool for these arguments.</summary>
    public required Risk Risk { get; init; }

    /// <summary>Whether it can be taken back afterwards.</summary>
    public bool CanUndo { get; init; }

    /// <summary>The tool's own one line for people, such as "Archive report-2024.csv"; null: tool and arguments.</summary>
    public string? Headline { get; init; }

    /// <summary>What the tool saw of the target when it was proposed (size, hash, version); compared again at execution. Null where it offers no check.</summary>
    public string? StateSeen { get; init; }

    /// <summary>Keyed digest of revision 1, see <see cref="ActionDigest"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>Of agent, tool, target and arguments: the same for an identical proposal (A19).</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Who decides.</summary>
    public required ApprovalRule Rule { get; init; }

    /// <summary>When it expires.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>In a test run: shown, and nothing more.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Whether its run waits for it.</summary>
    public bool RunWaits { get; init; }

    /// <summary>The action that this one takes back; null for an ordinary one.</summary>
    public string? Undoes { get; init; }
}

/// <summary>One person approved the revision; more are needed.</summary>
/// <param name="By">Who.</param>
/// <param name="Revision">Which revision.</param>
public sealed record ApprovalGiven(Principal By, int Revision) : ActionEvent;

/// <summary>Enough people approved the revision: it will be executed.</summary>
/// <param name="By">Whose approval made it enough.</param>
/// <param name="Revision">Which revision.</param>
/// <param name="Automatic">Whether the agent's mode decided, not a person.</param>
public sealed record ActionApproved(Principal By, int Revision, bool Automatic) : ActionEvent;

/// <summary>An eligible person rejected it: final.</summary>
/// <param name="By">Who.</param>
/// <param name="Revision">Which revision.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record ActionRejected(Principal By, int Revision, string? Reason) : ActionEvent;

/// <summary>The arguments were changed: a new revision, earlier approvals are void.</summary>
public sealed record ActionEdited : ActionEvent
{
    /// <summary>Who.</summary>
    public required Principal By { get; init; }

    /// <summary>The new revision.</summary>
    public required int Revision { get; init; }

    /// <summary>The complete new arguments.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Digest of the new revision.</summary>
    public required string Digest { get; init; }

    /// <summary>Fingerprint of the new revision.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Risk of the tool for the new arguments.</summary>
    public required Risk Risk { get; init; }

    /// <summary>The tool's one line for the new arguments.</summary>
    public string? Headline { get; init; }

    /// <summary>What the tool saw of the target.</summary>
    public string? StateSeen { get; init; }
}

/// <summary>It changed since people were asked, so the approval does not count and they are asked again (A14).</summary>
/// <param name="Why">What changed, for people.</param>
/// <param name="Revision">The new revision.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="ToolVersion">Today's hash of the tool's definition.</param>
/// <param name="StateSeen">What the tool sees of the target now.</param>
public sealed record ActionReturned(string Why, int Revision, string Digest, string ToolVersion, string? StateSeen) : ActionEvent;

/// <summary>Nobody decided in time.</summary>
public sealed record ActionExpired : ActionEvent;

/// <summary>Taken back before a decision: its run was canceled or ended badly.</summary>
/// <param name="Why">For people.</param>
public sealed record ActionWithdrawn(string Why) : ActionEvent;

/// <summary>About to be executed; durable before the tool is called.</summary>
/// <param name="IdempotencyKey">What the tool is given: the same when an execution of unknown outcome is run again, another one after an edit or a failure.</param>
public sealed record ActionStarted(string IdempotencyKey) : ActionEvent;

/// <summary>The tool did it.</summary>
/// <param name="Result">What it answered. Over 8 KB it is in <paramref name="Blob"/> instead; older journals have it here.</param>
/// <param name="TookMs">Milliseconds.</param>
/// <param name="Undo">The inverse call; null where there is none.</param>
/// <param name="Blob">The blob that holds a big answer.</param>
public sealed record ActionSucceeded(JsonElement? Result, long TookMs, ToolCall? Undo, string? Blob = null) : ActionEvent;

/// <summary>The tool could not do it.</summary>
/// <param name="Error">For people.</param>
/// <param name="TookMs">Milliseconds.</param>
public sealed record ActionFailed(string Error, long TookMs) : ActionEvent;

/// <summary>Started, and no end is known: the bot stopped while it ran. A person is asked.</summary>
public sealed record ActionUnknown : ActionEvent;

/// <summary>A person said what became of an unknown one.</summary>
/// <param name="By">Who.</param>
/// <param name="Happened">True: it happened. False: it did not, and is executed again.</param>
/// <param name="Undo">The inverse call, where the tool recognised what it did; null where there is none.</param>
public sealed record ActionResolved(Principal By, bool Happened, ToolCall? Undo = null) : ActionEvent;

/// <summary>A person asked to execute a failed one again.</summary>
/// <param name="By">Who.</param>
public sealed record ActionRetried(Principal By) : ActionEvent;

/// <summary>A later action took it back.</summary>
/// <param name="UndoneBy">Id of that action.</param>
/// <param name="By">Who asked for it.</param>
public sealed record ActionUndone(string UndoneBy, Principal By) : ActionEvent;

/// <summary>A tool and its arguments.</summary>
/// <param name="Tool">Such as "file.move".</param>
/// <param name="Arguments">An object.</param>
public sealed record ToolCall(string Tool, JsonElement Arguments);
