using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>All work rests.</summary>
/// <param name="Why">For people.</param>
/// <param name="Since">Since when.</param>
public sealed record Hold(string Why, DateTimeOffset Since)
{
    /// <summary>What to do, a sentence.</summary>
    public const string Remedy = "An admin releases it with the program's verb release, on the machine of the bot.";
}

/// <summary>
/// Whether all work rests: a store that was restored from a backup must not repeat what happened after the backup was made, so it waits for an
/// admin. The hold is an event, so it outlives restarts; loops ask here before each piece of work.
/// </summary>
public sealed class HoldDesk(IRunStore store, TimeProvider time)
{
    private volatile Hold? _now;

    /// <summary>Raised after a release, from any thread.</summary>
    public event Action? Released;

    /// <summary>The hold; null while work goes on.</summary>
    public Hold? Now => _now;

    /// <summary>Reads whether work is held; to be awaited before any loop begins.</summary>
    public async Task<Hold?> ReadAsync(CancellationToken cancel)
    {
        var row = (await store.ReadRestsAsync(cancel)).FirstOrDefault(row => row.Scope == RestRow.Work);
        return _now = row is null ? null : new(row.Reason ?? "", row.At);
    }

    /// <summary>Lets work go on; returns what was held, null when nothing was. The host has looked that this is an admin.</summary>
    public async Task<Hold?> ReleaseAsync(Principal by, CancellationToken cancel)
    {
        if (await ReadAsync(cancel) is not { } hold) return null;
        await AppendAsync(store, StreamName.Admin, null, new WorkReleased(by), time.GetUtcNow(), cancel);
        _now = null;
        Released?.Invoke();
        return hold;
    }

    /// <summary>
    /// Holds a store that nobody works on, and marks what was approved and not seen to end as unknown: whether it was executed after the backup
    /// was made, only a person can tell. Returns how many actions that were.
    /// </summary>
    public static async Task<int> HoldRestoredAsync(IRunStore store, string why, TimeProvider time, CancellationToken cancel)
    {
        var at = time.GetUtcNow();
        await AppendAsync(store, StreamName.Admin, null, new WorkHeld(why), at, cancel);
        var marked = 0;
        while (await store.ListActionsAsync(new(Statuses: [ActionStatus.Approved, ActionStatus.Started], Most: 200), cancel) is { Rows: { Count: > 0 } rows })
        {
            foreach (var row in rows)
            {
                var action = ProposedAction.From(await store.ReadStreamAsync(row.Id.Stream, 0, int.MaxValue, cancel))!;
                await AppendAsync(store, row.Id.Stream, action.Seq, new ActionUnknown(), at, cancel);
                marked++;
            }
        }

        return marked;
    }

    private static async Task AppendAsync(IRunStore store, string stream, long? seq, JournalEvent happened, DateTimeOffset at, CancellationToken cancel)
    {
        var result = await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(stream, Principal.System, [happened], seq)]), cancel);
        if (result is not AppendResult.Appended) throw new StoreException($"{stream} was written to by somebody else meanwhile. Try again.");
    }
}
