using ChatRuns.Journal;

namespace ChatRuns.Store;

/// <summary>A run to be deleted.</summary>
/// <param name="Id">As in <see cref="Append"/>.</param>
/// <param name="At">When.</param>
/// <param name="Number">Its number.</param>
/// <param name="By">Who does it.</param>
/// <param name="Why">Why, or null.</param>
public sealed record DeleteRun(Guid Id, DateTimeOffset At, long Number, Principal By, string? Why);

/// <summary>What is left of a deleted run.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="By">Key of who deleted it.</param>
/// <param name="ByName">Their name.</param>
/// <param name="At">When.</param>
/// <param name="Why">Why, or null.</param>
/// <param name="Hash">Hash of the last event of its stream, 64 hex digits.</param>
public sealed record DeletedRun(long Number, string Agent, string By, string ByName, DateTimeOffset At, string? Why, string Hash);
