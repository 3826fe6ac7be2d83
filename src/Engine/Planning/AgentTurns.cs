using ChatRuns.Agents;
using ChatRuns.Store;

namespace ChatRuns.Planning;

/// <summary>A schedule about which something must be written.</summary>
/// <param name="Name">The trigger's name.</param>
/// <param name="Trigger">The trigger; null when it is gone.</param>
/// <param name="Schedule">Its planned times; null when it is gone.</param>
/// <param name="Row">How far it is accounted for; null when it is new.</param>
/// <param name="Wanted">What it should do from now on.</param>
/// <param name="RestEndedAt">When its rest ended by itself, if it did.</param>
internal sealed record DueSchedule(string Name, Trigger? Trigger, Schedule? Schedule, ScheduleRow? Row, PlanState Wanted, DateTimeOffset? RestEndedAt);

/// <summary>What became of accounting for a schedule.</summary>
/// <param name="IsDone">False: another planner has written about it since it was read, and nothing was written.</param>
/// <param name="Next">Its next planned time, or now when more is owed; null when there is none or when it rests.</param>
internal readonly record struct Accounted(bool IsDone, DateTimeOffset? Next);

/// <summary>
/// Accounts for the due schedules of one agent, one after another, because a run that one of them starts is in the way of the next.
/// </summary>
internal sealed class AgentTurns(
    IRunStore store, ITurnStarter starter, PlannerOptions options, string name, Agent? agent, DateTimeOffset now)
{
    private const int MostCanceled = 1_000;

    /// <summary>Writes what is to be written about one schedule, or nothing when another planner was quicker.</summary>
    public Task<Accounted> AccountAsync(DueSchedule due, CancellationToken cancel)
    {
        var sheet = new TurnSheet(name, due.Name, due.Row?.Seq ?? 0);
        return due.Row is { } row && PlanState.Read(row.Plan) == due.Wanted
            ? GoOnAsync(sheet, due, row, cancel)
            : ChangeAsync(sheet, due, cancel);
    }

    /// <summary>First seen, changed, paused, back, or gone: what was owed by the old plan is closed, the new one counts from now.</summary>
    private async Task<Accounted> ChangeAsync(TurnSheet sheet, DueSchedule due, CancellationToken cancel)
    {
        var from = now;
        if (due.Row is { } row)
        {
            // A freeze that ended while the bot was down is the reason for its own time only; the rest is downtime.
            if (due.Wanted.Rests is null && PlanState.Read(row.Plan).Rests == SkipWords.Frozen && due.RestEndedAt is { } ended && ended > row.AccountedTo && ended < now) from = ended;
            Close(sheet, row, due.Wanted, from);
            // A clock set back must not plan again what is on record.
            if (row.AccountedTo > from) from = row.AccountedTo;
        }

        sheet.Set(due.Wanted, from);
        var atStart = due is { Row: null, Trigger: IntervalTrigger { AtStart: true } };
        var isDone = await StartAsync(sheet, due, [], atStart ? [from] : [], cancel);
        return new(isDone, due.Wanted.Rests is null ? due.Schedule?.Next(from) : null);
    }

    private async Task<Accounted> GoOnAsync(TurnSheet sheet, DueSchedule due, ScheduleRow row, CancellationToken cancel)
    {
        var catchUp = due.Trigger switch
        {
            CronTrigger cron => cron.CatchUp,
            IntervalTrigger interval => interval.CatchUp,
            _ => CatchUpPolicy.Skip,
        };
        var owed = OwedTurns.Of(due.Schedule!, catchUp, row.AccountedTo, now, options);
        if (owed.Missed is not null) sheet.SkipMissed(owed.Missed, catchUp);
        var isDone = await StartAsync(sheet, due, owed.Backlog, owed.Turns, cancel);
        return new(isDone, owed.HasMore ? now : due.Schedule!.Next(now));
    }

    private static void Close(TurnSheet sheet, ScheduleRow row, PlanState wanted, DateTimeOffset upTo)
    {
        var was = PlanState.Read(row.Plan);
        if (was.Rests == PlanState.Removed) return;
        var why = was.Rests ?? wanted.Rests ?? SkipWords.Changed;
        if (Schedule.FromPlan(was.Plan)?.Range(row.AccountedTo, upTo) is { } range) sheet.Skip(range, why);
    }

    private async Task<bool> StartAsync(
        TurnSheet sheet,
        DueSchedule due,
        IReadOnlyList<DateTimeOffset> backlog,
        IReadOnlyList<DateTimeOffset> turns,
        CancellationToken cancel)
    {
        var replacing = new List<Replacing>();
        // What one target is busy with is in no other's way.
        if (backlog.Count + turns.Count > 0)
        {
            foreach (var target in agent!.TargetsOf(due.Trigger!)) replacing.Add(await StartOnAsync(sheet, due.Trigger!, target, backlog, turns, cancel));
        }

        if (await sheet.CommitAsync(store, now, cancel) is not { } numbers) return false;
        foreach (var one in replacing)
        {
            long[] replaced = [.. one.Older, .. one.Places.SkipLast(1).Select(place => numbers[place])];
            if (replaced.Length > 0) await starter.CancelOlderAsync(agent!, replaced, numbers[one.Places[^1]], cancel);
        }

        return true;
    }

    private async Task<Replacing> StartOnAsync(
        TurnSheet sheet, Trigger trigger, string? target, IReadOnlyList<DateTimeOffset> backlog, IReadOnlyList<DateTimeOffset> turns, CancellationToken cancel)
    {
        foreach (var planned in backlog) Run(planned);
        var fit = await FittingAsync(turns.Count, backlog.Count, target, cancel);
        var cancels = fit > 0 && agent!.Overlap == OverlapPolicy.CancelOlder;
        var older = cancels ? await UnfinishedAsync(target, MostCanceled, cancel) : [];
        var places = turns.Take(fit).Select(Run).ToList();
        if (fit < turns.Count) sheet.Skip(new(turns[fit], turns[^1], turns.Count - fit), SkipWords.Overlap, target);
        return new(older, cancels ? places : []);

        int Run(DateTimeOffset planned) => sheet.Run(planned, target, starter.Start(agent!, trigger, planned, target));
    }

    /// <summary>How many of so many turns the overlap policy lets run: all, or one if nothing runs.</summary>
    private async Task<int> FittingAsync(int turns, int backlog, string? target, CancellationToken cancel)
    {
        if (turns == 0 || agent!.Overlap != OverlapPolicy.Skip) return turns;
        return backlog == 0 && (await UnfinishedAsync(target, 1, cancel)).Count == 0 ? 1 : 0;
    }

    private Task<IReadOnlyList<long>> UnfinishedAsync(string? target, int most, CancellationToken cancel) =>
        target is null ? store.ReadUnfinishedAsync(name, most, cancel) : store.ReadUnfinishedOnAsync(name, target, most, cancel);

    /// <param name="Older">Runs on the target that are in the way of its newer ones.</param>
    /// <param name="Places">Of those newer ones among the numbers of the commit; only the last of them shall go on.</param>
    private sealed record Replacing(IReadOnlyList<long> Older, IReadOnlyList<int> Places);
}
