using Xunit.Abstractions;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Kill -9 at any moment, with the real process. Three rounds in the suite; fifty when SOAK is 1.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20261121;
    private static readonly int s_rounds = Environment.GetEnvironmentVariable("SOAK") == "1" ? 50 : 3;
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(s_rounds + 4));
    private readonly Scene _scene = new();
    private readonly HashSet<string> _inFlight = [];

    [Fact]
    public async Task A_bot_that_is_killed_at_any_moment_loses_nothing_and_does_nothing_twice()
    {
        await using var witness = await Witness.StartAsync(_over.Token);
        _scene.Write(witness.Url, withTurns: true);
        var dice = new Random(Seed);
        var crowd = new Crowd(new(Seed + 1));

        for (var round = 0; round < s_rounds; round++) await LiveAndDieAsync(crowd, dice, round);
        _scene.Write(witness.Url, withTurns: false);
        var page = await ComeToRestAsync(crowd);

        await using var store = await _scene.OpenAsync(_over.Token);
        var truths = await Truths.ReadAsync(store, _over.Token);
        truths.TheseAgentsRan("turns", "alone", "hands");
        truths.ActionsAreDecidedAndExecutedOnce(crowd.Decided);
        truths.OnlyWhatWasInFlightIsUnknown(_inFlight);
        truths.TheWitnessAgrees(witness.Keys);
        truths.TheFilesAgree(_scene.Files);
        truths.NoTurnIsLostOrTakenTwice();
        truths.EachStartIsOneRun(crowd.Starts);
        truths.RunsFailOnlyForAReason();
        truths.ThePageAgrees(page);
        output.WriteLine($"{s_rounds} kills (seed {Seed}): {truths.Runs} runs, {crowd.Decided.Count} acknowledged decisions, {truths.Executed} executions, "
            + $"{witness.Keys.Count} calls outside, {truths.Unknown} of unknown outcome; nothing lost, nothing twice.");
        crowd.Decided.Count.ShouldBeGreaterThan(s_rounds, "Too little happened to prove anything.");
    }

    public void Dispose()
    {
        _scene.Dispose();
        _over.Dispose();
    }

    private async Task LiveAndDieAsync(Crowd crowd, Random dice, int round)
    {
        await using var bot = _scene.Start();
        using var life = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        var bustle = crowd.BustleAsync(bot, life.Token);
        // Most die at work, after as much of it as the dice say, so that a slow machine sees as much as a quick one; some while they start.
        var enough = crowd.Acknowledged + dice.Next(4, 16);
        if (round % 5 != 1) await Scene.UntilAsync(() => crowd.Acknowledged >= enough, _over.Token);
        await PauseAsync(TimeSpan.FromMilliseconds(dice.Next(10, round % 5 != 1 ? 300 : 3000)));
        await bot.KillAsync();
        await life.CancelAsync();
        await bustle;
        _inFlight.UnionWith(_scene.InFlight());
    }

    /// <summary>Without turns and clicks all that can go on comes to its end; what the page shows then.</summary>
    private async Task<IReadOnlyList<Button>> ComeToRestAsync(Crowd crowd)
    {
        await using var bot = _scene.Start();
        using var visitor = await Visitor.SignInAsync(await bot.ReadyAsync(_over.Token), _over.Token);
        await crowd.SayAgainAsync(visitor, _over.Token);
        await _scene.RestAsync(_over.Token);
        var page = await visitor.LookAsync(all: true, _over.Token);
        await bot.KillAsync();
        return page;
    }

    private Task PauseAsync(TimeSpan pause) => Task.Delay(pause, TimeProvider.System, _over.Token);
}
