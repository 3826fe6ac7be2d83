using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Runs;
using ChatRuns.Store;
using Microsoft.Extensions.Logging;

namespace ChatRuns;

/// <summary>
/// Once a night (at 03:00 UTC, or at the next start after it) deletes the runs that their agents keep no longer, one small transaction after the
/// other, and accounts for them; and at any time cleans up after deletions. Not promised: that a night deletes all of a backlog before the next one.
/// </summary>
internal sealed partial class RetentionLoop(RunEngine engine, DeletionDesk desk, IRunStore store, TimeProvider time, ILogger<RetentionLoop> log)
    : TickingService(time, log)
{
    private static readonly TimeSpan At = TimeSpan.FromHours(3);
    private readonly TimeProvider _time = time;
    private readonly ILogger<RetentionLoop> _log = log;
    private DateTimeOffset? _last;

    /// <inheritdoc/>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        await desk.CleanAsync(cancel);
        var now = _time.GetUtcNow();
        _last ??= await store.ReadTailAsync(StreamName.Retention, 1, cancel) is [{ At: var at }] ? at : DateTimeOffset.MinValue;
        var due = Latest(now);
        if (_last >= due) return due.AddDays(1);
        await SweepAsync(cancel);
        _last = now;
        return due.AddDays(1);
    }

    private static DateTimeOffset Latest(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + At;
        return today <= now ? today : today.AddDays(-1);
    }

    // Asked of all that ever ran: runs of an agent whose file is gone are kept as the settings say.
    private async Task SweepAsync(CancellationToken cancel)
    {
        var deleted = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var agent in await store.ReadRunAgentsAsync(cancel))
        {
            while (await desk.FindOutdatedAsync(agent, engine.FindAgent(agent), cancel) is { Count: > 0 } outdated)
            {
                var gone = 0;
                foreach (var number in outdated)
                {
                    if (await desk.DeleteAsync(number, Principal.System, "kept no longer", Append.IdOf($"retention/{number}"), cancel)) gone++;
                    await Task.Yield();
                }

                if (gone == 0) break;
                deleted[agent] = deleted.GetValueOrDefault(agent) + gone;
            }
        }

        var at = _time.GetUtcNow();
        await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(StreamName.Retention, Principal.System, [new RetentionSwept(deleted)])]), cancel);
        foreach (var (agent, runs) in deleted) LogSwept(runs, agent);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention deleted {Runs} runs of {Agent}")]
    private partial void LogSwept(int runs, string agent);
}
