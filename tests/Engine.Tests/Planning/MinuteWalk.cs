using System.Globalization;

namespace ChatRuns.Engine.Tests.Planning;

/// <summary>
/// The rule of docs/schedules.md told the slow way, without Quartz and without knowing when clocks change: walk every minute of real
/// time, look at the wall, and remember which times it has shown. Reads minute, hour and weekday only.
/// </summary>
internal sealed class MinuteWalk
{
    private readonly TimeZoneInfo _zone;
    private readonly bool _everySoOften;
    private readonly bool[] _minutes;
    private readonly bool[] _hours;
    private readonly bool[] _weekdays;

    public MinuteWalk(string cron, TimeZoneInfo zone)
    {
        var fields = cron.Split(' ');
        _zone = zone;
        _everySoOften = fields[0][0] == '*' || fields[1][0] == '*';
        _minutes = Taken(fields[0], 60);
        _hours = Taken(fields[1], 24);
        _weekdays = Taken(fields[4], 7);
    }

    public IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset upTo)
    {
        var start = after.AddDays(-1);
        start = start.AddTicks(-(start.Ticks % TimeSpan.TicksPerMinute));
        var highest = Wall(start.AddMinutes(-1));
        for (var at = start; at <= upTo; at = at.AddMinutes(1))
        {
            var wall = Wall(at);
            var fires = _everySoOften ? Matches(wall) : Minutes(highest, wall).Any(Matches);
            if (fires && at > after) yield return at;
            if (wall > highest) highest = wall;
        }
    }

    /// <summary>What the wall shows for the first time, or has jumped over, at this minute.</summary>
    private static IEnumerable<DateTime> Minutes(DateTime after, DateTime upTo)
    {
        for (var at = after.AddMinutes(1); at <= upTo; at = at.AddMinutes(1)) yield return at;
    }

    private DateTime Wall(DateTimeOffset at) => at.UtcDateTime + _zone.GetUtcOffset(at);

    private bool Matches(DateTime wall) => _minutes[wall.Minute] && _hours[wall.Hour] && _weekdays[(int)wall.DayOfWeek];

    private static bool[] Taken(string field, int values) => [.. Enumerable.Range(0, values).Select(value => Takes(field, value))];

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
