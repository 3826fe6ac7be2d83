using ChatRuns.Actions;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Courier;

/// <summary>
/// Reads the journal for the courier, in two paces: what waits for people or was decided is read ahead, however many runs failed before
/// it; all else follows in small portions. Each event counts for one of the two, and a cursor moves with what it made wanted.
/// </summary>
internal sealed class Following(RunEngine engine, Router router, CourierMemory memory)
{
    /// <summary>The name that the courier's place in the journal is kept under.</summary>
    public const string Cursor = "courier";

    private const string AheadCursor = "courier-decisions";
    private const int Batch = 100;
    private const int AheadBatch = 2000;
    private long _position = -1;
    private long _ahead = -1;

    /// <summary>The last event up to which everything is followed.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Follows all that waits for people; whether something is wanted because of it.</summary>
    public async Task<bool> LookAheadAsync(CancellationToken cancel)
    {
        if (_position < 0) await BeginAsync(cancel);
        var found = false;
        while (await engine.ReadAsync(_ahead, AheadBatch, cancel) is { Count: > 0 } entries)
        {
            var wanted = await router.RouteAsync([.. entries.Where(WaitsForPeople)], cancel);
            if (wanted.Count > 0) await memory.WantAsync(AheadCursor, entries[^1].Position, wanted, cancel);
            _ahead = entries[^1].Position;
            found |= wanted.Count > 0;
        }

        return found;
    }

    /// <summary>Follows a portion of the rest, as far as was looked ahead; false when there was none.</summary>
    public async Task<bool> StepAsync(CancellationToken cancel)
    {
        var entries = await engine.ReadAsync(_position, Batch, cancel);
        // What came after the look ahead may wait for people: it is read when that was looked at.
        if (entries.Count > 0 && entries[^1].Position > _ahead) entries = [.. entries.TakeWhile(e => e.Position <= _ahead)];
        if (entries.Count == 0) return false;
        var wanted = await router.RouteAsync([.. entries.Where(e => !WaitsForPeople(e))], cancel);
        await memory.WantAsync(Cursor, entries[^1].Position, wanted, cancel);
        Volatile.Write(ref _position, entries[^1].Position);
        return true;
    }

    // Whoever read the rest had read ahead of it; so the later of the two places is where to look ahead from.
    private async Task BeginAsync(CancellationToken cancel)
    {
        var position = await memory.ReadPositionAsync(Cursor, cancel);
        _ahead = Math.Max(position, await memory.ReadPositionAsync(AheadCursor, cancel));
        Volatile.Write(ref _position, position);
    }

    private static bool WaitsForPeople(JournalEntry entry) => entry.Event
        is ActionEvent or ActionsOpened or AlertEvent or StepWaiting { Reason: WaitReason.Answer } or QuestionAnswered or StepFailed { Error.Cause: Cause.NotAnswered } or IdentitiesLinked;
}
