using ChatRuns.Store;

namespace ChatRuns.Planning;

/// <summary>Whether planned times are neither runs nor skips long after they were due; without clock or store.</summary>
internal static class OverdueTurns
{
    /// <summary>The first planned time of a schedule that is overdue; null for none, at rest, or where the plan cannot be read.</summary>
    public static DateTimeOffset? Since(ScheduleRow row, DateTimeOffset now, PlannerOptions options) =>
        PlanState.Read(row.Plan) is { Rests: null } state && Schedule.FromPlan(state.Plan)?.Next(row.AccountedTo) is { } next && next <= now - options.OverdueAfter ? next : null;
}
