using ChatRuns.Bot.Channels;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Commands;

/// <summary>What is said about agents that take files, and about the files they were given.</summary>
public sealed class ShareAnswerTests
{
    private static readonly (string, string) s_count = ("count", "title: Invoices\ntriggers: [{ name: invoices, upload: { types: [csv], max: 5MB } }]\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]");
    private static readonly (string, string) s_ledger = ("ledger", "title: General ledger\ntriggers: [{ upload: { types: [csv] } }]\nsteps: [{ name: look, tool: probe.look, with: { what: tape } }]");

    [Fact]
    public async Task An_agent_that_takes_files_is_not_listed_as_by_hand_only()
    {
        await using var bot = await BotBench.OpenAsync(s_count);

        var text = (await bot.SayAsync("/agents")).Card!.Text;

        text.ShouldContain("a file shared with me: csv, up to 5 MB");
        text.ShouldNotContain("by hand only");
    }

    [Fact]
    public async Task A_run_by_a_file_tells_who_shared_it()
    {
        await using var bot = await BotBench.OpenAsync(s_count);

        await ShareAsync(bot);
        await bot.Bench.GoAsync();

        (await bot.SayAsync("/run 1")).Card!.Text.ShouldContain("upload “invoices” by Ada");
        (await bot.SayAsync("/runs")).Card!.Text.ShouldContain("upload “invoices” by Ada");
    }

    [Fact]
    public async Task A_file_that_several_take_goes_to_the_first_that_was_pressed_and_to_no_other()
    {
        await using var bot = await BotBench.OpenAsync(s_count, s_ledger);
        var asked = (await ShareAsync(bot)).Card!;
        asked.Json.ToJsonString().ShouldContain("General ledger");
        var lines = System.Text.RegularExpressions.Regex.Matches(asked.Json.ToJsonString(), "/agent [a-z]+ take [0-9a-f]{32}").Select(m => m.Value).Distinct().Order().ToList();

        var first = (await bot.SayAsync(lines[0])).Card!.Text;
        var other = (await bot.SayAsync(lines[1])).Card!.Text;
        await bot.Bench.GoAsync();
        var again = (await bot.SayAsync(lines[0])).Card!.Text;

        first.ShouldContain("Run #1 of Invoices is on its way.");
        other.ShouldContain("It went to Invoices as run #1 already.");
        again.ShouldContain("Run #1 of Invoices: completed.");
        (await bot.Bench.Engine.FindRowAsync(2, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task The_answer_to_a_file_names_the_agent_and_becomes_the_card_of_the_run()
    {
        await using var bot = await BotBench.OpenAsync(s_count);

        var reply = await ShareAsync(bot);

        reply.Card!.Text.ShouldContain("Run #1 of Invoices is on its way.");
        reply.Subject.ShouldBe("run/1");
    }

    [Fact]
    public async Task A_size_that_reads_like_the_limit_is_told_to_the_byte()
    {
        await using var bot = await BotBench.OpenAsync(s_count);

        (await ShareAsync(bot, 5_000_001)).Card!.Text.ShouldContain("No agent takes a.csv (5,000,001 B). Invoices takes csv, up to 5 MB.");
    }

    private static Task<Reply> ShareAsync(BotBench bot, long bytes = 4) => bot.Bench.Get<IDesk>().AnswerAsync(
        new Said.Share(EngineBench.Ada, new("slack", "T1", "U1"), TimeZoneInfo.Utc, "", [new SharedFile("a.csv", "text/csv", bytes, _ => Task.FromResult<FileFetch>(new FileFetch.Opened(new MemoryStream([1, 2, 3, 4]))))]) { Id = "said" },
        CancellationToken.None);
}
