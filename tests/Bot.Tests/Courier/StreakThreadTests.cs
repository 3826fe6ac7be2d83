using ChatRuns.Bot.Channels;
using ChatRuns.Runs;
using ChatRuns.Tools;

namespace ChatRuns.Bot.Tests.Courier;

/// <summary>The thread under an alert: a line for each further failure, short replies that notify, and where there are no threads nothing.</summary>
public sealed class StreakThreadTests
{
    private const string Look = "notify: { failed: [\"slack:#ops\"], completed: [] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task Each_further_failure_is_a_line_in_the_thread_of_the_alert()
    {
        await using var bot = await OpenAsync(Look);

        await FailAsync(bot, 3);

        bot.Slack.Told.Select(t => (t.To.Message, t.Nudge)).ShouldBe([("1", new Nudge.Quiet()), ("1", new Nudge.Quiet())]);
        bot.Slack.Told.Select(t => t.Card.Text[..5]).ShouldBe(["✕ #2 ", "✕ #3 "]);
        bot.Slack.Wall[0].Text.ShouldContain("3 times");
    }

    [Fact]
    public async Task Lines_begin_after_the_alert()
    {
        await using var bot = await OpenAsync(Look.Replace("notify: {", "notify: { alert_after: 3,", StringComparison.Ordinal));

        await FailAsync(bot, 4);

        bot.Slack.Told.ShouldHaveSingleItem().Card.Text.ShouldContain("#4 failed");
    }

    [Fact]
    public async Task A_platform_without_threads_is_told_nothing_besides()
    {
        await using var bot = await OpenAsync(Look);
        bot.Slack.HasThreads = false;

        await FailAsync(bot, 3);

        (bot.Slack.Told.Count, bot.Slack.Posts).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_streak_that_goes_on_reminds_after_an_hour_eight_hours_and_each_day()
    {
        await using var bot = await OpenAsync(Look);
        await FailAsync(bot, 1);
        var after = new List<int>();
        for (var hour = 1; hour <= 50; hour++)
        {
            bot.Bench.Time.Advance(TimeSpan.FromHours(1));
            await bot.CarryAsync();
            if (bot.Slack.Told.LastOrDefault() is { Nudge: Nudge.Conversation } && bot.Slack.Told.Count(t => t.Nudge is Nudge.Conversation) > after.Count) after.Add(hour);
            await FailAsync(bot, 1);
        }

        after.ShouldBe([1, 8, 24, 48]);
        bot.Slack.Told.First(t => t.Nudge is Nudge.Conversation).Card.Text.ShouldContain("is still failing · 1 time, for 1 h");
    }

    [Fact]
    public async Task A_recovery_is_told_once_and_ends_the_reminders()
    {
        await using var bot = await OpenAsync(Look);
        await FailAsync(bot, 2);
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));

        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();
        await bot.Bench.RunAsync("reader");
        bot.Bench.Time.Advance(TimeSpan.FromHours(1));
        await bot.CarryAsync();

        var told = bot.Slack.Told.Where(t => t.Nudge is Nudge.Conversation).ShouldHaveSingleItem();
        told.Card.Text.ShouldContain("recovered");
        told.Card.Text.ShouldContain("2 runs");
        bot.Slack.Wall[0].Text.ShouldContain("recovered");
    }

    [Fact]
    public async Task What_was_never_alerted_recovers_in_silence()
    {
        await using var bot = await OpenAsync(Look.Replace("notify: {", "notify: { alert_after: 3,", StringComparison.Ordinal));
        await FailAsync(bot, 2);
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));

        await bot.Bench.RunAsync("reader");
        await bot.CarryAsync();

        bot.Slack.Posts.ShouldBe(0);
    }

    [Fact]
    public async Task A_line_waits_for_its_alert_to_be_posted()
    {
        await using var bot = await OpenAsync(Look);
        bot.Slack.Refuses = () => new SendResult.Later(TimeSpan.FromMinutes(1), "slow down") { OnlyThis = true };
        await FailAsync(bot, 2);
        bot.Slack.Refuses = () => null;

        bot.Bench.Time.Advance(TimeSpan.FromSeconds(6));
        await bot.CarryAsync();
        bot.Slack.Posts.ShouldBe(0);
        for (var i = 0; i < 12; i++)
        {
            bot.Bench.Time.Advance(TimeSpan.FromSeconds(6));
            await bot.CarryAsync();
        }

        bot.Slack.Posts.ShouldBe(2);
        bot.Slack.Told.ShouldHaveSingleItem().To.Message.ShouldBe("1");
    }

    [Fact]
    public async Task A_restart_says_nothing_twice()
    {
        await using var bot = await OpenAsync(Look);
        await FailAsync(bot, 3);

        await bot.Bench.RestartAsync();
        await bot.CarryAsync();

        bot.Slack.Posts.ShouldBe(3);
    }

    [Fact]
    public async Task Ten_thousand_failures_are_at_most_ten_messages()
    {
        await using var bot = await OpenAsync(Look);
        var starts = Enumerable.Range(0, 10_000).Select(_ => (Func<long, IReadOnlyList<Journal.JournalEvent>>)(number =>
            [ChatRuns.Engine.Tests.Some.Queued(number, "reader"), new RunStarted(), ChatRuns.Engine.Tests.Some.Failed()])).ToList();
        foreach (var some in starts.Chunk(1000))
            await bot.Bench.Store.AddRunsAsync(new(Guid.CreateVersion7(), ChatRuns.Engine.Tests.Some.Noon, Journal.Principal.System, some), CancellationToken.None);
        await bot.CarryAllAsync();
        bot.Bench.Look.Answer = _ => Task.FromResult(new ToolResult(null));
        await bot.Bench.RunAsync("reader");
        await bot.CarryAllAsync();

        bot.Slack.Posts.ShouldBe(10);
        bot.Slack.Told[7].Card.Text.ShouldContain("Further failures are counted in the message above.");
    }

    private static async Task<BotBench> OpenAsync(string agent)
    {
        var bot = await BotBench.OpenAsync(("reader", agent));
        bot.Slack.HasThreads = true;
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        return bot;
    }

    private static async Task FailAsync(BotBench bot, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await bot.Bench.RunAsync("reader");
            await bot.CarryAsync();
        }
    }
}
