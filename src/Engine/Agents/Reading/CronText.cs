using Quartz;

namespace ChatRuns.Agents.Reading;

/// <summary>Says what is wrong with a cron expression before anything is planned by it.</summary>
internal static class CronText
{
    private const string Form = "Write five fields: minute, hour, day, month, weekday; '0 7 * * 1-5' is 7:00 from Monday to Friday.";

    private static readonly int[] Most = [59, 23, 31, 12, 7];

    private static readonly string[] Names = ["minute", "hour", "day", "month", "weekday"];

    // Any instant will do for "does it ever fire": five fields hold no year, and leap days come back.
    private static readonly DateTimeOffset _someday = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Null when it is in order.</summary>
    public static (string Message, string Remedy)? Complaint(string text, TimeZoneInfo zone)
    {
        if (text.Length > 120) return ("The cron expression is longer than 120 characters.", "Split it into several triggers.");
        if (text.Trim().Equals("@reboot", StringComparison.OrdinalIgnoreCase))
            return ("'@reboot' is not a time.", "Write 'every: 1d' with 'at_start: true' for a run when the agent is first seen.");
        string[] fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (!text.TrimStart().StartsWith('@') && fields.Length != 5) return ($"The cron expression has {fields.Length} fields instead of five.", Form);
        if (fields.Length == 5 && MixesStarStep(fields[2], fields[4]))
        {
            return ("A day field with a step (*/n) beside a weekday means different days in different crons.",
                "Write two triggers, or list the days: '1-31/2' for every second day.");
        }

        if (fields.Length == 5 && TooLarge(fields) is { } wrong) return (wrong, Form);
        try
        {
            var cron = CronExpression.Parse(text, CronFormat.Unix).WithTimeZone(zone);
            return cron.GetNextValidTimeAfter(_someday) is null ? ("The cron expression never fires.", "Choose a day that its months have.") : null;
        }
        catch (FormatException problem)
        {
            return ($"The cron expression cannot be read: {problem.Message.TrimEnd('.')}.", Form);
        }
    }

    // Quartz takes 99 for its own sign of "every" and 98 for "any", so it says nothing about them.
    private static string? TooLarge(string[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var numbers = fields[i].Split([',', '-', '/', 'L', 'W', '#'], StringSplitOptions.RemoveEmptyEntries);
            if (numbers.FirstOrDefault(n => int.TryParse(n, out var value) && value > Most[i]) is { } number) return $"The cron expression cannot be read: its {Names[i]} cannot be {number}, at most {Most[i]}.";
        }

        return null;
    }

    private static bool MixesStarStep(string day, string weekday) =>
        (IsStarStep(day) && IsRestricted(weekday)) || (IsStarStep(weekday) && IsRestricted(day));

    private static bool IsStarStep(string field) => field.StartsWith("*/", StringComparison.Ordinal);

    private static bool IsRestricted(string field) => field is not ("*" or "?");
}
