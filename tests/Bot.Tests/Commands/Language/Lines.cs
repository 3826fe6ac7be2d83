using System.Globalization;
using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Tests.Commands.Language;

/// <summary>Lines as Mia types them in Berlin, on Saturday 21 November 2026 at 14:30.</summary>
internal static class Lines
{
    public const string Mia = "slack/T1/U1";

    public static TimeZoneInfo Berlin { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 14, 30, 0, TimeSpan.FromHours(1));

    public static Vocabulary Vocabulary { get; } = new()
    {
        Agents =
        [
            new("site-check", "Site check")
            {
                Owner = "Ops Team", Tags = ["web", "prod"], Triggers = ["every-5-min", "nightly"], Targets = ["eu-prod", "us-prod"],
                Steps = ["fetch", "compare", "report"], Variables = ["url", "expected_status"],
            },
            new("tidy-downloads", "Free up disk") { Owner = "mia", Tags = ["disk"], Steps = ["scan", "propose"], Variables = ["folder"] },
            new("week-review", "Week in review") { Triggers = ["monday morning"] },
            new("sync-prices", "Sync prices") { Tags = ["web"], Steps = ["upload"] },
            new("sync-stock", "Sync stock"),
            new("twin-a", "The twins"),
            new("twin-b", "The twins"),
            new("failed-logins", "Failed logins"),
            new("mias-list", "Mia's list"),
        ],
        Targets = ["staging"],
        Groups = [new("@ops", "@ops"), new("slack/T1/@S9", "@finance")],
        People = [new(Mia, "Mia Chen"), new("slack/T1/U2", "Jon Doe"), new("teams/x/U3", "Jon Snow")],
    };

    public static Command Parse(string line) => Parse(line, Now, Berlin);

    public static Command Parse(string line, DateTimeOffset now, TimeZoneInfo zone) => CommandLine.Parse(line, Vocabulary, Mia, now, zone);

    public static RunsCommand Runs(string line) => Parse(line).ShouldBeOfType<RunsCommand>();

    public static ParseProblem Problem(string line) => Parse(line).ShouldBeOfType<ParseProblem>();

    /// <summary>The first moment and the one after the last, each as the parser's offset has it.</summary>
    public static string Bounds(RunsCommand list) => string.Create(
        CultureInfo.InvariantCulture, $"{list.Filter.From:yyyy-MM-dd HH:mm zzz}..{list.Filter.To:yyyy-MM-dd HH:mm zzz}");

    /// <summary>The command in the language's own words; for a problem, its message and suggestions.</summary>
    public static string Meaning(string line) => Parse(line) switch
    {
        ParseProblem problem => string.Join(" | ", [problem.Message, .. problem.Suggestions]),
        var command => command.ToLine(),
    };
}
