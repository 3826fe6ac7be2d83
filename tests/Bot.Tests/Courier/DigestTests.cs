using ChatRuns.Bot.Courier;
using ChatRuns.Runs;
using ChatRuns.Tools;
using Some = ChatRuns.Engine.Tests.Some;

namespace ChatRuns.Bot.Tests.Courier;

/// <summary>What is not posted run by run, once a day and once a week (N1). It is Saturday noon in UTC; digests come at 9:00, reviews on Monday.</summary>
public sealed class DigestTests
{
    private const string Look = "steps: [{ name: look, tool: probe.look, with: { what: disk } }]";

    [Fact]
    public async Task What_completed_is_told_once_a_day_on_one_card_a_place()
    {
        await using var bot = await BotBench.OpenAsync(("one", Look), ("two", Look), ("ops", "notify: { failed: \"slack:#ops\" }\n" + Look));
        await bot.CarryAsync();
        await CompleteAsync(bot, "one", 3);
        await CompleteAsync(bot, "two", 1);
        await CompleteAsync(bot, "ops", 2);
        await bot.CarryAsync();
        bot.Web.Wall.ShouldBeEmpty();

        await LaterAsync(bot, 21);

        var card = bot.Web.Wall.ShouldHaveSingleItem();
        card.Text.ShouldContain("4 runs completed");
        card.Text.ShouldContain("3 completed");
        card.Json.ToJsonString().ShouldContain("/runs completed from 2026-11-21 to 2026-11-22");
        bot.Slack.Wall.ShouldHaveSingleItem().Text.ShouldContain("2 runs completed");
    }

    [Fact]
    public async Task Of_a_day_without_runs_nothing_is_told_and_a_restart_tells_nothing_twice()
    {
        await using var bot = await BotBench.OpenAsync(("one", Look));
        await bot.CarryAsync();
        await CompleteAsync(bot, "one", 1);
        await LaterAsync(bot, 21);
        bot.Web.Posts.ShouldBe(1);

        await bot.Bench.RestartAsync();
        await bot.CarryAllAsync();
        await LaterAsync(bot, 24);

        bot.Web.Wall.Count(c => c.Text.Contains("1 run completed", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_time_that_passed_while_the_bot_was_down_is_told_with_the_next()
    {
        await using var bot = await BotBench.OpenAsync(("one", Look));
        await bot.CarryAsync();
        await CompleteAsync(bot, "one", 1);
        bot.Bench.Time.Advance(TimeSpan.FromDays(1));
        await CompleteAsync(bot, "one", 1);
        await bot.Bench.RestartAsync();
        await LaterAsync(bot, 3 * 24);

        bot.Web.Wall.Count(c => c.Text.Contains("2 runs completed", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task An_agent_says_where_and_when_or_that_it_wants_none()
    {
        await using var bot = await BotBench.OpenAsync(
            ("early", "notify: { digest: { to: \"slack:#ops\", at: \"06:30\", timezone: Europe/Berlin } }\n" + Look), ("none", "notify: { digest: none }\n" + Look));
        await bot.CarryAsync();
        await CompleteAsync(bot, "early", 1);
        await CompleteAsync(bot, "none", 1);

        bot.Bench.Time.Advance(new DateTimeOffset(2026, 11, 22, 5, 29, 0, TimeSpan.Zero) - bot.Bench.Time.GetUtcNow());
        await bot.CarryAsync();
        bot.Slack.Wall.ShouldBeEmpty();
        await LaterAsync(bot, 1);
        await LaterAsync(bot, 12);

        bot.Slack.Wall.ShouldHaveSingleItem();
        bot.Web.Wall.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_week_is_reviewed_on_monday()
    {
        await using var bot = await BotBench.OpenAsync(("one", "notify: { completed: [], failed: \"slack:#ops\" }\n" + Look));
        await bot.CarryAsync();
        await CompleteAsync(bot, "one", 3);
        bot.Bench.Look.Answer = _ => throw new ToolException(ToolFault.Unreachable, "No route.");
        await bot.Bench.RunAsync("one");
        await bot.CarryAllAsync();

        await LaterAsync(bot, 21);
        bot.Slack.Wall.ShouldHaveSingleItem().Name.ShouldBe("run-failed");
        await LaterAsync(bot, 24);

        var review = bot.Slack.Wall[^1];
        review.Text.ShouldContain("The week in review");
        review.Text.ShouldContain("4 · 75 % succeeded");
        review.Text.ShouldContain("look failed 1 time");
        review.Text.ShouldContain("is failing since");
    }

    [Theory]
    [InlineData("2026-11-21T07:59:00Z", null, "2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z")]
    [InlineData("2026-11-21T08:00:00Z", null, "2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z")]
    [InlineData("2026-03-29T05:00:00Z", null, "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z")]
    [InlineData("2026-11-21T12:00:00Z", DayOfWeek.Monday, "2026-11-16T08:00:00Z", "2026-11-23T08:00:00Z")]
    public void A_time_of_day_is_found_on_the_clock_of_its_zone(string now, DayOfWeek? on, string last, string next)
    {
        var time = new DigestTime(new(9, 0), "Europe/Berlin", on);

        time.LastUpTo(At(now)).ShouldBe(At(last));
        time.NextAfter(At(now)).ShouldBe(At(next));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task CompleteAsync(BotBench bot, string agent, int times)
    {
        var starts = Enumerable.Range(0, times).Select(_ => (Func<long, IReadOnlyList<Journal.JournalEvent>>)(n =>
            [Some.Queued(n, agent), new RunStarted(), Some.Completed()])).ToList();
        await bot.Bench.Store.AddRunsAsync(new(Guid.CreateVersion7(), bot.Bench.Time.GetUtcNow(), Journal.Principal.System, starts), CancellationToken.None);
    }

    private static async Task LaterAsync(BotBench bot, int hours)
    {
        bot.Bench.Time.Advance(TimeSpan.FromHours(hours));
        await bot.CarryAllAsync();
    }
}
