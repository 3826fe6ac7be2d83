using ChatRuns.Actions;
using ChatRuns.Bot.Channels.Slack.Door;

namespace ChatRuns.Bot.Tests.Slack;

/// <summary>The same over Socket Mode: no address of ours is needed.</summary>
public sealed class SlackSocketTests : IAsyncLifetime
{
    private const string Ask = "title: Tidy\nnotify: { actions: [\"slack:#ops\"] }\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive } }]";
    private SlackBench _bot = null!;
    private SlackSocket _socket = null!;

    public async Task InitializeAsync()
    {
        _bot = await SlackBench.OpenAsync(new Dictionary<string, string?> { ["Slack:AppToken"] = "xapp-standin-app" }, ("tidy", Ask));
        _socket = _bot.Bench.Get<SlackSocket>();
        await _socket.StartedAsync(CancellationToken.None);
        await ConnectedAsync(1);
    }

    public async Task DisposeAsync()
    {
        await _socket.StopAsync(CancellationToken.None);
        await _bot.DisposeAsync();
    }

    [Fact]
    public async Task A_command_and_a_decision_work_as_over_http()
    {
        var run = await _bot.RunAsync("tidy");

        (await _bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/runs", "last 7d")).Ok.ShouldBeTrue();
        await _bot.Slack.ClickAsync(SlackBench.Mia, _bot.Message(), "Approve");
        await _bot.GoAsync();
        await _bot.PassAsync(TimeSpan.FromSeconds(1));

        _bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem().Text.ShouldContain("Tidy");
        (await _bot.Bench.ActionAsync(run)).Status.ShouldBe(ActionStatus.Succeeded);
        _bot.Message().Text.ShouldContain("Approved by mia");
        _bot.Slack.MissedAcks.ShouldBeEmpty();
        _bot.Slack.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_slack_asks_for_a_new_connection_it_is_opened_before_the_old_one_is_dropped()
    {
        await _bot.Slack.DisconnectAsync("refresh_requested");
        await _bot.Slack.UntilAsync(s => s.Calls.Count(c => c.Method == "apps.connections.open") >= 2 && s.Connections >= 1 ? s : null);

        (await _bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/agents")).Ok.ShouldBeTrue();
        _bot.Slack.Ephemerals(SlackBench.Mia).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task After_a_lost_connection_it_connects_again()
    {
        // An answer shows that the bot has seen the hello of the connection that is broken now.
        (await _bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/agents")).Ok.ShouldBeTrue();
        _bot.Slack.BreakConnections();
        await ConnectedAsync(2);

        (await _bot.Slack.CommandAsync(SlackBench.Mia, SlackBench.Ops, "/agents")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_command_delivered_in_two_envelopes_starts_one_run()
    {
        await _bot.Slack.DirectAsync(SlackBench.Jon, "agent tidy run");
        await _bot.Slack.RetryLastEventAsync();
        await _bot.GoAsync();

        (await _bot.Bench.Engine.ListRunsAsync(new(), new(), CancellationToken.None)).Total.ShouldBe(1);
    }

    private Task ConnectedAsync(int times) =>
        _bot.Slack.UntilAsync(s => s.Connections >= 1 && s.Calls.Count(c => c.Method == "apps.connections.open") >= times ? s : null);
}
