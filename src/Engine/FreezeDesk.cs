using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>Agents are stopped by somebody.</summary>
/// <param name="Scope">Which.</param>
/// <param name="By">Who stopped them; the name is that of then.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">When it ends by itself; null: when somebody ends it.</param>
public sealed record Freeze(GrantScope Scope, Principal By, string? Reason, DateTimeOffset Since, DateTimeOffset? Until);

/// <summary>
/// The emergency stop (M11). A freeze is an event, so it outlives restarts; loops ask here before each run, step and execution. What a loop
/// wanted to begin and may not stands still, noted in memory only: at the end of a freeze it is looked at again, and after a restart anyway.
/// Not promised: that a step that runs already stops; cancel its run for that.
/// </summary>
public sealed class FreezeDesk(IRunStore store, TimeProvider time) : IDisposable
{
    // One change after the other: what ends by its time must not end what began anew meanwhile.
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Lock _lock = new();
    private readonly HashSet<(long Run, int Action)> _standing = [];
    private readonly List<long> _thawed = [];
    private IReadOnlyList<Freeze> _all = [];
    private IReadOnlyList<Freeze> _ended = [];

    /// <summary>Raised when something begins or ends, and when somebody wants a run looked at that stands still; from any thread.</summary>
    public event Action? Changed;

    /// <summary>All that holds at this moment.</summary>
    public IReadOnlyList<Freeze> All
    {
        get { lock (_lock) return [.. _all.Where(IsOn)]; }
    }

    /// <summary>How many runs and actions stand still.</summary>
    internal int Standing
    {
        get { lock (_lock) return _standing.Count; }
    }

    /// <summary>Reads what is frozen; to be awaited before any loop begins.</summary>
    public async Task ReadAsync(CancellationToken cancel)
    {
        var rows = await store.ReadRestsAsync(cancel);
        lock (_lock) _all = [.. rows.Where(row => row.Scope != RestRow.Work).Select(From)];
    }

    /// <summary>What stops an agent, the widest first; null for nothing.</summary>
    public Freeze? Of(Agent agent) => Of(agent.Name, agent.Tags);

    /// <summary>The same, by name and tags.</summary>
    public Freeze? Of(string agent, IReadOnlyList<string> tags)
    {
        var scope = new AgentScope(agent, tags);
        return All.Where(freeze => freeze.Scope.Covers(scope)).OrderByDescending(freeze => freeze.Scope.IsEverything).ThenByDescending(freeze => freeze.Scope.Tag is not null).FirstOrDefault();
    }

    /// <summary>When the last freeze of an agent ended by itself, as far as it is remembered: planned times after it are not frozen ones.</summary>
    internal DateTimeOffset? EndedAt(Agent agent)
    {
        var scope = new AgentScope(agent.Name, agent.Tags);
        lock (_lock) return _ended.Concat(_all.Where(freeze => !IsOn(freeze))).Where(freeze => freeze.Scope.Covers(scope)).Max(freeze => freeze.Until);
    }

    /// <summary>Begins a freeze, or gives one of the same scope another reason and end. The engine has judged who may.</summary>
    internal async Task<Freeze> FreezeAsync(GrantScope scope, Principal by, string? reason, DateTimeOffset? until, CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel);
        try
        {
            var freeze = new Freeze(scope, by, reason, time.GetUtcNow(), until);
            await AppendAsync(by, new Frozen(scope.ToString(), by, reason, until), cancel);
            lock (_lock) _all = [.. _all.Where(other => other.Scope != scope), freeze];
            Changed?.Invoke();
            return freeze;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends a freeze; false when there was none.</summary>
    internal async Task<bool> EndAsync(GrantScope scope, Principal by, CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel);
        try
        {
            Freeze? found;
            lock (_lock) found = _all.FirstOrDefault(freeze => freeze.Scope == scope);
            if (found is not null) await EndAsync(found, by, cancel);
            return found is not null;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Writes the end of what is over by its own time; when to look again, null for never.</summary>
    internal async Task<DateTimeOffset?> EndDueAsync(CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel);
        try
        {
            IReadOnlyList<Freeze> all;
            lock (_lock) all = _all;
            foreach (var over in all.Where(freeze => !IsOn(freeze))) await EndAsync(over, Principal.System, cancel);
            return all.Where(IsOn).Min(freeze => freeze.Until);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    /// <summary>Whether a run, or an action of it (0: the run itself), may not go on now; it stands still then, until something ends.</summary>
    internal bool Stops(string agent, IReadOnlyList<string> tags, long run, int action = 0)
    {
        lock (_lock)
        {
            if (Of(agent, tags) is null) return false;
            _standing.Add((run, action));
            return true;
        }
    }

    /// <summary>Whether a run, or an action of it, stands still.</summary>
    internal bool Stands(long run, int action = 0)
    {
        lock (_lock) return _standing.Contains((run, action));
    }

    /// <summary>Somebody wants something of a run that stands still, such as its end: it is looked at again.</summary>
    internal void LookAgain(long run)
    {
        lock (_lock)
        {
            if (!_standing.Remove((run, 0))) return;
            _thawed.Add(run);
        }

        Changed?.Invoke();
    }

    /// <summary>Takes up to so many runs that stood still and may be looked at again: one in the middle of its steps is due for nothing else.</summary>
    internal IReadOnlyList<long> TakeThawed(int most)
    {
        lock (_lock)
        {
            var taken = _thawed.Take(Math.Max(0, most)).ToList();
            _thawed.RemoveRange(0, taken.Count);
            return taken;
        }
    }

    private async Task EndAsync(Freeze freeze, Principal by, CancellationToken cancel)
    {
        await AppendAsync(by, new Unfrozen(freeze.Scope.ToString(), by), cancel);
        lock (_lock)
        {
            _all = [.. _all.Where(other => other.Scope != freeze.Scope)];
            // Ended by hand, the planner is told now: what was over before is accounted for.
            if (freeze.Until is null || IsOn(freeze)) _ended = [];
            else _ended = [.. _ended.Where(other => other.Scope != freeze.Scope), freeze];
        }

        Thaw();
    }

    private void Thaw()
    {
        lock (_lock)
        {
            _thawed.AddRange(_standing.Where(one => one.Action == 0).Select(one => one.Run).Order());
            _standing.Clear();
        }

        Changed?.Invoke();
    }

    private bool IsOn(Freeze freeze) => freeze.Until is not { } until || time.GetUtcNow() < until;

    private async Task AppendAsync(Principal by, FreezeEvent happened, CancellationToken cancel)
    {
        var at = time.GetUtcNow();
        await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(StreamName.Freeze, by, [happened])]), cancel);
    }

    private static Freeze From(RestRow row)
    {
        return new(GrantScope.Parse(row.Scope), Principal.Of(row.By, row.ByName), row.Reason, row.At, row.Until);
    }
}
