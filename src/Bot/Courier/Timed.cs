namespace ChatRuns.Bot.Courier;

/// <summary>What the courier tells because time goes by, not because something happened.</summary>
/// <param name="Approvals">Reminders of undecided actions, and where they are asked as well.</param>
/// <param name="Repeats">That failures go on.</param>
/// <param name="Digests">Digests and weekly reviews.</param>
internal sealed record Timed(ApprovalClock Approvals, Repeats Repeats, DigestClock Digests);
