using System.Globalization;
using System.Text.RegularExpressions;
using Quartz;

namespace ChatRuns.Planning;

/// <summary>
/// What is wrong with a cron expression or a zone, in words that name the field and the remedy. Quartz says only that something
/// is wrong with the whole, so each field is tried among stars.
/// </summary>
internal static partial class CronText
{
    private const int LongestText = 200;
    private const string FieldNames = "minute, hour, day of month, month, day of week";

    private static readonly (string Name, int Most, string Takes)[] Fields =
    [
        ("minute", 59, "0 to 59"),
        ("hour", 23, "0 to 23"),
        ("day of month", 31, "1 to 31, or L for the last day"),
        ("month", 12, "1 to 12 or JAN to DEC"),
        ("day of week", 7, "0 to 7 or SUN to SAT, where 0 and 7 are both Sunday"),
    ];

    /// <summary>The second before some day: to ask whether an expression ever fires, with the same answer for ever.</summary>
    public static DateTime Reference { get; } = new(2023, 12, 31, 23, 59, 59, DateTimeKind.Unspecified);

    /// <summary>One blank between fields, so that re-spacing is not a change of plan.</summary>
    public static string Tidy(string cron) => string.Join(' ', Split(cron));

    /// <summary>Reads a text without problem, on a wall whose clock never changes.</summary>
    public static CronExpression Parse(string cron) => CronExpression.Parse(cron, CronFormat.Unix).WithTimeZone(TimeZoneInfo.Utc);

    /// <summary>Whether minute or hour begins with a star: "every so often" rather than named times of day.</summary>
    public static bool StarsMinuteOrHour(string cron) =>
        cron[0] == '@'
            ? cron.Equals("@hourly", StringComparison.OrdinalIgnoreCase)
            : Split(cron).Take(2).Any(field => field[0] == '*');

    /// <summary>What is wrong with a tidy text; null when it can be planned with.</summary>
    public static string? Problem(string cron)
    {
        if (cron.Length > LongestText)
            return $"cron: the expression is longer than {LongestText} characters. Write several triggers instead.";
        var what = Split(cron) switch
        {
            ["@reboot" or "@REBOOT"] => "has no time of its own. Use an interval trigger with \"atStart: true\".",
            [['@', ..]] => Reads(cron) ? null : "is not known. Use @yearly, @monthly, @weekly, @daily or @hourly, or five fields.",
            { Length: 5 } fields => FieldProblem(fields) ?? DaysProblem(fields) ?? NeverProblem(cron, fields),
            { Length: 6 or 7 } fields => $"has {fields.Length} fields, but seconds and years are not planned with. "
                + $"Write five: {FieldNames}; for less than a minute use an interval trigger (\"every: 30s\").",
            var fields => $"has {fields.Length} fields. Write five: {FieldNames}, such as \"30 7 * * 1-5\".",
        };
        return what is null ? null : $"cron: \"{cron}\" {what}";
    }

    /// <summary>What is wrong with a zone; null when it was found.</summary>
    public static string? ZoneProblem(string zone, out TimeZoneInfo? found)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out found) && found.HasIanaId) return null;
        var remedy = TimeZoneInfo.TryConvertWindowsIdToIanaId(zone, out var iana) ? iana : Similar(zone);
        return remedy is null
            ? $"zone: \"{zone}\" is not known on this machine. Write an IANA name such as \"Europe/Berlin\" or \"UTC\"."
            : $"zone: \"{zone}\" is not known. Did you mean \"{remedy}\"?";
    }

    private static string? FieldProblem(string[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (FieldReads(fields[i], i)) continue;
            return $"cannot be read: {Fields[i].Name} \"{fields[i]}\" is wrong. "
                + $"It takes {Fields[i].Takes}, a list (1,15), a range (1-5) or a step (*/2).";
        }

        return Reads(string.Join(' ', fields))
            ? null
            : "cannot be read: day of month and day of week do not go together. Put \"*\" in one of them.";
    }

    private static bool FieldReads(string field, int index)
    {
        string[] alone = ["*", "*", "*", "*", "*"];
        alone[index] = field;

        // Quartz forgives empty parts of a list, and takes 99 for its own sign of "every" and 98 for "any".
        return field.Split(',').All(part => part.Length > 0)
            && Numbers().Matches(field).All(number => IsWithin(number.ValueSpan, Fields[index].Most))
            && Reads(string.Join(' ', alone));
    }

    private static bool IsWithin(ReadOnlySpan<char> digits, int most) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most;

    /// <summary>Classic cron takes a star-step and the other day field as "and", Quartz as "or": nobody could know.</summary>
    private static string? DaysProblem(string[] fields)
    {
        var (day, weekday) = (fields[2], fields[4]);
        var step = IsStep(day) && !IsAny(weekday) ? 2 : IsStep(weekday) && !IsAny(day) ? 4 : -1;
        if (step < 0) return null;
        var other = step == 2 ? 4 : 2;
        return $"is ambiguous: {Fields[step].Name} \"{fields[step]}\" together with {Fields[other].Name} \"{fields[other]}\" "
            + "means \"and\" to some programs and \"or\" to others. Put \"*\" in one of them, "
            + $"or list the days of {Fields[step].Name} without a star.";
    }

    private static string? NeverProblem(string cron, string[] fields) =>
        Parse(cron).GetNextValidTimeAfter(new(Reference, TimeSpan.Zero)) is not null
            ? null
            : $"never fires: day of month \"{fields[2]}\" does not come in month \"{fields[3]}\". "
                + "Choose a day that exists, or L for the last day of the month.";

    private static string? Similar(string zone) =>
        zone.Length == 0
            ? null
            : TimeZoneInfo.GetSystemTimeZones()
                .Where(known => known.HasIanaId)
                .Select(known => known.Id)
                .FirstOrDefault(id => id.EndsWith($"/{zone.Replace(' ', '_')}", StringComparison.OrdinalIgnoreCase));

    private static bool IsStep(string field) => field.StartsWith("*/", StringComparison.Ordinal);

    private static bool IsAny(string field) => field is "*" or "?";

    private static bool Reads(string cron) => CronExpression.TryParse(cron, CronFormat.Unix, out _);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    private static string[] Split(string cron) => cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
