using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Slack.Talk;
using ChatRuns.Engine.Tests;
using ChatRuns.StandIns.Api;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>User groups of Slack: who is in one has its rights, as soon as and as long as Slack says so.</summary>
public sealed class SlackGroupsTests
{
    private const string Finance = "S0FIN";
    private const string Ask = "title: Tidy\nnotify: { actions: [\"slack:#ops\"], completed: [] }\napproval: { approvers: [\"slack/T0STANDIN/@S0FIN\"] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";

    [Fact]
    public async Task A_member_of_a_group_decides_until_they_are_taken_out_of_it()
    {
        await using var bot = await OpenAsync(SlackBench.Eve);
        var first = await bot.RunAsync("tidy");
        var message = bot.Message();
        bot.Slack.AddUserGroup(Finance, "finance");
        await PassAsync(bot, TimeSpan.FromMinutes(5));

        await bot.Slack.ClickAsync(SlackBench.Eve, message, "Approve");
        await bot.GoAsync();
        (await bot.Bench.ActionAsync(first)).Status.ShouldBe(ActionStatus.Open);

        bot.Slack.AddUserGroup(Finance, "finance", SlackBench.Eve);
        await PassAsync(bot, TimeSpan.FromMinutes(5));
        await bot.Slack.ClickAsync(SlackBench.Eve, message, "Approve");
        await bot.GoAsync();
        (await bot.Bench.ActionAsync(first)).Status.ShouldBe(ActionStatus.Succeeded);
    }

    [Fact]
    public async Task A_role_that_was_granted_to_a_group_counts_for_its_members()
    {
        await using var bot = await OpenAsync(SlackBench.Eve);
        await bot.Bench.Engine.GrantAsync("slack/T0STANDIN/@S0FIN", "@finance", Role.Operator, GrantScope.Everything, EngineBench.Ada, CancellationToken.None);

        bot.Bench.Engine.RolesOf(SlackBench.PrincipalOf(bot.Slack, SlackBench.Eve)).ShouldContain(Role.Operator);
        bot.Bench.Engine.RolesOf(SlackBench.PrincipalOf(bot.Slack, "U0NEW")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_members_are_told_that_an_action_waits()
    {
        await using var bot = await OpenAsync(SlackBench.Eve, SlackBench.Mia);

        await bot.RunAsync("tidy");
        for (var i = 0; i < 3; i++) await bot.PassAsync(TimeSpan.FromSeconds(1));

        bot.Replies().ShouldHaveSingleItem(bot.Slack.ToString()).Text.ShouldStartWith("<@U0EVE> <@U0MIA> ");
    }

    [Fact]
    public async Task An_unknown_group_is_read_soon_after_it_was_asked_for()
    {
        await using var bot = await OpenAsync();
        var groups = bot.Bench.Get<SlackGroups>();
        bot.Slack.AddUserGroup("S0NEW", "newcomers", SlackBench.Jon);

        IGroupDirectory directory = groups;
        directory.MembersOf("slack/T0STANDIN/@S0NEW").ShouldBeEmpty();
        await PassAsync(bot, TimeSpan.FromSeconds(30));

        directory.MembersOf("slack/T0STANDIN/@S0NEW").ShouldBe(["slack/T0STANDIN/U0JON"]);
        directory.NameOf("slack/T0STANDIN/@S0NEW").ShouldBe("@newcomers");
        directory.MembersOf("slack/T0OTHER/@S0NEW").ShouldBeEmpty();
        directory.GroupsOf(EngineBench.Ada).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_workspace_without_groups_says_so_once()
    {
        await using var bot = await OpenAsync(SlackBench.Eve);
        bot.Slack.Fail("usergroups.list", new Trouble.Error("plan_upgrade_required"), times: 3);

        for (var i = 0; i < 3; i++) await PassAsync(bot, TimeSpan.FromMinutes(5));

        bot.Bench.Get<SlackGroups>().GroupsOf(SlackBench.PrincipalOf(bot.Slack, SlackBench.Eve)).ShouldBeEmpty();
        bot.Log.Lines.Count(l => l.Contains("plan_upgrade_required")).ShouldBe(1);
    }

    [Fact]
    public async Task While_slack_is_away_groups_count_for_an_hour()
    {
        await using var bot = await OpenAsync(SlackBench.Eve);
        var eve = SlackBench.PrincipalOf(bot.Slack, SlackBench.Eve);
        bot.Slack.Fail("usergroups.list", new Trouble.Status(500), times: 100);

        await PassAsync(bot, TimeSpan.FromMinutes(55));
        bot.Bench.Get<SlackGroups>().GroupsOf(eve).ShouldNotBeEmpty();
        await PassAsync(bot, TimeSpan.FromMinutes(5));
        bot.Bench.Get<SlackGroups>().GroupsOf(eve).ShouldBeEmpty();
    }

    private static async Task<SlackBench> OpenAsync(params string[] members)
    {
        var bot = await SlackBench.OpenAsync(("tidy", Ask));
        var groups = bot.Bench.Get<SlackGroups>();
        bot.Bench.Roles.Directory = (groups.GroupsOf, groups.MembersOf);
        bot.Slack.AddUserGroup(Finance, "finance", members);
        await groups.TickOnceAsync(CancellationToken.None);
        return bot;
    }

    private static async Task PassAsync(SlackBench bot, TimeSpan time)
    {
        bot.Bench.Time.Advance(time);
        await bot.Bench.Get<SlackGroups>().TickOnceAsync(CancellationToken.None);
    }
}
