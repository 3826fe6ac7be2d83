using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns.Planning;

/// <summary>
/// What one pass writes about one schedule: its events and the runs that belong to them, all or nothing, and only if nobody has
/// written about it since. That is what keeps a planned time from becoming a run twice.
/// </summary>
internal sealed class TurnSheet(string agent, string trigger, long seenSeq)
{
    private readonly List<Func<long, IReadOnlyList<JournalEvent>>> _runs = [];
    private readonly List<Func<IReadOnlyList<long>, ScheduleEvent>> _events = [];

    public void Set(PlanState state, DateTimeOffset from)
    {
        var set = new ScheduleSet(agent, trigger, state.ToString(), from);
        _events.Add(_ => set);
    }

    /// <summary>A run of a turn on a target; returns its place among the numbers of the commit.</summary>
    public int Run(DateTimeOffset planned, string? target, Func<long, IReadOnlyList<JournalEvent>> run)
    {
        var index = _runs.Count;
        _runs.Add(run);
        _events.Add(numbers => new TurnStarted(agent, trigger, planned, numbers[index], target));
        return index;
    }

    /// <summary>Times that were passed over, on one target or on all that the trigger names.</summary>
    public void Skip(PlannedRange range, string why, string? target = null) => Tell(range, why, SkipWords.Of(why), target);

    /// <summary>Times that passed while nobody looked, with what the catch-up policy makes of them.</summary>
    public void SkipMissed(PlannedRange range, CatchUpPolicy catchUp) => Tell(range, SkipWords.Downtime, SkipWords.OfDowntime(catchUp), null);

    private void Tell(PlannedRange range, string why, string note, string? target)
    {
        var skipped = new TurnsSkipped(agent, trigger, range.First, range.Last, (int)Math.Min(range.Count, int.MaxValue), why, note, target);
        _events.Add(_ => skipped);
    }

    /// <summary>The numbers of its runs; null when somebody else has accounted for the schedule meanwhile.</summary>
    public async Task<IReadOnlyList<long>?> CommitAsync(IRunStore store, DateTimeOffset now, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(now);
        if (_runs.Count == 0)
            return await store.AppendAsync(new(id, now, Streams([])), cancel) is AppendResult.Conflict ? null : [];
        var added = await store.AddRunsAsync(new(id, now, Principal.System, _runs, Streams), cancel);
        return added.Result is AppendResult.Conflict ? null : added.Numbers;
    }

    private List<StreamEvents> Streams(IReadOnlyList<long> numbers) =>
        [new(StreamName.Schedule(agent, trigger), Principal.System, [.. _events.Select(make => make(numbers))], seenSeq)];
}
