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

/// <summary>Runs that nobody ran were made for measurements and demonstrations, with all their events.</summary>
/// <param name="First">Number of the first of them.</param>
/// <param name="Last">Number of the last one, if nothing cut it off.</param>
public sealed record RunsSeeded(long First, long Last) : AdminEvent;

/// <summary>All work rests until somebody releases it: no schedule fires, no run goes on, no approved action is executed, nothing can be started.</summary>
/// <param name="Why">For people, the end of the sentence "Held: …".</param>
public sealed record WorkHeld(string Why) : AdminEvent;

/// <summary>An admin released what was held; schedules go on as after a time in which the bot was off.</summary>
/// <param name="By">Who.</param>
public sealed record WorkReleased(Principal By) : AdminEvent;
