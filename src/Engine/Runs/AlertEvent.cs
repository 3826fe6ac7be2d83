using ChatRuns.Journal;

namespace ChatRuns.Runs;

/// <summary>What people did about failures of an agent in a row, on a stream of its own: a closed family.</summary>
public abstract record AlertEvent : JournalEvent;

/// <summary>Somebody wants to hear nothing of it for a while; its recovery is told all the same.</summary>
/// <param name="By">Who.</param>
/// <param name="Until">Up to when; null: from now on it is told again.</param>
public sealed record AlertSnoozed(Principal By, DateTimeOffset? Until) : AlertEvent;

/// <summary>Somebody is on it: nobody is told again that it goes on.</summary>
/// <param name="By">Who.</param>
public sealed record AlertAcknowledged(Principal By) : AlertEvent;

/// <summary>Somebody gave it to a person, who is told once.</summary>
/// <param name="By">Who.</param>
/// <param name="To">Whose it is now.</param>
public sealed record AlertAssigned(Principal By, Principal To) : AlertEvent;
