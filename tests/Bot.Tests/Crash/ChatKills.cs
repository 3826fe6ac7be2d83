using ChatRuns.Bot.Courier;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>
/// Kill -9 between a chat system's acknowledgement and the effect, with the real process. Three rounds in the suite; thirty when SOAK is 1, or
/// as many as it says.
/// </summary>
public abstract class ChatKills : IDisposable
{
    internal const int Seed = 20261121;
    internal static readonly string[] Agents = ["files", "calls", "waits"];
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(Rounds + 4));
    private readonly HashSet<string> _inFlight = [];
    private int _inPosts;
    private int _cutOff;

    internal static int Rounds { get; } = Environment.GetEnvironmentVariable("SOAK") switch { "1" => 30, { } text when int.TryParse(text, out var rounds) => rounds, _ => 3 };

    internal Scene Scene { get; } = new();

    internal CancellationToken Over => _over.Token;

    /// <summary>What the bot is started with.</summary>
    internal abstract IEnumerable<(string Name, string Value)> Settings { get; }

    public void Dispose()
    {
        Scene.Dispose();
        _over.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The routes of an agent's file, as the member "notify" holds them.</summary>
    internal abstract string RoutesOf(string agent);

    /// <summary>Waits until the chat system has got another post or redraw.</summary>
    internal abstract Task NextPostAsync();

    /// <summary>Lets the bot learn what it must before the first death.</summary>
    internal abstract Task SettleInAsync(BotProcess bot);

    /// <summary>People look once at all that was posted, after the last death; the bot runs.</summary>
    internal virtual Task LookAroundAsync() => Task.CompletedTask;

    /// <summary>Lives and deaths, then a life in peace; returns what is true then, in words.</summary>
    internal async Task<string> SurviveAsync(ChatCrowd crowd)
    {
        await using var witness = await Witness.StartAsync(Over);
        await LearnAgentsAsync(witness.Url);
        var dice = new Random(Seed);
        for (var round = 0; round < Rounds; round++) await LiveAndDieAsync(crowd, dice, round);
        var buttons = await ComeToRestAsync(crowd);

        await using var store = await Scene.OpenAsync(Over);
        var truths = await Truths.ReadAsync(store, Over);
        truths.TheseAgentsRan(Agents);
        truths.EachMarkIsOneRun(crowd.Said, crowd.Started);
        truths.ActionsAreDecidedAndExecutedOnce(crowd.Decided);
        truths.WhatWasApprovedWasBegunOnce();
        truths.OnlyWhatWasInFlightIsUnknown(_inFlight);
        truths.TheWitnessAgrees(witness.Keys);
        truths.TheFilesAgree(Scene.Files);
        truths.RunsFailOnlyForAReason();
        truths.ThePageAgrees(buttons);
        crowd.Decided.Count.ShouldBeGreaterThan(Rounds, "Too little happened to prove anything.");
        return $"{Rounds} kills (seed {Seed}), {_inPosts} in the middle of a post, {_cutOff} deliveries cut off: {crowd.Started.Count} acknowledged starts, {crowd.Decided.Count} acknowledged decisions, "
            + $"{truths.Runs} runs, {truths.Executed} executions, {witness.Keys.Count} calls outside, {truths.Unknown} of unknown outcome";
    }

    /// <summary>Every card that the bot knows of stands where it thinks.</summary>
    internal void TheBotsCardsStand(string platform, IEnumerable<string> standing)
    {
        Scene.Read($"SELECT message FROM living_cards WHERE platform = '{platform}' AND gone = 0 AND (message IS NOT NULL OR not_before < 1000 * (CAST(strftime('%s', 'now') AS INTEGER) + 600))").ShouldBeSubsetOf(standing);
        // Who is told that something waits is told so while it does; every other card stays.
        Scene.Read($"SELECT subject FROM living_cards WHERE platform = '{platform}' AND gone = 1")
            .ShouldAllBe(s => Subject.Parse(s) is Subject.Mention || Subject.Parse(s) is Subject.Direct);
    }

    // A life of its own: agents that were never seen are believed a moment after the start, known ones at once.
    private async Task LearnAgentsAsync(string witness)
    {
        WriteAgents(witness);
        await using var bot = Scene.Start(Settings);
        await bot.ReadyAsync(Over);
        await Scene.UntilAsync(() => Scene.Read("SELECT name FROM agents").Count == Agents.Length, Over);
        await SettleInAsync(bot);
        await bot.KillAsync();
    }

    private void WriteAgents(string witness)
    {
        const string write = """tool: file.write, with: { path: "chat/{{mark}}.txt", text: "run {{mark}}" }""";
        var call = $$$"""tool: http.request, with: { method: POST, url: "{{{witness}}}/call", body: "{{mark}}" }""";
        foreach (var (agent, step) in Agents.Zip([write, call, call + ", wait: true"]))
        {
            Scene.Write($"{agent}.yaml", $$"""
                title: {{agent}}
                overlap: allow
                variables: { mark: none }
                approval: { approvers: [approver] }
                notify: {{RoutesOf(agent)}}
                steps: [{ name: change, {{step}} }]
                """);
        }
    }

    // Two of three die within some acknowledgements and a moment; the third as soon as the chat system has got a post or a redraw, which it has not yet answered or the bot not yet noted.
    private async Task LiveAndDieAsync(ChatCrowd crowd, Random dice, int round)
    {
        await using var bot = Scene.Start(Settings);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(Over);
        var bustle = crowd.BustleAsync(bot, life.Token);
        var enough = crowd.Acknowledged + dice.Next(8, 20);
        await Scene.UntilAsync(() => crowd.Acknowledged >= enough, Over);
        if (round % 3 == 2)
        {
            await NextPostAsync();
            _inPosts++;
        }
        else
        {
            await Task.Delay(TimeSpan.FromMilliseconds(dice.Next(0, 120)), TimeProvider.System, Over);
        }

        await bot.KillAsync();
        await life.CancelAsync();
        await bustle;
        _inFlight.UnionWith(Scene.InFlight());
        _cutOff += Scene.Read("SELECT key FROM inbox WHERE body IS NOT NULL").Count;
    }

    /// <summary>Nobody says anything any more, and all that can go on comes to its end.</summary>
    private async Task<IReadOnlyList<Button>> ComeToRestAsync(ChatCrowd crowd)
    {
        await using var bot = Scene.Start(Settings);
        await crowd.MeetAsync(bot, Over);
        await Scene.RestAsync(Over);
        await LookAroundAsync();
        var buttons = await crowd.ReadButtonsAsync();
        await bot.KillAsync();
        return buttons;
    }
}
