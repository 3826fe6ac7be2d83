namespace ChatRuns.Journal;

/// <summary>What an administrator or the installation did, on the admin stream: a closed family.</summary>
public abstract record AdminEvent : JournalEvent;

/// <summary>The bot started on this data folder.</summary>
/// <param name="ProgramVersion">Version of the program.</param>
/// <param name="Session">Id of this process' session.</param>
public sealed record BotStarted(string ProgramVersion, string Session) : AdminEvent;

/// <summary>Somebody opened the address with a one-time key and became the local admin.</summary>
/// <param name="By">Who.</param>
public sealed record SignedIn(Principal By) : AdminEvent;
