using ChatRuns.Bot.Channels;
using ChatRuns.Journal;
using ChatRuns.Runs;
using Some = ChatRuns.Engine.Tests.Some;

namespace ChatRuns.Bot.Tests.Courier;

/// <summary>Many failures at once are few messages, and hold up nothing that waits for people (N2).</summary>
public sealed class BurstTests
{
    private const string Ask = "approval: { approvers: [approver] }\nnotify: { actions: [\"slack:#ops\"], failed: [\"slack:#ops\"] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private const string Fails = "notify: { failed: [\"slack:#ops\"] }\nsteps: [{ name: look, tool: probe.look, with: { what: disk } }]";
    private const int Agents = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_thousand_failures_of_many_agents_are_at_most_ten_messages(bool hasThreads)
    {
        await using var bot = await OpenAsync(hasThreads);
        foreach (var part in Enumerable.Range(0, 10_000).Chunk(1000)) await FailAsync(bot, part.Select(i => i % Agents));

        await bot.CarryAllAsync();

        bot.Slack.Posts.ShouldBeLessThanOrEqualTo(10);
        var card = bot.Slack.Wall.Single(c => c.Name == "overview");
        card.Text.ShouldContain("37 more agents are failing");
        card.Text.ShouldContain("9,250 failures since");
        card.Text.ShouldContain("and 32 other agents");
        bot.Slack.Wall.Count(c => c.Name == "run-failed").ShouldBe(3);
    }

    [Fact]
    public async Task A_decision_is_asked_before_the_failures_that_came_first()
    {
        await using var bot = await OpenAsync(hasThreads: false);
        await FailAsync(bot, Enumerable.Range(0, 2000).Select(i => i % Agents));
        await bot.Bench.RunAsync("asks");

        await bot.CarryAsync();

        bot.Slack.Wall[0].Name.ShouldBe("actions");
        bot.Slack.Wall.Count(c => c.Name == "run-failed").ShouldBe(3);
    }

    [Fact]
    public async Task A_burst_closes_its_card_when_all_recovered_and_says_so_once()
    {
        await using var bot = await OpenAsync(hasThreads: true);
        await FailAsync(bot, [0, 1, 2, 3, 4, 5]);
        await bot.CarryAllAsync();
        bot.Slack.Wall.Single(c => c.Name == "overview").Text.ShouldContain("3 more agents are failing");

        await EndAsync(bot, [3, 4], Some.Completed());
        await bot.CarryAllAsync();
        bot.Slack.Wall.Single(c => c.Name == "overview").Text.ShouldContain("1 more agent is failing");
        await EndAsync(bot, [5], Some.Completed());
        await bot.CarryAllAsync();
        await bot.CarryAllAsync();

        bot.Slack.Wall.Single(c => c.Name == "overview").Text.ShouldContain("3 more agents had failures");
        bot.Slack.Told.Where(t => t.Nudge is Nudge.Conversation).ShouldHaveSingleItem().Card.Text.ShouldContain("3 agents had 3 failures in");
    }

    [Fact]
    public async Task A_burst_that_goes_on_says_so_after_an_hour_and_eight()
    {
        await using var bot = await OpenAsync(hasThreads: true);
        await FailAsync(bot, [0, 1, 2, 3, 4, 5]);
        await bot.CarryAllAsync();
        bot.Slack.Told.Clear();

        for (var hour = 1; hour <= 9; hour++)
        {
            bot.Bench.Time.Advance(TimeSpan.FromHours(1));
            await bot.CarryAsync();
        }

        bot.Slack.Told.Count(t => t.Card.Text.Contains("3 agents still failing", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_restart_in_a_burst_posts_nothing_twice()
    {
        await using var bot = await OpenAsync(hasThreads: false);
        await FailAsync(bot, Enumerable.Range(0, 10));
        await bot.CarryAllAsync();
        var posts = bot.Slack.Posts;

        await bot.Bench.RestartAsync();
        await FailAsync(bot, Enumerable.Range(0, 20));
        await bot.CarryAllAsync();

        bot.Slack.Posts.ShouldBe(posts);
        bot.Slack.Wall.Single(c => c.Name == "overview").Text.ShouldContain("17 more agents are failing");
    }

    [Fact]
    public async Task After_a_quiet_time_an_alert_stands_for_itself_again()
    {
        await using var bot = await OpenAsync(hasThreads: false);
        await FailAsync(bot, [0, 1, 2, 3]);
        await bot.CarryAllAsync();

        bot.Bench.Time.Advance(TimeSpan.FromMinutes(11));
        await FailAsync(bot, [7]);
        await bot.CarryAllAsync();

        bot.Slack.Wall.Count(c => c.Name == "run-failed").ShouldBe(4);
    }

    private static async Task<BotBench> OpenAsync(bool hasThreads)
    {
        var bot = await BotBench.OpenAsync([("asks", Ask), .. Enumerable.Range(0, Agents).Select(i => ($"agent-{i}", Fails))]);
        bot.Slack.HasThreads = hasThreads;
        return bot;
    }

    private static Task FailAsync(BotBench bot, IEnumerable<int> agents) => EndAsync(bot, agents, Some.Failed());

    private static Task EndAsync(BotBench bot, IEnumerable<int> agents, RunEnded end)
    {
        var starts = agents.Select(i => (Func<long, IReadOnlyList<JournalEvent>>)(number => [Some.Queued(number, $"agent-{i}"), new RunStarted(), end])).ToList();
        return bot.Bench.Store.AddRunsAsync(new(Guid.CreateVersion7(), bot.Bench.Time.GetUtcNow(), Principal.System, starts), CancellationToken.None);
    }
}
