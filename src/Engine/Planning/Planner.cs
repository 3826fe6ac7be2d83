using ChatRuns.Agents;
using ChatRuns.Store;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Planning;

/// <summary>
/// Sees to it that every planned time of every agent's schedules becomes a run or is on record as skipped with its reason, once.
/// What is owed is read from the store at each pass, so that a pass cut short anywhere is simply followed by the next.
/// Not promised: that a run starts on time when the process was down, or that a clock set far ahead by mistake can be undone; what
/// was accounted for meanwhile stays accounted for.
/// </summary>
public sealed partial class Planner(
    IRunStore store, ITurnStarter starter, PlannerOptions options, TimeProvider time, ILogger<Planner> log)
{
    private static readonly TimeSpan SoonAfterConflict = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SoonAfterFault = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FarAhead = TimeSpan.FromHours(1);

    private readonly Dictionary<(string Agent, string Trigger), Known> _known = [];

    /// <summary>One pass over all schedules; when to come again, null when nothing is planned. One call at a time.</summary>
    public async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var agents = starter.Agents;
        var rows = (await store.ReadSchedulesAsync(cancel)).ToDictionary(row => (row.Agent, row.Trigger));
        var pass = new Pass(now);
        foreach (var agent in agents) Look(agent, rows, pass);
        LookAtRemoved(rows, pass);

        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.AgentsAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(pass.Due, atOnce, async (due, stop) => await AccountAsync(due, pass, stop));
        return pass.Wake;
    }

    private void Look(PlannedAgent planned, Dictionary<(string Agent, string Trigger), ScheduleRow> rows, Pass pass)
    {
        var due = new AgentDue(planned.Agent.Name, planned.Agent, []);
        foreach (var trigger in planned.Agent.Triggers.Where(Schedule.IsPlanned))
        {
            rows.Remove((planned.Agent.Name, trigger.Name), out var row);
            if (Know(planned.Agent, trigger) is not { Schedule: { } schedule } known) continue;
            var wanted = new PlanState(schedule.Plan, planned.Rests);
            if (IsDue(known, row, wanted, pass)) due.Schedules.Add(new(trigger.Name, trigger, schedule, row, wanted, planned.RestEndedAt));
        }

        if (due.Schedules.Count > 0) pass.Due.Add(due);
    }

    private bool IsDue(Known known, ScheduleRow? row, PlanState wanted, Pass pass)
    {
        // What never was active has no planned times yet; they begin when it is.
        if (row is null) return wanted.Rests is null;
        if (row.Seq != known.Seq)
        {
            (known.Seq, known.State, known.Next) = (row.Seq, PlanState.Read(row.Plan), known.Schedule!.Next(row.AccountedTo));
            if (row.AccountedTo > pass.Now + FarAhead) LogAhead(row.Agent, row.Trigger, row.AccountedTo, pass.Now);
        }

        if (known.State != wanted) return true;
        if (wanted.Rests is not null || known.Next is not { } next) return false;
        if (next <= pass.Now) return true;
        pass.WakeBy(next);
        return false;
    }

    /// <summary>Rows whose trigger is gone: closed once, so that nothing is owed for the time between if it comes back.</summary>
    private void LookAtRemoved(Dictionary<(string Agent, string Trigger), ScheduleRow> rows, Pass pass)
    {
        foreach (var (key, row) in rows)
        {
            _known.Remove(key);
            var state = PlanState.Read(row.Plan);
            if (state.Rests == PlanState.Removed) continue;
            var removed = new DueSchedule(row.Trigger, null, null, row, state with { Rests = PlanState.Removed }, null);
            pass.Due.Add(new(row.Agent, null, [removed]));
        }
    }

    private async Task AccountAsync(AgentDue due, Pass pass, CancellationToken cancel)
    {
        try
        {
            var turns = new AgentTurns(store, starter, options, due.Name, due.Agent, pass.Now);
            foreach (var schedule in due.Schedules)
            {
                var accounted = await turns.AccountAsync(schedule, cancel);
                if (accounted.IsDone && accounted.Next is { } next) pass.WakeBy(next);
                if (accounted.IsDone) continue;
                LogMovedOn(due.Name, schedule.Name);
                pass.WakeBy(pass.Now + SoonAfterConflict);
            }
        }
        // One agent's fault must not keep the others from running.
        catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            LogFault(fault, due.Name);
            pass.WakeBy(pass.Now + SoonAfterFault);
        }
    }

    private Known Know(Agent agent, Trigger trigger)
    {
        var key = (agent.Name, trigger.Name);
        if (_known.TryGetValue(key, out var known) && known.Trigger == trigger) return known;
        if (!Schedule.TryRead(trigger, out var schedule, out var problem)) LogUnreadable(agent.Name, trigger.Name, problem);
        return _known[key] = new(trigger, schedule);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Another planner has accounted for schedule {Agent}/{Trigger}")]
    private partial void LogMovedOn(string agent, string trigger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Planned times of agent {Agent} could not be accounted for; they stay owed "
        + "and are tried again")]
    private partial void LogFault(Exception fault, string agent);

    [LoggerMessage(Level = LogLevel.Error, Message = "Trigger {Trigger} of agent {Agent} does not fire: {Problem}")]
    private partial void LogUnreadable(string agent, string trigger, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Agent}/{Trigger} is accounted for until {AccountedTo:u}, but the "
        + "clock says {Now:u}: it was ahead before. Nothing fires until then; rename the trigger to begin afresh")]
    private partial void LogAhead(string agent, string trigger, DateTimeOffset accountedTo, DateTimeOffset now);

    /// <summary>What is kept between passes, so that ten thousand quiet schedules cost next to nothing.</summary>
    private sealed class Known(Trigger trigger, Schedule? schedule)
    {
        public Trigger Trigger => trigger;

        public Schedule? Schedule => schedule;

        public long Seq { get; set; } = -1;

        public PlanState? State { get; set; }

        public DateTimeOffset? Next { get; set; }
    }

    private sealed record AgentDue(string Name, Agent? Agent, List<DueSchedule> Schedules);

    private sealed class Pass(DateTimeOffset now)
    {
        private readonly Lock _lock = new();

        public DateTimeOffset Now => now;

        public List<AgentDue> Due { get; } = [];

        public DateTimeOffset? Wake { get; private set; }

        public void WakeBy(DateTimeOffset at)
        {
            lock (_lock)
            {
                if (Wake is null || at < Wake) Wake = at;
            }
        }
    }
}
