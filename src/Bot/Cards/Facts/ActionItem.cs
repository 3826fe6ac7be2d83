namespace ChatRuns.Bot.Cards.Facts;

/// <summary>One proposed action on a card, as it stands. Made by <see cref="ActionTeller"/>.</summary>
internal sealed record ActionItem
{
    /// <summary>Its place in the run.</summary>
    public required int Ordinal { get; init; }

    /// <summary>"1042.1".</summary>
    public required string Id { get; init; }

    /// <summary>Of the revision that is shown: a decision is bound to it.</summary>
    public required string Digest { get; init; }

    /// <summary>The tool's line for people.</summary>
    public required Outside Headline { get; init; }

    /// <summary>The tool's name.</summary>
    public required Outside Tool { get; init; }

    /// <summary>What it acts upon; null for none.</summary>
    public Outside? Target { get; init; }

    /// <summary>Every argument on a line of its own.</summary>
    public required IReadOnlyList<ActionArgument> Arguments { get; init; }

    /// <summary>"The arguments are longer than this card can show."; null when they are complete.</summary>
    public string? Cut { get; init; }

    /// <summary>"confidence 0.92 · low risk"; of an edited one "low risk · proposed with confidence 0.92".</summary>
    public required string Facts { get; init; }

    /// <summary>"This cannot be undone."; null otherwise.</summary>
    public string? Warning { get; init; }

    /// <summary>What the agent claims; null for nothing.</summary>
    public Outside? Reason { get; init; }

    /// <summary>In place of "Why: ": that the claim is about the proposal before it was edited; null otherwise.</summary>
    public string? ReasonLabel { get; init; }

    /// <summary>Command that shows the reason whole, where it is cut here and nothing else shows it; null otherwise.</summary>
    public Carried? ReasonWhole { get; init; }

    /// <summary>"Edited by Mia · proposed as “Archive a.csv”"; null for one that nobody edited.</summary>
    public Phrase? Edited { get; init; }

    /// <summary>Where it stands.</summary>
    public required StatusLook Status { get; init; }

    /// <summary>What became of it: "Approved by Mia · 14:05 · done in 12 ms"; null while open.</summary>
    public Phrase? Decided { get; init; }

    /// <summary>While open: that it came back, was edited, or has 1 of 2 approvals; null for neither.</summary>
    public Phrase? Note { get; init; }

    /// <summary>Approve with one press.</summary>
    public bool CanApprove { get; init; }

    /// <summary>Approve after being told that it cannot be undone.</summary>
    public bool CanApproveOnce { get; init; }

    /// <summary>Command that shows the whole of it, in place of Approve; null where Approve may stand here.</summary>
    public Carried? Review { get; init; }

    /// <summary>Reject.</summary>
    public bool CanReject { get; init; }

    /// <summary>One input per argument; empty when it cannot be edited here.</summary>
    public IReadOnlyList<FormField> Fields { get; init; } = [];

    /// <summary>Edit.</summary>
    public bool CanEdit => Fields.Count > 0;

    /// <summary>Undo.</summary>
    public bool CanUndo { get; init; }

    /// <summary>Try again.</summary>
    public bool CanRetry { get; init; }

    /// <summary>It happened, or it did not.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether there is any button.</summary>
    public bool HasButtons => CanApprove || CanApproveOnce || CanReject || CanUndo || CanRetry || IsUnknown || Review is not null || ReasonWhole is not null;
}

/// <summary>One argument of a tool call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; JSON for anything but text.</param>
/// <param name="Was">What was proposed, where a person changed it; null where it is as proposed.</param>
internal sealed record ActionArgument(Outside Name, Outside Value, Outside? Was = null);
