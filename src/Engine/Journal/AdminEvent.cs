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

/// <summary>Rows of runs were made for measurements without events, so the journal is not what they come from: it can neither be verified nor rebuilt from.</summary>
/// <param name="First">Number of the first of them.</param>
/// <param name="Last">Number of the last one.</param>
public sealed record RowsSeeded(long First, long Last) : AdminEvent;
