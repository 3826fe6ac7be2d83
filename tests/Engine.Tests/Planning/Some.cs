using System.Globalization;
using ChatRuns.Agents;
using ChatRuns.Planning;

namespace ChatRuns.Engine.Tests.Planning;

/// <summary>Schedules and instants, in few words.</summary>
internal static class Some
{
    public static Schedule Cron(string cron, string zone = "UTC") => Read(new CronTrigger("t", cron, zone, CatchUpPolicy.Skip));

    public static Schedule Every(TimeSpan every) => Read(new IntervalTrigger("t", every, CatchUpPolicy.Skip));

    public static Schedule Read(Trigger trigger) =>
        Schedule.TryRead(trigger, out var schedule, out var problem) ? schedule : throw new FormatException(problem);

    public static string Problem(Trigger trigger) => Schedule.TryRead(trigger, out _, out var problem) ? "" : problem;

    public static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
