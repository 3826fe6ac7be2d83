using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Loops;

/// <summary>
/// Writes a run's events: folds each at once, appends them together. What people said meanwhile (a cancel, an answer) is found
/// by the stream's seq and read in.
/// </summary>
internal sealed class RunPen(IRunStore store, Run run, TimeProvider time)
{
    private readonly List<JournalEvent> _events = [];
    private readonly List<StreamEvents> _others = [];
    private long _durable = run.Seq;
    private Run _stored = run;

    /// <summary>The run with everything that was added.</summary>
    public Run Run { get; private set; } = run;

    /// <summary>Adds an event, to be durable with the next flush.</summary>
    public void Add(RunEvent happened)
    {
        Run = Run.Apply(happened, time.GetUtcNow());
        _events.Add(happened);
    }

    /// <summary>Adds events of other streams to the same append.</summary>
    public void Also(IEnumerable<StreamEvents> others) => _others.AddRange(others);

    /// <summary>Makes durable what was added.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        if (await WriteAsync(null, cancel) is { } refused) throw new InvalidOperationException($"Run {Run.Number} could not be written: {refused}.");
    }

    /// <summary>
    /// Makes durable what was added if nothing happened meanwhile; false when the run or another stream has moved on. Nothing is
    /// written then, what was added is dropped, and the run is as the store has it.
    /// </summary>
    public async Task<bool> TryFlushAsync(CancellationToken cancel)
    {
        switch (await WriteAsync(_durable, cancel))
        {
            case null:
                return true;
            case AppendResult.Conflict:
                _events.Clear();
                _others.Clear();
                await RefreshAsync(cancel);
                return false;
            case { } refused:
                throw new InvalidOperationException($"Run {Run.Number} could not be written: {refused}.");
        }
    }

    /// <summary>Reads in what others appended.</summary>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        foreach (var entry in await store.ReadStreamAsync(StreamName.Run(Run.Number), _durable, int.MaxValue, cancel))
        {
            _stored = _stored.Apply((RunEvent)entry.Event!, entry.At);
            _durable = entry.Seq;
        }

        Run = _events.Aggregate(_stored, (r, e) => r.Apply((RunEvent)e, time.GetUtcNow()));
    }

    // For the run whose step waits for this one, with this one's end and by the seq that was seen: it is told while it waits, once, and never after.
    private async Task<IReadOnlyList<StreamEvents>> NewsAsync(CancellationToken cancel)
    {
        if (_events.OfType<RunEnded>().FirstOrDefault() is not { } end || Run.Queued.Trigger.Parent is not { } number) return [];
        var parent = Runs.Run.From(await store.ReadStreamAsync(StreamName.Run(number), 0, int.MaxValue, cancel));
        if (parent?.WaitingFor(Run.Number) is not { } waiting) return [];
        var last = Run.Steps.FindLast(s => s is { Output: not null } or { OutputBlob: not null });
        var told = new ChildEnded(waiting.Name, Run.Number, end.Status, end.Summary, end.Error, last?.Output, last?.OutputBlob);
        return [new(StreamName.Run(number), Principal.System, [told], parent.Seq)];
    }

    // Null when it is durable.
    private async Task<AppendResult?> WriteAsync(long? seen, CancellationToken cancel)
    {
        if (_events.Count == 0 && _others.Count == 0) return null;
        var at = time.GetUtcNow();
        var own = new StreamEvents(StreamName.Run(Run.Number), Principal.System, [.. _events], seen);
        var news = await NewsAsync(cancel);
        var result = await store.AppendAsync(new(Guid.CreateVersion7(at), at, _events.Count > 0 ? [own, .. _others, .. news] : [.. _others]), cancel);
        // The run that waits has moved on: perhaps it waits no longer.
        if (result is AppendResult.Conflict conflict && news.Any(n => n.Stream == conflict.Stream)) return await WriteAsync(seen, cancel);
        if (result is not AppendResult.Appended appended) return result;
        var expected = _durable + _events.Count;
        var added = _events.Count;
        _events.Clear();
        _others.Clear();
        if (added > 0 && appended.LastSeqs[0] != expected) await RefreshAsync(cancel);
        else (_durable, _stored) = (expected, Run);
        return null;
    }
}
