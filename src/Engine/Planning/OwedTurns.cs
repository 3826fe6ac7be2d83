using ChatRuns.Agents;

namespace ChatRuns.Planning;

/// <summary>What is to become of the planned times since the last look; without clock or store.</summary>
/// <param name="Missed">Passed during downtime and not made up for; null for none.</param>
/// <param name="Backlog">Passed during downtime and all made up for, in order, whatever runs at present.</param>
/// <param name="Turns">Due now, or the one made up for: they run if the overlap policy lets them.</param>
/// <param name="HasMore">Whether there is more than one pass may take; the rest follows in the next.</param>
internal sealed record OwedTurns(
    PlannedRange? Missed, IReadOnlyList<DateTimeOffset> Backlog, IReadOnlyList<DateTimeOffset> Turns, bool HasMore)
{
    /// <summary>Planned times in (accountedTo, now]; those older than the grace are the catch-up policy's.</summary>
    public static OwedTurns Of(
        Schedule schedule, CatchUpPolicy catchUp, DateTimeOffset accountedTo, DateTimeOffset now, PlannerOptions options)
    {
        var lateBefore = now - options.Grace - TimeSpan.FromMilliseconds(1);
        var fresh = accountedTo > lateBefore ? accountedTo : lateBefore;
        return catchUp == CatchUpPolicy.All
            ? All(schedule, accountedTo, fresh, now, options.MostTurnsAtOnce)
            : SkipOrLast(schedule, catchUp, accountedTo, fresh, now, options.MostTurnsAtOnce);
    }

    private static OwedTurns All(Schedule schedule, DateTimeOffset accountedTo, DateTimeOffset fresh, DateTimeOffset now, int most)
    {
        var (backlog, more) = Take(schedule, accountedTo, fresh, most);
        if (more) return new(null, backlog, [], true);
        var (turns, moreTurns) = Take(schedule, fresh, now, most);
        return new(null, backlog, turns, moreTurns);
    }

    private static OwedTurns SkipOrLast(
        Schedule schedule, CatchUpPolicy catchUp, DateTimeOffset accountedTo, DateTimeOffset fresh, DateTimeOffset now, int most)
    {
        var missed = schedule.Range(accountedTo, fresh);
        var (turns, more) = Take(schedule, fresh, now, most);

        // A turn that is due anyway is the last one; making up for another beside it would run the agent twice.
        if (catchUp == CatchUpPolicy.Skip || missed is null || turns.Count > 0) return new(missed, [], turns, more);
        var others = missed.Count == 1 ? null : schedule.Range(accountedTo, missed.Last.AddSeconds(-1));
        return new(others, [], [missed.Last], false);
    }

    private static (List<DateTimeOffset> Turns, bool HasMore) Take(Schedule schedule, DateTimeOffset after, DateTimeOffset upTo, int most)
    {
        var turns = schedule.Between(after, upTo).Take(most + 1).ToList();
        if (turns.Count <= most) return (turns, false);
        turns.RemoveAt(most);
        return (turns, true);
    }
}
