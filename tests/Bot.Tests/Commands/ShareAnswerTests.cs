using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Commands;
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

    private static Task<Reply> ShareAsync(BotBench bot, long bytes = 4) => bot.Bench.Get<IDesk>().AnswerAsync(
        new Said.Share(EngineBench.Ada, new("slack", "T1", "U1"), TimeZoneInfo.Utc, "", [new SharedFile("a.csv", "text/csv", bytes, _ => Task.FromResult<FileFetch>(new FileFetch.Opened(new MemoryStream([1, 2, 3, 4]))))]) { Id = "said" },
        CancellationToken.None);
}
