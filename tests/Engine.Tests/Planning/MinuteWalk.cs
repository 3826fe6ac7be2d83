using System.Globalization;

namespace ChatRuns.Engine.Tests.Planning;

/// <summary>
/// The rule of docs/schedules.md told the slow way, without Quartz and without knowing when clocks change: walk every minute of real
/// time, look at the wall, and remember which times it has shown. Reads minute, hour and weekday only.
/// </summary>
internal sealed class MinuteWalk(string cron, TimeZoneInfo zone)
{
    private readonly string[] _fields = cron.Split(' ');

    public IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset upTo)
    {
        var everySoOften = _fields[0][0] == '*' || _fields[1][0] == '*';
        var start = after.AddDays(-1);
        start = start.AddTicks(-(start.Ticks % TimeSpan.TicksPerMinute));
        var highest = Wall(start.AddMinutes(-1));
        for (var at = start; at <= upTo; at = at.AddMinutes(1))
        {
            var wall = Wall(at);
            var fires = everySoOften ? Matches(wall) : Minutes(highest, wall).Any(Matches);
            if (fires && at > after) yield return at;
            if (wall > highest) highest = wall;
        }
    }

    /// <summary>What the wall shows for the first time, or has jumped over, at this minute.</summary>
    private static IEnumerable<DateTime> Minutes(DateTime after, DateTime upTo)
    {
        for (var at = after.AddMinutes(1); at <= upTo; at = at.AddMinutes(1)) yield return at;
    }

    private DateTime Wall(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    private bool Matches(DateTime wall) =>
        Takes(_fields[0], wall.Minute) && Takes(_fields[1], wall.Hour) && Takes(_fields[4], (int)wall.DayOfWeek);

    private static bool Takes(string field, int value) => field.Split(',').Any(part => part switch
    {
        "*" => true,
        ['*', '/', .. var step] => value % Number(step) == 0,
        _ when part.Split('/') is [var range, var step] =>
            Takes(range, value) && (value - Number(range.Split('-')[0])) % Number(step) == 0,
        _ when part.Split('-') is [var low, var high] => value >= Number(low) && value <= Number(high),
        _ => value == Number(part),
    });

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
