using ChatRuns.Actions;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Tests.Courier;

/// <summary>Who is told that an action waits for them: once, where and when they want it. Amy and Ben approve in Slack; it is noon in UTC.</summary>
public sealed class TellingTests
{
    private const string Ask = "notify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private static readonly Principal s_amy = new("slack", "local", "amy", "Amy");
    private static readonly Principal s_ben = new("slack", "local", "ben", "Ben");

    [Fact]
    public async Task Approvers_are_named_in_one_reply_under_the_card_and_only_once()
    {
        await using var bot = await OpenAsync(Ask, s_amy, s_ben);

        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();
        await bot.CarryAllAsync();

        var told = bot.Slack.Told.ShouldHaveSingleItem();
        told.To.Message.ShouldBe("1");
        Named(told).ShouldBe([s_amy.Key, s_ben.Key]);
        told.Card.Text.ShouldContain("1 action of tidy waits for you.");
    }

    [Fact]
    public async Task Who_wants_a_direct_message_gets_the_card_and_it_shows_the_decision()
    {
        await using var bot = await OpenAsync(Ask, s_amy);
        await WishAsync(bot, s_amy, Wishes.None with { Notify = NotifyBy.Direct });

        var run = await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();
        bot.Slack.Told.ShouldHaveSingleItem().To.ShouldBe(new Address("slack", "local", "amy"));
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run.Number));
        await bot.GoAsync();

        bot.Slack.Wall.Count.ShouldBe(2);
        bot.Slack.Wall.ShouldAllBe(card => card.Name == "actions" && card.Text.Contains("Approved by Mia"));
        bot.Slack.Posts.ShouldBe(2);
    }

    [Fact]
    public async Task Who_wants_to_hear_nothing_hears_nothing()
    {
        await using var bot = await OpenAsync(Ask, s_amy);
        await WishAsync(bot, s_amy, Wishes.None with { Notify = NotifyBy.Off });

        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        bot.Slack.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_that_stands_elsewhere_comes_to_the_approver_directly()
    {
        await using var bot = await OpenAsync(Ask.Replace("slack:#ops", "web", StringComparison.Ordinal), s_amy);

        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        bot.Slack.Told.ShouldHaveSingleItem().To.Conversation.ShouldBe("amy");
    }

    [Fact]
    public async Task Quiet_hours_are_waited_out()
    {
        await using var bot = await OpenAsync(Ask, s_amy, s_ben);
        await WishAsync(bot, s_amy, new("Asia/Tokyo", new(new(20, 0), new(7, 30)), NotifyBy.Mention));

        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();
        Named(bot.Slack.Told.ShouldHaveSingleItem()).ShouldBe([s_ben.Key]);
        var dawn = new DateTimeOffset(bot.Bench.Time.GetUtcNow().Date.AddHours(22.5), TimeSpan.Zero);
        bot.Bench.Time.Advance(dawn - bot.Bench.Time.GetUtcNow() - TimeSpan.FromSeconds(2));
        await bot.CarryAllAsync();
        bot.Slack.Told.Count.ShouldBe(1);
        bot.Bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bot.CarryAllAsync();

        Named(bot.Slack.Told[1]).ShouldBe([s_amy.Key]);
    }

    [Fact]
    public async Task What_was_held_back_for_quiet_hours_is_told_when_they_are_ended()
    {
        await using var bot = await OpenAsync(Ask, s_amy);
        await WishAsync(bot, s_amy, new(null, new(new(0, 0), new(23, 0)), NotifyBy.Mention));
        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();
        bot.Slack.Told.ShouldBeEmpty();

        await bot.SayAsync("/me quiet off", s_amy);
        await bot.CarryAllAsync();

        Named(bot.Slack.Told.ShouldHaveSingleItem()).ShouldBe([s_amy.Key]);
    }

    [Fact]
    public async Task What_is_held_back_waits_for_the_end_of_other_quiet_hours()
    {
        await using var bot = await OpenAsync(Ask, s_amy);
        var clock = TimeOnly.FromDateTime(bot.Bench.Time.GetUtcNow().UtcDateTime);
        await WishAsync(bot, s_amy, new("UTC", new(clock.AddHours(-1), clock.AddHours(9)), NotifyBy.Mention));
        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        await bot.SayAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/me quiet {clock.AddHours(-1):HH:mm}-{clock.AddHours(3):HH:mm}"), s_amy);
        bot.Bench.Time.Advance(TimeSpan.FromHours(2.9));
        await bot.CarryAllAsync();
        bot.Slack.Told.ShouldBeEmpty();
        bot.Bench.Time.Advance(TimeSpan.FromHours(0.2));
        await bot.CarryAllAsync();

        bot.Slack.Told.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_was_decided_in_quiet_hours_disturbs_nobody_afterwards()
    {
        await using var bot = await OpenAsync(Ask, s_amy);
        await WishAsync(bot, s_amy, new(null, new(new(0, 0), new(23, 0)), NotifyBy.Mention));
        var run = await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run.Number));
        bot.Bench.Time.Advance(TimeSpan.FromHours(12));
        await bot.GoAsync();

        bot.Slack.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_voted_meanwhile_is_not_told_though_another_vote_is_needed()
    {
        await using var bot = await OpenAsync(Ask.Replace("[approver] }", "[approver], required: 2 }", StringComparison.Ordinal), s_amy);
        await WishAsync(bot, s_amy, new(null, new(new(0, 0), new(23, 0)), NotifyBy.Mention));
        var run = await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run.Number), s_amy);
        bot.Bench.Time.Advance(TimeSpan.FromHours(12));
        await bot.GoAsync();

        (await bot.Bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Open);
        bot.Slack.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stand_in_is_told_instead()
    {
        await using var bot = await OpenAsync(Ask, s_amy);
        await bot.Bench.Engine.SetStandInAsync(s_amy, s_ben, null, CancellationToken.None);

        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        Named(bot.Slack.Told.ShouldHaveSingleItem()).ShouldBe([s_ben.Key]);
    }

    [Fact]
    public async Task Who_started_the_run_is_not_told()
    {
        await using var bot = await OpenAsync(Ask, s_amy, s_ben);
        await bot.Bench.Engine.GrantAsync(s_amy.Key, "Amy", Role.Operator, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);

        await bot.Bench.RunAsync("tidy", by: s_amy);
        await bot.CarryAllAsync();

        Named(bot.Slack.Told.ShouldHaveSingleItem()).ShouldBe([s_ben.Key]);
    }

    [Fact]
    public async Task Of_many_approvers_twenty_are_named_and_the_rest_is_said_in_words()
    {
        var many = Enumerable.Range(10, 25).Select(i => new Principal("slack", "local", $"p{i}", $"Person {i}")).ToArray();
        await using var bot = await OpenAsync(Ask, many);

        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        var told = bot.Slack.Told.ShouldHaveSingleItem();
        Named(told).Count.ShouldBe(20);
        told.Card.Text.ShouldContain("5 more people can decide it.");
    }

    [Fact]
    public async Task Two_steps_that_ask_name_an_approver_once()
    {
        await using var bot = await OpenAsync(Ask.Replace("steps: [{ name", "steps: [{ name: first, tool: probe.change, with: { what: copy } }, { name", StringComparison.Ordinal), s_amy);
        var run = await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();
        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run.Number));
        await bot.GoAsync();

        bot.Slack.Told.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_restart_tells_nobody_twice()
    {
        await using var bot = await OpenAsync(Ask, s_amy);
        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        await bot.Bench.RestartAsync();
        await bot.CarryAllAsync();

        bot.Slack.Told.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_linked_accounts_the_first_that_can_be_told_is()
    {
        var (page, other) = (new Principal("web", "local", "amy", "Amy"), new Principal("slack", "local", "amy2", "Amy"));
        await using var bot = await OpenAsync(Ask, page, s_amy, s_ben, other);
        foreach (var account in (Principal[])[page, other]) await bot.Bench.Engine.LinkAsync(s_amy, account, CancellationToken.None);

        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();
        await bot.CarryAllAsync();

        Named(bot.Slack.Told.ShouldHaveSingleItem()).ShouldBe([s_amy.Key, s_ben.Key]);
    }

    [Fact]
    public async Task Who_wants_to_hear_nothing_with_one_account_is_told_with_the_other()
    {
        var other = new Principal("slack", "local", "amy2", "Amy");
        await using var bot = await OpenAsync(Ask, s_amy, other);
        await WishAsync(bot, s_amy, Wishes.None with { Notify = NotifyBy.Off });
        await bot.Bench.Engine.LinkAsync(s_amy, other, CancellationToken.None);

        await bot.Bench.RunAsync("tidy");
        await bot.CarryAllAsync();

        Named(bot.Slack.Told.ShouldHaveSingleItem()).ShouldBe([other.Key]);
    }

    [Fact]
    public async Task Who_voted_or_started_the_run_with_one_account_is_not_told_with_another()
    {
        var other = new Principal("slack", "local", "amy2", "Amy");
        await using var bot = await OpenAsync(
            Ask.Replace("[approver] }", "[approver], required: 2 }", StringComparison.Ordinal).Replace("archive", "\"archive {{run.number}}\"", StringComparison.Ordinal), s_amy, other);
        foreach (var account in (Principal[])[s_amy, other]) await WishAsync(bot, account, new(null, new(new(0, 0), new(23, 0)), NotifyBy.Mention));
        await bot.Bench.Engine.LinkAsync(s_amy, other, CancellationToken.None);
        await bot.Bench.Engine.GrantAsync(other.Key, "Amy", Role.Operator, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        var run = await bot.Bench.RunAsync("tidy");
        (await bot.Bench.ActionAsync((await bot.Bench.RunAsync("tidy", by: other)).Number)).Proposed.Rule.StartedBy.ShouldBe(other.Key);
        await bot.CarryAllAsync();

        await bot.Bench.ApproveAsync(await bot.Bench.ActionAsync(run.Number), other);
        bot.Bench.Time.Advance(TimeSpan.FromHours(12));
        await bot.GoAsync();

        bot.Slack.Told.ShouldBeEmpty();
    }

    private static async Task<BotBench> OpenAsync(string agent, params Principal[] approvers)
    {
        var bot = await BotBench.OpenAsync(("tidy", agent));
        bot.Slack.HasThreads = true;
        foreach (var who in approvers)
            await bot.Bench.Engine.GrantAsync(who.Key, who.Name, Role.Approver, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);
        return bot;
    }

    private static Task WishAsync(BotBench bot, Principal who, Wishes wishes) => bot.Bench.Get<PeopleMemory>().SetWishesAsync(who.Key, wishes, CancellationToken.None);

    private static IReadOnlyList<string> Named((Address To, BoundCard Card, Nudge Nudge) told) => told.Nudge.ShouldBeOfType<Nudge.People>().Keys;
}
