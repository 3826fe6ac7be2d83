namespace ChatRuns.Journal;

/// <summary>The emergency stop, on the stream "freeze": a closed family.</summary>
public abstract record FreezeEvent : JournalEvent;

/// <summary>Somebody stopped agents: no schedule of theirs fires, no step begins, nothing approved is executed.</summary>
/// <param name="Scope">"everything", "tag:NAME" or "agent:NAME"; one freeze at a time of each.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Until">When it ends by itself; null: when somebody ends it.</param>
public sealed record Frozen(string Scope, Principal By, string? Reason, DateTimeOffset? Until) : FreezeEvent;

/// <summary>A freeze is over.</summary>
/// <param name="Scope">As in <see cref="Frozen"/>.</param>
/// <param name="By">Who ended it; ChatRuns itself when its time was over.</param>
public sealed record Unfrozen(string Scope, Principal By) : FreezeEvent;
