using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Steps;

/// <summary>
/// Ends the programs that a killed bot left running. Called once at start, before any program is started and while the data
/// folder is locked, so that whatever carries its mark is an orphan.
/// </summary>
internal sealed partial class ProgramOrphans(ProgramLedger ledger, TimeProvider time, ILogger<ProgramOrphans> log)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Ends them and returns how many processes that were. Where there is no /proc, only recorded programs and their descendants
    /// are found.
    /// </summary>
    public async Task<int> SweepAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var records = ledger.All();
        var ended = ProcessTable.IsAvailable ? await EndFoundAsync(records) : EndRecorded(records);
        ledger.Clear();
        if (ended > 0) Swept(ended);
        return ended;
    }

    private async Task<int> EndFoundAsync(IReadOnlyList<ProgramRecord> records)
    {
        var tag = Encoding.UTF8.GetBytes($"{ProgramLedger.TagName}={ledger.Prefix}");
        // Settled before the first is ended: afterwards a leader's number no longer proves whose session it was.
        var leaders = records.ToDictionary(r => r.Pid);
        var proven = records.Where(IsStillThere).Select(r => r.Pid).ToHashSet();
        var tree = new ProcessTree(
            row => proven.Contains(row.Session) || IsLeftBy(row, leaders) || ProcessTable.HasEnvironment(row.Pid, tag, whole: false), time);
        var result = await tree.EndAsync(Grace);
        if (result.Left.Count > 0) CouldNotEnd(string.Join(", ", result.Left));
        return result.Count;
    }

    private static bool IsStillThere(ProgramRecord record) =>
        ProcessTable.Find(record.Pid) is { } row && ProgramLedger.IdentityOf(row) == record.Identity;

    // The leader is gone, so its number may be another session's by now: only one in the run's own folder is surely ours.
    private static bool IsLeftBy(ProcessRow row, Dictionary<int, ProgramRecord> leaders) =>
        leaders.TryGetValue(row.Session, out var record) && record.Identity.StartsWith(ProcessTable.BootId, StringComparison.Ordinal) &&
        ProcessTable.Find(record.Pid) is null && ProcessTable.FolderOf(row.Pid) is { } folder &&
        $"{folder}/".StartsWith($"{record.Folder}/", StringComparison.Ordinal);

    private static int EndRecorded(IReadOnlyList<ProgramRecord> records)
    {
        var ended = 0;
        foreach (var record in records)
        {
            try
            {
                using var process = Process.GetProcessById(record.Pid);
                if (record.Identity.Length == 0 || ProgramLedger.IdentityOf(process) != record.Identity) continue;
                process.Kill(entireProcessTree: true);
                ended++;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It is over already.
            }
        }

        return ended;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended {Count} processes of programs that an earlier bot had left running")]
    private partial void Swept(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not end the processes {Pids} of an earlier bot; end them by hand")]
    private partial void CouldNotEnd(string pids);
}
