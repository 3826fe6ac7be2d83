using System.Globalization;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;
using Xunit.Abstractions;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Kill -9 between Slack's acknowledgement and the effect. Slack can be asked whether a post was made: nothing stands twice.</summary>
public sealed class SlackKillTests(ITestOutputHelper output) : ChatKills, IAsyncLifetime
{
    private SlackStandIn _slack = null!;

    internal override IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Slack:ApiUrl", _slack.ApiUrl), ("Slack:SigningSecret", _slack.Options.SigningSecret), ("Slack:BotToken", _slack.Options.BotToken),
        ("Access:Everyone:0", "viewer"), (RoleOf(SlackCrowd.Jon), "operator"), (RoleOf(SlackCrowd.Mia), "approver"), (RoleOf(SlackCrowd.Eve), "approver"),
    ];

    public async Task InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync();
        _slack.AddUser(SlackCrowd.Eve, "eve");
        foreach (var agent in Agents) _slack.AddChannel(SlackCrowd.ChannelOf(agent), agent);
    }

    public async Task DisposeAsync() => await _slack.DisposeAsync();

    [Fact]
    public async Task What_slack_was_acknowledged_takes_effect_once_though_the_bot_is_killed_before_it_does()
    {
        var crowd = new SlackCrowd(_slack, Agents, new(Seed + 1));

        var words = await SurviveAsync(crowd);

        EveryCardStandsOnce([.. crowd.Messages()], crowd.Written.Count);
        _slack.Violations.ShouldBeEmpty();
        output.WriteLine($"{words}, {crowd.Messages().Count()} messages; nothing lost, nothing twice.");
    }

    internal override string RoutesOf(string agent) => $$"""{ actions: ["slack:#{{agent}}"], failed: ["slack:{{SlackCrowd.ChannelOf(agent)}}"], completed: none }""";

    internal override Task SettleInAsync(BotProcess bot) => Task.CompletedTask;

    internal override async Task NextPostAsync()
    {
        var before = LastPost();
        await _slack.UntilAsync(_ => LastPost() is { } post && post != before ? post : null, TimeSpan.FromSeconds(30));
    }

    private string RoleOf(string user) => $"Access:Roles:slack/{_slack.Options.TeamId}/{user}:0";

    private SlackCall? LastPost() => _slack.Calls.LastOrDefault(c => c.Method is "chat.postMessage" or "chat.update");

    /// <summary>No card was posted twice, every one that the bot knows of stands where it thinks, and every direct message was answered once.</summary>
    private void EveryCardStandsOnce(IReadOnlyList<SlackMessage> messages, int written)
    {
        messages.Select(m => (string?)m.Metadata?["event_payload"]?["key"]).ShouldBeUnique();
        TheBotsCardsStand("slack", messages.Select(m => $"{m.Channel}/{m.Ts}"));
        _slack.BotMessages(SlackCrowd.Jon).Count.ToString(CultureInfo.InvariantCulture).ShouldBe(written.ToString(CultureInfo.InvariantCulture));
    }
}
