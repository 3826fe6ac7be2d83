using ChatRuns.Agents;
using ChatRuns.Planning;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Planning;

/// <summary>Reads what is on record of the schedules, from the first event on, and shows that no planned time is missing or there twice.</summary>
internal static class TurnLedger
{
    public static void Check(MemoryStore store)
    {
        var turns = store.Streams().SelectMany(stream => CheckSchedule(stream, Events(store, stream))).ToList();

        // Each turn's run exists and says the same planned time; each run has its turn.
        turns.Select(turn => turn.Run).Distinct().Count().ShouldBe(turns.Count);
        turns.Count.ShouldBe(store.Runs.Count);
        foreach (var turn in turns)
        {
            var run = store.Runs[turn.Run];
            (run.Agent, run.Trigger.Name, run.Trigger.Planned).ShouldBe((turn.Agent, turn.Trigger, turn.Planned));
        }
    }

    /// <summary>The last word on record is what the agent wants, and nothing up to now is open.</summary>
    public static void CheckCurrent(ScheduleRow row, PlannedAgent planned, Trigger trigger, DateTimeOffset now)
    {
        var schedule = Some.Read(trigger);
        PlanState.Read(row.Plan).ShouldBe(new PlanState(schedule.Plan, planned.Rests));
        if (planned.Rests is null) schedule.Next(row.AccountedTo).ShouldNotBeNull().ShouldBeGreaterThan(now);
    }

    private static List<TurnStarted> CheckSchedule(string stream, IReadOnlyList<ScheduleEvent> events)
    {
        var turns = new List<TurnStarted>();
        Schedule? plan = null;
        var rests = false;
        var to = DateTimeOffset.MinValue;
        for (var i = 0; i < events.Count; i++)
        {
            switch (events[i])
            {
                case ScheduleSet set:
                    if (plan is not null) plan.Next(to).ShouldNotBeNull().ShouldBeGreaterThan(set.From, $"{stream} {i}: the old plan still owes");
                    set.From.ShouldBeGreaterThanOrEqualTo(to, $"{stream} {i}: planned again");
                    var state = PlanState.Read(set.Plan);
                    (plan, rests, to) = (state.Rests == PlanState.Removed ? null : Schedule.FromPlan(state.Plan), state.Rests is not null, set.From);
                    break;
                case TurnStarted { } turn:
                    rests.ShouldBeFalse($"{stream} {i}: ran at rest");
                    var isAtStart = i == 1 && turn.Planned == to;
                    if (!isAtStart) turn.Planned.ShouldBe(plan!.Next(to)!.Value, $"{stream} {i}: a time is missing, or not planned");
                    turns.Add(turn);
                    to = turn.Planned;
                    break;
                case TurnsSkipped { } skip:
                    skip.Why.ShouldNotBeEmpty();
                    skip.Note.ShouldNotBeEmpty();
                    if (i == 1 && skip.First == to && skip.Why == "overlap") break;
                    var skipped = plan!.Between(to, skip.Last).ToList();
                    (skip.First, skip.Last, skip.Count).ShouldBe((skipped[0], skipped[^1], skipped.Count), $"{stream} {i}");
                    to = skip.Last;
                    break;
                default:
                    throw new InvalidOperationException($"{stream} {i}: {events[i]}");
            }
        }

        return turns;
    }

    private static IReadOnlyList<ScheduleEvent> Events(MemoryStore store, string stream)
    {
        var parts = stream.Split('/');
        return store.Schedule(parts[1], parts[2]);
    }
}
