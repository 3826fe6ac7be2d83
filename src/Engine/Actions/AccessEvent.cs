using ChatRuns.Journal;

namespace ChatRuns.Actions;

/// <summary>Who may do what, and who said so, on the access stream: a closed family. Folded by <see cref="Grants"/>.</summary>
public abstract record AccessEvent : JournalEvent;

/// <summary>A person or group got a role.</summary>
/// <param name="To">Principal key or group key, see <see cref="Grant.To"/>.</param>
/// <param name="ToName">What it was called then; null where nobody knew.</param>
/// <param name="Role">The role.</param>
/// <param name="Scope">Where, see <see cref="GrantScope"/>.</param>
/// <param name="By">The admin.</param>
public sealed record AccessGranted(string To, string? ToName, Role Role, string Scope, Principal By) : AccessEvent;

/// <summary>A granted role was taken back.</summary>
/// <param name="To">As in <see cref="AccessGranted"/>.</param>
/// <param name="Role">The role.</param>
/// <param name="Scope">Where.</param>
/// <param name="By">The admin.</param>
public sealed record AccessRevoked(string To, Role Role, string Scope, Principal By) : AccessEvent;

/// <summary>Somebody entered the one-time code that the program printed; the grant itself follows as an event of its own.</summary>
/// <param name="By">Who.</param>
public sealed record AdminClaimed(Principal By) : AccessEvent;

/// <summary>A person named who may decide in their place, or nobody any more.</summary>
/// <param name="For">The person.</param>
/// <param name="StandIn">Who stands in; null for nobody.</param>
/// <param name="Until">Until when; null until it is changed.</param>
public sealed record StandInSet(Principal For, Principal? StandIn, DateTimeOffset? Until) : AccessEvent;

/// <summary>Two accounts are one person, with all that either was linked to; see <see cref="LinkedAccounts"/>.</summary>
/// <param name="One">Who was given the code.</param>
/// <param name="Other">Who entered it and confirmed.</param>
public sealed record IdentitiesLinked(Principal One, Principal Other) : AccessEvent;

/// <summary>An account is a person of its own again.</summary>
/// <param name="Of">The account.</param>
/// <param name="By">Who said so.</param>
public sealed record IdentitiesUnlinked(Principal Of, Principal By) : AccessEvent;
