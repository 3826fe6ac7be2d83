using System.Security.Cryptography;
using System.Text;
using ChatRuns.Journal;

namespace ChatRuns.Store;

/// <summary>Events for several streams, appended all or nothing.</summary>
/// <param name="Id">Made by the caller (a version 7 GUID); the same id is appended once, however often it is sent.</param>
/// <param name="At">When it happened, UTC; kept to the millisecond.</param>
/// <param name="Streams">At least one.</param>
public sealed record Append(Guid Id, DateTimeOffset At, IReadOnlyList<StreamEvents> Streams)
{
    /// <summary>The id for what may be sent more than once and shall be appended once: the same text gives the same id.</summary>
    public static Guid IdOf(string what) => new(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, 16));
}

/// <summary>Events for one stream.</summary>
/// <param name="Stream">See <see cref="StreamName"/>.</param>
/// <param name="By">Who caused them.</param>
/// <param name="Events">At least one.</param>
/// <param name="ExpectedSeq">The stream's seq that the caller saw; null when any will do.</param>
public sealed record StreamEvents(string Stream, Principal By, IReadOnlyList<JournalEvent> Events, long? ExpectedSeq = null);

/// <summary>What became of an append.</summary>
public abstract record AppendResult
{
    /// <summary>It is durable.</summary>
    /// <param name="LastPosition">Position of its last event.</param>
    /// <param name="LastSeqs">Per stream, in the order given: the seq of its last event.</param>
    public sealed record Appended(long LastPosition, IReadOnlyList<long> LastSeqs) : AppendResult;

    /// <summary>A stream has moved on; nothing was appended.</summary>
    /// <param name="Stream">Which.</param>
    /// <param name="Seq">Where it is now.</param>
    public sealed record Conflict(string Stream, long Seq) : AppendResult;

    /// <summary>This id was appended before; nothing was appended now.</summary>
    public sealed record Duplicate : AppendResult;
}

/// <summary>New runs, and what is appended with them.</summary>
/// <param name="Id">As in <see cref="Append"/>.</param>
/// <param name="At">When.</param>
/// <param name="By">Who starts them.</param>
/// <param name="Runs">
/// One function per run: from its number to its first events, of which the first is RunQueued. Called on the writer, perhaps
/// twice: quick, and without effects.
/// </param>
/// <param name="Also">Further events, from the numbers; the schedule's turn with its expected seq. Null for none.</param>
public sealed record AddRuns(
    Guid Id, DateTimeOffset At, Principal By, IReadOnlyList<Func<long, IReadOnlyList<JournalEvent>>> Runs,
    Func<IReadOnlyList<long>, IReadOnlyList<StreamEvents>>? Also = null);

/// <summary>What became of new runs.</summary>
/// <param name="Numbers">Their numbers; for a duplicate those of the first time; empty for a conflict.</param>
/// <param name="Result">As for any append.</param>
public sealed record AddRunsResult(IReadOnlyList<long> Numbers, AppendResult Result);
