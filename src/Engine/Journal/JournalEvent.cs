namespace ChatRuns.Journal;

/// <summary>
/// Something that happened, as it stands in the journal for ever. The closed families are RunEvent, ActionEvent, BulkEvent, AlertEvent, AgentEvent,
/// ScheduleEvent, AccessEvent and AdminEvent; the kind of an event is the name of its type, its body the JSON of its members.
/// </summary>
public abstract record JournalEvent;

/// <summary>One event as it was stored.</summary>
/// <param name="Position">Its place among all events; ascending, unique, never used again.</param>
/// <param name="Stream">The stream that it belongs to, see <see cref="StreamName"/>.</param>
/// <param name="Seq">Its place in the stream: 1, 2, 3 …</param>
/// <param name="At">When it was appended, to the millisecond, UTC.</param>
/// <param name="Actor">The <see cref="Principal.Key"/> of who caused it.</param>
/// <param name="Event">What happened; null once a purge has dropped the body.</param>
public sealed record JournalEntry(long Position, string Stream, long Seq, DateTimeOffset At, string Actor, JournalEvent? Event);
