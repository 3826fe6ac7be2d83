using System.Runtime.InteropServices;

namespace ChatRuns.Steps;

/// <summary>
/// The processes that belong together because one of them was started by us: those that <paramref name="isOurs"/> knows by
/// session, tag or number, all their descendants, and whoever was seen to be one of them before. Never this process or one that it descends from.
/// Does not promise to find a process that left its session, wiped its environment and lost its parent, all three, between two looks.
/// </summary>
internal sealed class ProcessTree(Func<ProcessRow, bool> isOurs, TimeProvider time)
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    // A process in the middle of a dead disk's or network's answer cannot be ended by anybody; we do not wait for it for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();

    // By number and start: a number that somebody else has by now is another process.
    private HashSet<(int Pid, long Started)> _seen = [];

    /// <summary>Those that run now.</summary>
    public List<ProcessRow> Members()
    {
        lock (_lock)
        {
            var members = Find();
            _seen = [.. members.Select(m => (m.Pid, m.Started))];
            return members;
        }
    }

    private List<ProcessRow> Find()
    {
        var rows = ProcessTable.Read();
        var excluded = LineOf(Environment.ProcessId, rows);
        var members = new Dictionary<int, ProcessRow>();
        foreach (var row in rows.Where(r => !r.IsOver && !excluded.Contains(r.Pid) && (_seen.Contains((r.Pid, r.Started)) || isOurs(r)))) members[row.Pid] = row;
        if (members.Count == 0) return [];
        var children = rows.ToLookup(r => r.Parent);
        var open = new Queue<int>(members.Keys);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                if (!child.IsOver && !excluded.Contains(child.Pid) && members.TryAdd(child.Pid, child)) open.Enqueue(child.Pid);
            }
        }

        return [.. members.Values];
    }

    /// <summary>Waits until none runs any more, or the time is over; returns whether none does.</summary>
    public async Task<bool> WaitAsync(TimeSpan most)
    {
        var began = time.GetTimestamp();
        while (Members().Count > 0)
        {
            if (time.GetElapsedTime(began) >= most) return false;
            await Task.Delay(Look, time, CancellationToken.None);
        }

        return true;
    }

    /// <summary>
    /// Asks them to end, and after the grace ends them, until none is left. Not cancelable: a canceled run waits for just this.
    /// </summary>
    public async Task<EndedProcesses> EndAsync(TimeSpan grace)
    {
        var ended = new HashSet<int>();
        if (await SignalAsync(Terminate, ended, grace) || await SignalAsync(Kill, ended, Patience)) return new(ended.Count, []);
        return new(ended.Count, [.. Members().Select(m => m.Pid)]);
    }

    /// <summary>
    /// Whether they hold more bytes of memory together. Pages that they share count once: the quick sum, in which they count for each, is
    /// believed only where it is not over.
    /// </summary>
    public bool HoldMoreThan(long most)
    {
        var members = Members();
        return members.Sum(m => ProcessTable.Resident(m.Pid)) > most && members.Sum(m => ProcessTable.Share(m.Pid)) > most;
    }

    // Each one is asked to end once, those too that are born meanwhile; but who does not end by force is hit again.
    private async Task<bool> SignalAsync(int signal, HashSet<int> ended, TimeSpan most)
    {
        var began = time.GetTimestamp();
        while (Members() is { Count: > 0 } members)
        {
            foreach (var member in members)
            {
                if (ended.Add(member.Pid) || signal == Kill) _ = SendSignal(member.Pid, signal);
            }

            if (time.GetElapsedTime(began) >= most) return false;
            await Task.Delay(Look, time, CancellationToken.None);
        }

        return true;
    }

    private static HashSet<int> LineOf(int pid, List<ProcessRow> rows)
    {
        var line = new HashSet<int>();
        while (pid > 0 && line.Add(pid)) pid = rows.Find(r => r.Pid == pid).Parent;
        return line;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}

/// <summary>What ending a tree came to.</summary>
/// <param name="Count">How many were ended.</param>
/// <param name="Left">Numbers of those that nobody could end.</param>
internal sealed record EndedProcesses(int Count, IReadOnlyList<int> Left);
