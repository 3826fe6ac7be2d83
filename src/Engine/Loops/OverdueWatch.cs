using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Store;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Loops;

/// <summary>
/// Watches the planner: a planned time that stays unaccounted for is put on record as overdue, once, so that somebody is told (T11). It starts
/// nothing and skips nothing. Not promised: an alarm while the store itself takes nothing; the log has it then.
/// </summary>
internal sealed class OverdueWatch(IRunStore store, HoldDesk hold, PlannerOptions options, TimeProvider time, ILogger<OverdueWatch> log) : TickingService(time, log)
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    // After a start or a jump of the clock the planner is given time to catch up.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time = time;
    private readonly Dictionary<(string Agent, string Trigger), Known> _known = [];

    /// <summary>Looks at all schedules.</summary>
    public override async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        if (hold.Now is not null) _known.Clear();
        else
            foreach (var row in await store.ReadSchedulesAsync(cancel)) await LookAsync(row, now, cancel);
        return now + Between;
    }

    private async Task LookAsync(ScheduleRow row, DateTimeOffset now, CancellationToken cancel)
    {
        var key = (row.Agent, row.Trigger);
        if (!_known.TryGetValue(key, out var known) || known.Row != row)
            _known[key] = known = new(row, PlanState.Read(row.Plan) is { Rests: null } state ? Schedule.FromPlan(state.Plan)?.Next(row.AccountedTo) : null);
        if (known.Next is not { } next || next > now - options.OverdueAfter) return;
        known.SeenAt ??= _time.GetTimestamp();
        if (known.IsTold || _time.GetElapsedTime(known.SeenAt.Value) < Patience) return;
        known.IsTold = true;
        await TellAsync(row, next, now, cancel);
    }

    private async Task TellAsync(ScheduleRow row, DateTimeOffset first, DateTimeOffset now, CancellationToken cancel)
    {
        var stream = StreamName.Schedule(row.Agent, row.Trigger);
        if (await store.ReadTailAsync(stream, 1, cancel) is [{ Event: TurnsOverdue told }] && told.First == first) return;
        var count = Schedule.FromPlan(PlanState.Read(row.Plan).Plan)!.Range(row.AccountedTo, now)!.Count;
        var overdue = new TurnsOverdue(row.Agent, row.Trigger, first, (int)Math.Min(count, int.MaxValue));
        await store.AppendAsync(new(Guid.CreateVersion7(now), now, [new(stream, Principal.System, [overdue], row.Seq)]), cancel);
    }

    private sealed class Known(ScheduleRow row, DateTimeOffset? next)
    {
        public ScheduleRow Row => row;

        public DateTimeOffset? Next => next;

        public long? SeenAt { get; set; }

        public bool IsTold { get; set; }
    }
}
