using System.Globalization;
using ChatRuns.Bot.Courier;
using ChatRuns.StandIns;
using ChatRuns.StandIns.Model;
using Xunit.Abstractions;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Kill -9 between Slack's acknowledgement and the effect, with the real process. Three rounds in the suite; thirty when SOAK is 1.</summary>
public sealed class SlackKillTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int Seed = 20261121;
    private static readonly int s_rounds = Environment.GetEnvironmentVariable("SOAK") == "1" ? 30 : 3;
    private static readonly string[] s_agents = ["files", "calls", "waits"];
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(s_rounds + 4));
    private readonly Scene _scene = new();
    private readonly HashSet<string> _inFlight = [];
    private SlackStandIn _slack = null!;
    private int _inPosts;
    private int _cutOff;

    public async Task InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync();
        _slack.AddUser(SlackCrowd.Eve, "eve");
        foreach (var agent in s_agents) _slack.AddChannel(SlackCrowd.ChannelOf(agent), agent);
    }

    public async Task DisposeAsync() => await _slack.DisposeAsync();

    public void Dispose()
    {
        _scene.Dispose();
        _over.Dispose();
    }

    [Fact]
    public async Task What_slack_was_acknowledged_takes_effect_once_though_the_bot_is_killed_before_it_does()
    {
        await using var witness = await Witness.StartAsync(_over.Token);
        await LearnAgentsAsync(witness.Url);
        var dice = new Random(Seed);
        var crowd = new SlackCrowd(_slack, s_agents, new(Seed + 1));

        for (var round = 0; round < s_rounds; round++) await LiveAndDieAsync(crowd, dice, round);
        await ComeToRestAsync(crowd);

        await using var store = await _scene.OpenAsync(_over.Token);
        var truths = await Truths.ReadAsync(store, _over.Token);
        truths.TheseAgentsRan(s_agents);
        truths.EachMarkIsOneRun(crowd.Said, crowd.Started);
        truths.ActionsAreDecidedAndExecutedOnce(crowd.Decided);
        truths.WhatWasApprovedWasBegunOnce();
        truths.OnlyWhatWasInFlightIsUnknown(_inFlight);
        truths.TheWitnessAgrees(witness.Keys);
        truths.TheFilesAgree(_scene.Files);
        truths.RunsFailOnlyForAReason();
        truths.ThePageAgrees(crowd.Messages().SelectMany(SlackCrowd.Buttons));
        EveryCardStandsOnce([.. crowd.Messages()], crowd.Written.Count);
        _slack.Violations.ShouldBeEmpty();
        output.WriteLine($"{s_rounds} kills (seed {Seed}), {_inPosts} in the middle of a post, {_cutOff} deliveries cut off: {crowd.Started.Count} acknowledged starts, {crowd.Decided.Count} acknowledged decisions, "
            + $"{truths.Runs} runs, {truths.Executed} executions, {witness.Keys.Count} calls outside, {truths.Unknown} of unknown outcome, {crowd.Messages().Count()} messages; nothing lost, nothing twice.");
        crowd.Decided.Count.ShouldBeGreaterThan(s_rounds, "Too little happened to prove anything.");
    }

    // A life of its own: agents that were never seen are believed a moment after the start, known ones at once.
    private async Task LearnAgentsAsync(string witness)
    {
        WriteAgents(witness);
        await using var bot = Start();
        await bot.ReadyAsync(_over.Token);
        await Scene.UntilAsync(() => _scene.Read("SELECT name FROM agents").Count == s_agents.Length, _over.Token);
        await bot.KillAsync();
    }

    private void WriteAgents(string witness)
    {
        const string write = """tool: file.write, with: { path: "slack/{{mark}}.txt", text: "run {{mark}}" }""";
        var call = $$$"""tool: http.request, with: { method: POST, url: "{{{witness}}}/call", body: "{{mark}}" }""";
        foreach (var (agent, step) in s_agents.Zip([write, call, call + ", wait: true"]))
        {
            _scene.Write($"{agent}.yaml", $$"""
                title: {{agent}}
                overlap: allow
                variables: { mark: none }
                approval: { approvers: [approver] }
                notify: { actions: ["slack:#{{agent}}"], failed: ["slack:{{SlackCrowd.ChannelOf(agent)}}"], completed: none }
                steps: [{ name: change, {{step}} }]
                """);
        }
    }

    private BotProcess Start() => _scene.Start(
        ("Slack:ApiUrl", _slack.ApiUrl), ("Slack:SigningSecret", _slack.Options.SigningSecret), ("Slack:BotToken", _slack.Options.BotToken),
        ("Access:Everyone:0", "viewer"), (RoleOf(SlackCrowd.Jon), "operator"), (RoleOf(SlackCrowd.Mia), "approver"), (RoleOf(SlackCrowd.Eve), "approver"));

    private string RoleOf(string user) => $"Access:Roles:slack/{_slack.Options.TeamId}/{user}:0";

    // Two of three die within some acknowledgements and a moment; the third as soon as Slack has got a post or a redraw, which it has not yet answered or the bot not yet noted.
    private async Task LiveAndDieAsync(SlackCrowd crowd, Random dice, int round)
    {
        await using var bot = Start();
        using var life = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        var bustle = crowd.BustleAsync(bot, life.Token);
        var enough = crowd.Acknowledged + dice.Next(8, 20);
        await Scene.UntilAsync(() => crowd.Acknowledged >= enough, _over.Token);
        if (round % 3 == 2)
        {
            var before = LastPost();
            await _slack.UntilAsync(_ => LastPost() is { } post && post != before ? post : null, TimeSpan.FromSeconds(30));
            _inPosts++;
        }
        else
        {
            await Task.Delay(TimeSpan.FromMilliseconds(dice.Next(0, 120)), TimeProvider.System, _over.Token);
        }

        await bot.KillAsync();
        await life.CancelAsync();
        await bustle;
        _inFlight.UnionWith(_scene.InFlight());
        _cutOff += _scene.Read("SELECT key FROM inbox WHERE body IS NOT NULL").Count;
    }

    private SlackCall? LastPost() => _slack.Calls.LastOrDefault(c => c.Method is "chat.postMessage" or "chat.update");

    /// <summary>Nobody says anything any more, and all that can go on comes to its end.</summary>
    private async Task ComeToRestAsync(SlackCrowd crowd)
    {
        await using var bot = Start();
        await crowd.MeetAsync(bot, _over.Token);
        await _scene.RestAsync(_over.Token);
        await bot.KillAsync();
    }

    /// <summary>No card was posted twice, every one that the bot knows of stands where it thinks, and every direct message was answered once.</summary>
    private void EveryCardStandsOnce(IReadOnlyList<SlackMessage> messages, int written)
    {
        messages.Select(m => (string?)m.Metadata?["event_payload"]?["key"]).ShouldBeUnique();
        var standing = messages.Select(m => $"{m.Channel}/{m.Ts}").ToHashSet();
        _scene.Read("SELECT message FROM living_cards WHERE platform = 'slack' AND gone = 0").ShouldBeSubsetOf(standing);
        // Who is told that something waits is told so while it does; every other card stays.
        _scene.Read("SELECT subject FROM living_cards WHERE platform = 'slack' AND gone = 1")
            .ShouldAllBe(s => Subject.Parse(s) is Subject.Mention || Subject.Parse(s) is Subject.Direct);
        _slack.BotMessages(SlackCrowd.Jon).Count.ToString(CultureInfo.InvariantCulture).ShouldBe(written.ToString(CultureInfo.InvariantCulture));
    }
}
