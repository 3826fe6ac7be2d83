using System.Diagnostics;
using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Tests.Commands.Language;

public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "/runs", "/run", "/agent", "/agents", "/approvals", "/metrics", "/next", "/freeze", "/unfreeze", "why", "threshold", "schedule", "reset", "tag:web", "for", "2h", "/help", "failed", "only", "not", "pending", "done", "timed", "out",
        "over", "quota", "log", "too", "large", "last", "7d", "24h", "7x", "week", "month", "since", "from", "to", "until", "between", "and",
        "yesterday", "monday", "1", "nov", "2026-11-01", "01/11/2026", "31.2.2026", "14:00", "9am", "25:00", "ago", "days", "3", "now", "on", "in",
        "site-check", "Site", "check", "\"Site check\"", "sync", "twins", "the", "eu-prod", "nightly", "step", "fetch", "cause", "timeout",
        "owner", "tag", "web", "by", "@mia", "me", "mine", "<@U1>", "text", "\"disk full\"", "page", "per", "50", "0", "99999999999999999999",
        "archived", "test", "runs", "actions", "open", "more", "than", "5m", ">5m", "1042", "#1042", "1042.1", "run", "pause", "url=x",
        "url=\"a b\"", "=", "x=", "status:failed,done", "text:\"a,b\"", "..", "1..2", "-", "–", "“", "”", "\"", "'", "\\", "`", "?", "help", "cancel",
        "archive", "unarchive", "rerun", "from", "duplicate", "at", "2026-11-21T12:00:00Z", "/access", "/me", "remove", "claim", "approver", "admin", "tag:web", "agent:site-check", "everywhere", "<@U123|mia>", "<!subteam^S1|@ops>", "slack/T1/U1",
        "@ops", "jon", "zone", "Berlin", "quiet", "22:00-07:00", "notify", "dm", "stand-in", "none", "note", "link", "unlink", "confirm", "7QK2-M9DT-0XWV-3RBN",
        "\ud800", "\udfff", "\uffff", "\u200b", "\u202e", "😀", "ｆａｉｌｅｄ", "ﷺ", "\0", "\u001b[31m", "<!channel>", "\n", "\t", "\u00a0",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_words_in_any_order_are_a_command_or_a_problem_with_working_suggestions(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1500; round++)
        {
            var line = Line(random, random.Next(1, 12));

            var command = Lines.Parse(line);

            if (command is ParseProblem problem) CheckProblem(line, problem);
            else CheckSameAgain(line, command);
        }
    }

    [Fact]
    public void Any_characters_are_a_command_or_a_problem()
    {
        var random = new Random(4);
        for (var round = 0; round < 1500; round++)
        {
            var letters = new char[random.Next(0, 60)];
            for (var at = 0; at < letters.Length; at++) letters[at] = (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(128));

            var line = (round % 2 == 0 ? "/runs " : "") + new string(letters);

            if (Lines.Parse(line) is ParseProblem problem) CheckProblem(line, problem);
        }
    }

    [Theory]
    [InlineData("a ")]
    [InlineData("on ")]
    [InlineData("failed ")]
    [InlineData("site ")]
    [InlineData("'a ")]
    [InlineData("\"a\" ")]
    [InlineData("text x ")]
    [InlineData("not failed ")]
    [InlineData("x,")]
    [InlineData("1h")]
    [InlineData("show ")]
    [InlineData("ﷺ")]
    [InlineData("`")]
    [InlineData("@x ")]
    [InlineData("<@U1>")]
    [InlineData("\ud800")]
    [InlineData("9")]
    public void The_longest_line_takes_no_longer_than_its_length_explains(string piece)
    {
        var longest = Repeat(piece, CommandLine.MostLetters - 6);
        foreach (var verb in (string[])["/runs ", "/agent ", "/run ", ""]) Lines.Parse(verb + longest);

        // Forty times the quarter would be worse than quadratic; the best of nine keeps a busy machine out.
        var quarter = Best(() => Lines.Parse("/runs " + longest[..(longest.Length / 4)]));
        var whole = Best(() => Lines.Parse("/runs " + longest));

        whole.ShouldBeLessThan((quarter * 40) + TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_hundred_thousand_characters_are_refused_at_once()
    {
        var problem = Lines.Problem(new string('x', 100_000));

        problem.Message.ShouldBe("This line has 100000 characters; I read at most 8000.");
        problem.Suggestions.ShouldBeEmpty();
    }

    private static string Line(Random random, int count) =>
        string.Join(random.Next(10) == 0 ? "" : " ", Enumerable.Range(0, count).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static void CheckProblem(string line, ParseProblem problem)
    {
        problem.Message.ShouldNotBeNullOrWhiteSpace(line);
        problem.At.Start.ShouldBeInRange(0, line.Length, line);
        (problem.At.Start + problem.At.Length).ShouldBeInRange(0, line.Length, line);
        foreach (var suggestion in problem.Suggestions)
            (Lines.Parse(suggestion) is ParseProblem).ShouldBeFalse($"{line} => {suggestion}");
    }

    private static void CheckSameAgain(string line, Command command)
    {
        var again = Lines.Parse(command.ToLine());

        again.ToLine().ShouldBe(command.ToLine(), line);
        if (command is not RunsCommand list) return;
        var same = again.ShouldBeOfType<RunsCommand>(line);
        same.Filter.ShouldBe(list.Filter with { Statuses = same.Filter.Statuses }, line);
        same.Filter.Statuses.ShouldBe(list.Filter.Statuses, line);
        same.Heading.ShouldBe(list.Heading, line);
    }

    private static string Repeat(string piece, int length) => string.Concat(Enumerable.Repeat(piece, (length / piece.Length) + 1))[..length];

    private static TimeSpan Best(Action work) => Enumerable.Range(0, 9).Min(_ => Time(work));

    private static TimeSpan Time(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started);
    }
}
