using System.Reflection;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Planning;

/// <summary>
/// The four verbs of the store that the planner uses, in memory, with the same promises: all or nothing, expected seqs, numbers in
/// order. It can be killed before or after a commit, and then refuses everything until revived, as a dead process does.
/// A proxy, so that other verbs of the store may come and go.
/// </summary>
public class MemoryStore : DispatchProxy
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<ScheduleEvent>> _schedules = [];
    private readonly Dictionary<string, ScheduleRow> _rows = [];
    private readonly Dictionary<string, SortedSet<long>> _unfinished = [];
    private int _appendsToLive = int.MaxValue;
    private bool _commitsLast;

    /// <summary>All runs, by number.</summary>
    public SortedDictionary<long, RunQueued> Runs { get; } = [];

    /// <summary>Awaited by each append before it commits.</summary>
    public Func<Task> BeforeAppend { get; set; } = () => Task.CompletedTask;

    public static MemoryStore Create() => (MemoryStore)(object)Create<IRunStore, MemoryStore>();

    public IRunStore AsStore() => (IRunStore)(object)this;

    public IReadOnlyList<ScheduleEvent> Schedule(string agent, string trigger = "t")
    {
        lock (_lock) return [.. _schedules.GetValueOrDefault(StreamName.Schedule(agent, trigger), [])];
    }

    public IReadOnlyList<string> Streams()
    {
        lock (_lock) return [.. _schedules.Keys];
    }

    public IReadOnlyList<ScheduleRow> Rows()
    {
        lock (_lock) return [.. _rows.Values];
    }

    public IReadOnlyList<long> Unfinished(string agent)
    {
        lock (_lock) return [.. _unfinished.GetValueOrDefault(agent, [])];
    }

    public void Finish(long run)
    {
        lock (_lock) _unfinished[Runs[run].Agent].Remove(run);
    }

    /// <summary>The process dies at an append to come, before or after it is durable.</summary>
    public void KillAt(int append, bool committed) => (_appendsToLive, _commitsLast) = (append, committed);

    public void Revive() => _appendsToLive = int.MaxValue;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IRunStore.AppendAsync) => AppendAsync((Append)args![0]!),
        nameof(IRunStore.AddRunsAsync) => AddRunsAsync((AddRuns)args![0]!),
        nameof(IRunStore.ReadSchedulesAsync) => Live(() => Task.FromResult(Rows())),
        nameof(IRunStore.ReadUnfinishedAsync) =>
            Live(() => Task.FromResult<IReadOnlyList<long>>([.. Unfinished((string)args![0]!).Take((int)args[1]!)])),
        nameof(IRunStore.ReadUnfinishedOnAsync) =>
            Live(() => Task.FromResult<IReadOnlyList<long>>([.. Unfinished((string)args![0]!).Where(n => Runs[n].Target == (string?)args[1]).Take((int)args[2]!)])),
        var other => throw new NotSupportedException(other),
    };

    private void Project(string stream, ScheduleEvent happened)
    {
        var row = happened is ScheduleSet set ? new(set.Agent, set.Trigger, set.Plan, set.From, 0) : _rows[stream];
        var accountedTo = happened switch
        {
            TurnStarted started => started.Planned,
            TurnsSkipped skipped => skipped.Last,
            _ => row.AccountedTo,
        };
        _rows[stream] = row with { AccountedTo = accountedTo, Seq = _schedules[stream].Count };
    }

    private async Task<AppendResult> AppendAsync(Append append)
    {
        await BeforeAppend();
        return Commit(() => Apply(append.Streams));
    }

    private async Task<AddRunsResult> AddRunsAsync(AddRuns add)
    {
        await BeforeAppend();
        return Commit(() =>
        {
            var numbers = Enumerable.Range(Runs.Count + 1, add.Runs.Count).Select(number => (long)number).ToList();
            if (Apply(add.Also!(numbers)) is AppendResult.Conflict conflict) return new([], conflict);
            foreach (var (number, run) in numbers.Zip(add.Runs, (number, make) => (number, (RunQueued)make(number)[0])))
            {
                Runs.Add(number, run);
                if (!_unfinished.TryGetValue(run.Agent, out var unfinished)) _unfinished[run.Agent] = unfinished = [];
                unfinished.Add(number);
            }

            return new AddRunsResult(numbers, new AppendResult.Appended(1, [1]));
        });
    }

    private T Commit<T>(Func<T> commit)
    {
        lock (_lock)
        {
            if (--_appendsToLive > 0) return commit();
            if (_appendsToLive == 0 && _commitsLast) commit();
            throw new IOException("The process is dead.");
        }
    }

    private T Live<T>(Func<T> read) => _appendsToLive > 0 ? read() : throw new IOException("The process is dead.");

    private AppendResult Apply(IReadOnlyList<StreamEvents> streams)
    {
        foreach (var stream in streams)
        {
            var seq = _schedules.GetValueOrDefault(stream.Stream, []).Count;
            if (stream.ExpectedSeq is { } expected && expected != seq) return new AppendResult.Conflict(stream.Stream, seq);
        }

        foreach (var stream in streams)
        {
            stream.Events.ShouldNotBeEmpty();
            if (!_schedules.TryGetValue(stream.Stream, out var events)) _schedules[stream.Stream] = events = [];
            foreach (var happened in stream.Events.Cast<ScheduleEvent>())
            {
                events.Add(happened);
                Project(stream.Stream, happened);
            }
        }

        return new AppendResult.Appended(1, [1]);
    }
}
