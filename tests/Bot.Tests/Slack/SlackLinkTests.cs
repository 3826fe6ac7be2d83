using System.Text.RegularExpressions;
using ChatRuns.Actions;
using ChatRuns.Bot.Channels;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>One person in the web chat and in Slack: Mia, whose account here is linked to the one of the page.</summary>
public sealed partial class SlackLinkTests
{
    private const string Pay = """
        title: Pay
        notify: { actions: ["slack:#ops"] }
        approval: { approvers: [approver], required: 2 }
        steps: [{ name: change, tool: probe.change, with: { what: pay } }]
        """;

    [Fact]
    public async Task A_code_of_the_web_chat_is_entered_and_confirmed_in_Slack_and_the_two_approve_once()
    {
        await using var bot = await SlackBench.OpenAsync(("pay", Pay));
        var code = Code().Match((await SayOnThePageAsync(bot, "/me link")).Card!.Text).Value;

        await bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/chatruns", $"me link {code}");
        await bot.GoAsync();
        bot.Slack.Ephemerals(SlackBench.Mia)[^1].Text.ShouldContain("Shall these accounts be one person?");
        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Slack.Ephemerals(SlackBench.Mia)[^1], "Confirm");
        await bot.GoAsync();
        bot.Slack.Ephemerals(SlackBench.Mia)[^1].Text.ShouldContain("These accounts are one person");
        bot.Slack.BotMessages(SlackBench.Ops).ShouldBeEmpty();

        var run = await bot.RunAsync("pay");
        var action = await bot.Bench.ActionAsync(run);
        await bot.Bench.ApproveAsync(action, EngineBench.Mia);
        await bot.PassAsync(TimeSpan.FromSeconds(1));
        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Approve");
        await bot.GoAsync();

        (await bot.Bench.ActionAsync(run)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(ActionStatus.Open), a => a.Approvals.ShouldHaveSingleItem());
        bot.Slack.Ephemerals(SlackBench.Mia)[^1].Text.ShouldContain("You approved this already as Mia: 1 of 2.");
        await bot.Bench.ApproveAsync(action, EngineBench.Noor);
        await bot.GoAsync();
        (await bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_code_asked_for_in_a_channel_is_seen_by_the_one_who_asked()
    {
        await using var bot = await SlackBench.OpenAsync(("pay", Pay));

        await bot.Slack.MentionAsync(SlackBench.Mia, SlackBench.Ops, "<@UBOT> me link");
        await bot.GoAsync();

        var code = Code().Match(bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem().Text).Value;
        bot.Slack.BotMessages(SlackBench.Ops).ShouldBeEmpty();
        bot.Slack.Ephemerals(SlackBench.Mia)[0].Blocks.ToJsonString().ShouldNotContain("Share");
        (await SayOnThePageAsync(bot, $"/me link {code} confirm")).Card!.Text.ShouldContain("mia in Slack, workspace");
    }

    [Fact]
    public async Task Who_started_a_run_on_the_page_does_not_decide_it_in_Slack()
    {
        await using var bot = await SlackBench.OpenAsync(("pay", Pay));
        bot.Bench.Roles.Give(EngineBench.Mia, Role.Viewer, Role.Operator);
        await bot.Bench.Engine.LinkAsync(EngineBench.Mia, SlackBench.PrincipalOf(bot.Slack, SlackBench.Mia), CancellationToken.None);
        var run = await bot.Bench.StartAsync("pay", by: EngineBench.Mia);
        await bot.GoAsync();

        await bot.Slack.ClickAsync(SlackBench.Mia, bot.Message(), "Approve");
        await bot.GoAsync();

        (await bot.Bench.ActionAsync(run)).Approvals.ShouldBeEmpty();
        bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem().Text.ShouldContain("from another account of yours");
    }

    private static Task<Reply> SayOnThePageAsync(SlackBench bot, string line) => bot.Bench.Get<IDesk>().AnswerAsync(
        new Said.Line(EngineBench.Mia, new("web", "local", "runs"), TimeZoneInfo.Utc, line), CancellationToken.None);

    [GeneratedRegex("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")]
    private static partial Regex Code();
}
