using System.Collections.Concurrent;
using System.Globalization;

namespace ChatRuns.Engine.Tests.Planning.Audit;

/// <summary>
/// The planned times of a plan as it stands in the journal, found without the planner's own arithmetic: cron by walking every minute of real
/// time, intervals by counting from 1970. Days are remembered, because many histories live through the same ones.
/// </summary>
internal static class PlannedTimes
{
    private static readonly ConcurrentDictionary<(string Plan, int Day), DateTimeOffset[]> Days = new();

    /// <summary>In (after, upTo], ascending.</summary>
    public static IReadOnlyList<DateTimeOffset> Between(string plan, DateTimeOffset after, DateTimeOffset upTo)
    {
        if (plan.StartsWith("every ", StringComparison.Ordinal)) return EverySoOften(long.Parse(plan.AsSpan(6..^1), CultureInfo.InvariantCulture), after, upTo);
        var times = new List<DateTimeOffset>();
        for (var day = DayOf(after); day <= DayOf(upTo); day++)
            times.AddRange(Days.GetOrAdd((plan, day), Walk).Where(at => at > after && at <= upTo));
        return times;
    }

    private static List<DateTimeOffset> EverySoOften(long seconds, DateTimeOffset after, DateTimeOffset upTo)
    {
        var times = new List<DateTimeOffset>();
        var first = (long)Math.Floor((after - DateTimeOffset.UnixEpoch).TotalMilliseconds / (1000.0 * seconds)) + 1;
        for (var turn = first; DateTimeOffset.FromUnixTimeSeconds(turn * seconds) is var at && at <= upTo; turn++) times.Add(at);
        return times;
    }

    private static int DayOf(DateTimeOffset at) => (int)Math.Floor((at - DateTimeOffset.UnixEpoch).TotalDays);

    private static DateTimeOffset[] Walk((string Plan, int Day) of)
    {
        var space = of.Plan.LastIndexOf(' ');
        var start = DateTimeOffset.UnixEpoch.AddDays(of.Day);
        var walk = new MinuteWalk(of.Plan[..space], TimeZoneInfo.FindSystemTimeZoneById(of.Plan[(space + 1)..]));
        return [.. walk.Between(start.AddTicks(-1), start.AddDays(1).AddTicks(-1))];
    }
}
