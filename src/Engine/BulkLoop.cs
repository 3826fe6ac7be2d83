using System.Text.Json;
using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Runs;
using ChatRuns.Store;
using Microsoft.Extensions.Logging;

namespace ChatRuns;

/// <summary>
/// Does to many runs what somebody confirmed, a small portion at a time. A portion and how far it came are one transaction: after a stop
/// in the middle it is done or it is not, and the rest goes on. What a run is at that moment and what the person may do then decide, run by
/// run. Not promised: that a rerun of many begins all of them at once.
/// </summary>
internal sealed class BulkLoop(RunEngine engine, IRunStore store, BlobShelf blobs, RunDriver driver, TimeProvider time, ILogger<BulkLoop> log)
    : TickingService(time, log)
{
    private const int Portion = 50;
    private readonly TimeProvider _time = time;

    /// <summary>Finishes what is open, one after the other.</summary>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        foreach (var id in await store.ReadOpenBulksAsync(cancel))
            while (!cancel.IsCancellationRequested && await WorkOnceAsync(id, cancel)) await Task.Yield();
        return null;
    }

    /// <summary>Does one portion; false when there was none left.</summary>
    public async Task<bool> WorkOnceAsync(string id, CancellationToken cancel)
    {
        if (await engine.FindBulkAsync(id, cancel) is not { EndedAt: null } bulk) return false;
        var numbers = await NumbersAsync(bulk.Begun, cancel);
        var portion = new BulkPortion(bulk, [.. numbers.Skip(bulk.Next).Take(Portion)], numbers.Count);
        foreach (var number in portion.Numbers) await LookAsync(portion, number, cancel);
        await AppendAsync(portion, cancel);
        if (bulk.Begun.Deed == BulkDeed.Cancel)
            foreach (var stream in portion.Streams) driver.Interrupt(StreamName.RunOf(stream.Stream)!.Value);
        return true;
    }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancel)
    {
        store.Committed += OnCommitted;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        store.Committed -= OnCommitted;
        return Task.CompletedTask;
    }

    private async Task LookAsync(BulkPortion portion, long number, CancellationToken cancel)
    {
        var begun = portion.Bulk.Begun;
        // Each deletion is a transaction of its own: one that a stop cut off from its account was done by this very command.
        if (begun.Deed == BulkDeed.Delete && await store.FindDeletedAsync(number, cancel) is { } gone && gone.By == begun.By.Key && gone.At >= portion.Bulk.BegunAt)
        {
            portion.Deleted++;
            return;
        }

        if (engine.ReasonNot(begun.Deed, await store.FindRunAsync(number, cancel), begun.By) is { } reason)
        {
            portion.Skip(reason);
            return;
        }

        if (begun.Deed == BulkDeed.Delete)
        {
            if (await engine.DeleteAsync(number, begun.By, null, Append.IdOf($"bulk/{begun.Id}/delete/{number}"), cancel) is DeleteResult.Deleted) portion.Deleted++;
            else portion.Skip("not over");
            return;
        }

        if (begun.Deed == BulkDeed.Rerun) await AddRerunAsync(portion, number, cancel);
        else portion.Streams.Add(new(StreamName.Run(number), begun.By, [EventOf(begun)]));
    }

    private async Task AddRerunAsync(BulkPortion portion, long number, CancellationToken cancel)
    {
        var run = Run.From(await store.ReadStreamAsync(StreamName.Run(number), 0, int.MaxValue, cancel))!;
        var (begin, refused) = await engine.PrepareAsync(RunEngine.AsBefore(run, null), portion.Bulk.Begun.By, cancel);
        if (begin is not null) portion.Runs.Add(begin);
        else portion.Skip(refused is StartResult.UnknownAgent ? "agent removed" : "cannot be started as it was");
    }

    // The portion has an id of its own: sent again after a doubt it is done once.
    private async Task AppendAsync(BulkPortion portion, CancellationToken cancel)
    {
        var (at, id, by) = (_time.GetUtcNow(), Append.IdOf($"bulk/{portion.Bulk.Begun.Id}/{portion.Bulk.Next}"), portion.Bulk.Begun.By);
        if (portion.Runs.Count > 0) await store.AddRunsAsync(new(id, at, by, portion.Runs, _ => [portion.Account()]), cancel);
        else await store.AppendAsync(new(id, at, [portion.Account(), .. portion.Streams]), cancel);
    }

    private async Task<IReadOnlyList<long>> NumbersAsync(BulkBegun begun, CancellationToken cancel) =>
        begun.Blob is not { } blob ? begun.Numbers
        : await blobs.ReadAsync(blob, cancel) is { } bytes ? JsonSerializer.Deserialize<List<long>>(bytes)! : [];

    private static RunEvent EventOf(BulkBegun begun) => begun.Deed switch
    {
        BulkDeed.Archive => new RunArchived(begun.By, null),
        BulkDeed.Unarchive => new RunUnarchived(begun.By),
        BulkDeed.Cancel => new CancelRequested(begun.By, null),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private void OnCommitted(long position) => Wake();
}

/// <summary>The runs that are looked at now, and what becomes of them.</summary>
/// <param name="bulk">What is done.</param>
/// <param name="numbers">These runs.</param>
/// <param name="all">How many there are in all.</param>
internal sealed class BulkPortion(Bulk bulk, IReadOnlyList<long> numbers, int all)
{
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    public Bulk Bulk => bulk;

    public IReadOnlyList<long> Numbers => numbers;

    /// <summary>What happens to runs that are there.</summary>
    public List<StreamEvents> Streams { get; } = [];

    /// <summary>How many are deleted, each for itself.</summary>
    public int Deleted { get; set; }

    /// <summary>Runs that begin.</summary>
    public List<Func<long, IReadOnlyList<JournalEvent>>> Runs { get; } = [];

    public void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    /// <summary>How far it came; the last portion ends it.</summary>
    public StreamEvents Account()
    {
        var next = bulk.Next + numbers.Count;
        var worked = new BulkWorked(next, Streams.Count + Runs.Count + Deleted, _skipped);
        return new(StreamName.Bulk(bulk.Begun.Id), bulk.Begun.By, next >= all ? [worked, new BulkEnded()] : [worked], bulk.Seq);
    }
}
