using System.Text.Json;
using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>One proposed action as its events tell it: a value folded from <see cref="ActionEvent"/>s, without clock or store.</summary>
public sealed record ProposedAction
{
    private ProposedAction(ActionProposed proposed, DateTimeOffset at)
    {
        Proposed = proposed;
        Id = new(proposed.Run, proposed.Ordinal);
        Status = proposed.IsPreview ? ActionStatus.Preview : ActionStatus.Open;
        ProposedAt = at;
        Arguments = proposed.Arguments;
        Digest = proposed.Digest;
        Fingerprint = proposed.Fingerprint;
        Risk = proposed.Risk;
        Headline = proposed.Headline;
        StateSeen = proposed.StateSeen;
        ToolVersion = proposed.ToolVersion;
    }

    /// <summary>The first event, whose members never change.</summary>
    public ActionProposed Proposed { get; }

    /// <summary>Run and place in it.</summary>
    public ActionId Id { get; }

    /// <summary>Events folded so far: the stream's seq.</summary>
    public long Seq { get; private init; } = 1;

    /// <summary>Where it stands.</summary>
    public ActionStatus Status { get; private init; }

    /// <summary>1, and one more for each edit or return.</summary>
    public int Revision { get; private init; } = 1;

    /// <summary>Of the present revision.</summary>
    public JsonElement Arguments { get; private init; }

    /// <summary>Of the present revision.</summary>
    public string Digest { get; private init; }

    /// <summary>Of the present revision.</summary>
    public string Fingerprint { get; private init; }

    /// <summary>Of the present revision.</summary>
    public Risk Risk { get; private init; }

    /// <summary>Of the present revision; null: tool and arguments.</summary>
    public string? Headline { get; private init; }

    /// <summary>Of the present revision.</summary>
    public string? StateSeen { get; private init; }

    /// <summary>Of the present revision.</summary>
    public string ToolVersion { get; private init; }

    /// <summary>Who approved the present revision so far.</summary>
    public IReadOnlyList<Principal> Approvals { get; private init; } = [];

    /// <summary>Who edited it last; null for nobody.</summary>
    public Principal? EditedBy { get; private init; }

    /// <summary>Whose decision was final; null when nobody's, or ChatRuns' own.</summary>
    public Principal? DecidedBy { get; private init; }

    /// <summary>When it stopped being open.</summary>
    public DateTimeOffset? DecidedAt { get; private init; }

    /// <summary>Whether the agent's mode decided.</summary>
    public bool IsAutomatic { get; private init; }

    /// <summary>The reason of a rejection, withdrawal or return.</summary>
    public string? Note { get; private init; }

    /// <summary>When it was proposed.</summary>
    public DateTimeOffset ProposedAt { get; }

    /// <summary>When execution began last.</summary>
    public DateTimeOffset? StartedAt { get; private init; }

    /// <summary>The key that the tool was given, as long as nobody knows what came of it; null before, after an edit, and when a failure is to be tried again.</summary>
    public string? IdempotencyKey { get; private init; }

    /// <summary>When execution ended.</summary>
    public DateTimeOffset? EndedAt { get; private init; }

    /// <summary>Milliseconds of the last execution.</summary>
    public long? TookMs { get; private init; }

    /// <summary>What the tool answered; null for nothing, or when it is in <see cref="ResultBlob"/>.</summary>
    public JsonElement? Result { get; private init; }

    /// <summary>The blob that holds a big answer.</summary>
    public string? ResultBlob { get; private init; }

    /// <summary>What the tool said when it failed.</summary>
    public string? Error { get; private init; }

    /// <summary>Who said that it happened, where no answer of the tool tells; null otherwise.</summary>
    public Principal? ResolvedBy { get; private init; }

    /// <summary>The inverse call, once it succeeded.</summary>
    public ToolCall? Undo { get; private init; }

    /// <summary>Whether nothing will happen to it any more by itself or by a decision.</summary>
    public bool IsSettled => Status is not (ActionStatus.Open or ActionStatus.Approved or ActionStatus.Started or ActionStatus.Unknown);

    /// <summary>Begins with the event that proposed it.</summary>
    public static ProposedAction From(ActionProposed proposed, DateTimeOffset at) => new(proposed, at);

    /// <summary>Folds a stream; null when it is empty.</summary>
    public static ProposedAction? From(IEnumerable<JournalEntry> entries)
    {
        ProposedAction? action = null;
        foreach (var entry in entries)
            action = entry.Event is ActionProposed proposed ? From(proposed, entry.At) : action?.Apply((ActionEvent)entry.Event!, entry.At);
        return action;
    }

    /// <summary>The action after one more event.</summary>
    public ProposedAction Apply(ActionEvent happened, DateTimeOffset at)
    {
        var next = this with { Seq = Seq + 1 };
        return happened switch
        {
            ApprovalGiven e => next with { Approvals = [.. Approvals, e.By] },
            ActionApproved e => next with
            {
                Status = ActionStatus.Approved,
                DecidedBy = e.By,
                DecidedAt = at,
                IsAutomatic = e.Automatic,
                Approvals = [.. Approvals, e.By],
            },
            ActionRejected e => next with { Status = ActionStatus.Rejected, DecidedBy = e.By, DecidedAt = at, Note = e.Reason },
            ActionEdited e => next with
            {
                Revision = e.Revision,
                Arguments = e.Arguments,
                Digest = e.Digest,
                Fingerprint = e.Fingerprint,
                Risk = e.Risk,
                Headline = e.Headline,
                StateSeen = e.StateSeen,
                EditedBy = e.By,
                IdempotencyKey = null,
                Approvals = [],
                Note = null,
            },
            ActionReturned e => next with
            {
                Status = ActionStatus.Open,
                Revision = e.Revision,
                Digest = e.Digest,
                ToolVersion = e.ToolVersion,
                StateSeen = e.StateSeen,
                Approvals = [],
                Note = e.Why,
                DecidedBy = null,
                DecidedAt = null,
                IsAutomatic = false,
            },
            ActionExpired => next with { Status = ActionStatus.Expired, DecidedAt = at },
            ActionWithdrawn e => next with { Status = ActionStatus.Withdrawn, DecidedAt = at, Note = e.Why },
            ActionStarted e => next with { Status = ActionStatus.Started, StartedAt = at, IdempotencyKey = e.IdempotencyKey, Error = null },
            ActionSucceeded e => next with
            {
                Status = ActionStatus.Succeeded,
                EndedAt = at,
                TookMs = e.TookMs,
                Result = e.Result,
                ResultBlob = e.Blob,
                Undo = e.Undo,
            },
            ActionFailed e => next with { Status = ActionStatus.Failed, EndedAt = at, TookMs = e.TookMs, Error = e.Error },
            ActionUnknown => next with { Status = ActionStatus.Unknown },
            ActionResolved { Happened: true } e => next with { Status = ActionStatus.Succeeded, EndedAt = at, ResolvedBy = e.By, Undo = e.Undo },
            ActionResolved => next with { Status = ActionStatus.Approved },
            ActionRetried => next with { Status = ActionStatus.Approved, IdempotencyKey = null },
            ActionUndone => next with { Status = ActionStatus.Undone },
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow in the life of action {Id}."),
        };
    }
}
