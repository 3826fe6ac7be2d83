namespace ChatRuns.Store;

/// <summary>Where a queued run stands.</summary>
/// <param name="Before">How many are before it.</param>
/// <param name="IsMore">Whether they are more than were counted.</param>
/// <param name="IsHeld">Whether it waits for runs of its own agent, and those before it are of that; else all wait for a slot.</param>
public sealed record QueuePlace(int Before, bool IsMore, bool IsHeld);
