using ChatRuns.Journal;

namespace ChatRuns.Agents;

/// <summary>Somebody set a value in chat that counts instead of the file's, until it is reset.</summary>
/// <param name="Field">What: see <see cref="Overrides"/>.</param>
/// <param name="Value">As <see cref="Overrides"/> writes it.</param>
/// <param name="By">Who said so.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="ConfirmedBy">The admin who confirmed it, where it loosens approval; null where nobody had to.</param>
public sealed record AgentOverridden(string Field, string Value, Principal By, string? Reason, Principal? ConfirmedBy) : AgentEvent;

/// <summary>Somebody wants a value that loosens approval: nothing changes before an admin confirms it. A later wish for the field takes its place.</summary>
/// <param name="Field">What.</param>
/// <param name="Value">The value; <see cref="Overrides.OfFile"/> for a reset.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record OverrideProposed(string Field, string Value, Principal By, string? Reason) : AgentEvent;

/// <summary>A wish was turned down, or taken back.</summary>
/// <param name="Field">What.</param>
/// <param name="By">Who.</param>
public sealed record OverrideRefused(string Field, Principal By) : AgentEvent;

/// <summary>The file counts again.</summary>
/// <param name="Fields">For which fields; "pause" among them ends what was paused or resumed in chat.</param>
/// <param name="By">Who.</param>
public sealed record AgentReset(IReadOnlyList<string> Fields, Principal By) : AgentEvent;
