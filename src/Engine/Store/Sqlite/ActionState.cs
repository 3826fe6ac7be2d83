using ChatRuns.Actions;

namespace ChatRuns.Store.Sqlite;

/// <summary>The members of an action's row that events change, as a value.</summary>
internal sealed record ActionState
{
    private static readonly ActionCounts None = new();

    public required ActionStatus Status { get; init; }

    public required int Revision { get; init; }

    public required string Fingerprint { get; init; }

    public required Risk Risk { get; init; }

    public string? Headline { get; init; }

    public required long ExpiresAt { get; init; }

    public bool IsAutomatic { get; init; }

    public long? DecidedAt { get; init; }

    public long? Due { get; init; }

    /// <summary>Whether it takes another action back: nobody proposed it, and nobody had to decide it.</summary>
    public bool IsUndo { get; init; }

    public static ActionState From(ActionProposed proposed) => new()
    {
        Status = proposed.IsPreview ? ActionStatus.Preview : ActionStatus.Open,
        Revision = 1,
        Fingerprint = proposed.Fingerprint,
        Risk = proposed.Risk,
        Headline = proposed.Headline,
        ExpiresAt = proposed.ExpiresAt.ToUnixTimeMilliseconds(),
        Due = proposed.IsPreview ? null : proposed.ExpiresAt.ToUnixTimeMilliseconds(),
        IsUndo = proposed.Undoes is not null,
    };

    public ActionState Apply(ActionEvent happened, long at) => happened switch
    {
        ActionProposed => throw new InvalidOperationException("An action is proposed once."),
        ActionApproved e => this with { Status = ActionStatus.Approved, IsAutomatic = e.Automatic, DecidedAt = at, Due = at },
        ActionResolved { Happened: false } or ActionRetried => this with { Status = ActionStatus.Approved, Due = at },
        ActionReturned e => this with
        {
            Status = ActionStatus.Open,
            Revision = e.Revision,
            IsAutomatic = false,
            DecidedAt = null,
            Due = ExpiresAt,
        },
        ActionEdited e => this with { Revision = e.Revision, Fingerprint = e.Fingerprint, Risk = e.Risk, Headline = e.Headline },
        ActionRejected => Decided(ActionStatus.Rejected, at),
        ActionExpired => Decided(ActionStatus.Expired, at),
        ActionWithdrawn => Decided(ActionStatus.Withdrawn, at),
        ActionStarted => Moved(ActionStatus.Started),
        ActionSucceeded or ActionResolved => Moved(ActionStatus.Succeeded),
        ActionFailed => Moved(ActionStatus.Failed),
        ActionUnknown => Moved(ActionStatus.Unknown),
        ActionUndone => Moved(ActionStatus.Undone),
        _ => this,
    };

    /// <summary>What it counts for in its run's row; nothing when there is none yet.</summary>
    public static ActionCounts CountsOf(ActionState? action) => action is null ? None : new()
    {
        Proposed = action.IsUndo ? 0 : 1,
        Approved = action.IsDecidedFor && !action.IsUndo && !action.IsAutomatic ? 1 : 0,
        Automatic = action.IsDecidedFor && action.IsAutomatic ? 1 : 0,
        Rejected = action.Status == ActionStatus.Rejected ? 1 : 0,
        Open = action.Status == ActionStatus.Open ? 1 : 0,
        Failed = action.Status == ActionStatus.Failed ? 1 : 0,
        Expired = action.Status == ActionStatus.Expired ? 1 : 0,
        Unknown = action.Status == ActionStatus.Unknown ? 1 : 0,
    };

    private bool IsDecidedFor => Status is ActionStatus.Approved or ActionStatus.Started or ActionStatus.Succeeded
        or ActionStatus.Failed or ActionStatus.Unknown or ActionStatus.Undone;

    private ActionState Decided(ActionStatus status, long at) => this with { Status = status, DecidedAt = at, Due = null };

    private ActionState Moved(ActionStatus status) => this with { Status = status, Due = null };
}
