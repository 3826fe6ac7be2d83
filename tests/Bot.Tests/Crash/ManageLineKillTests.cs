using System.Globalization;
using Xunit.Abstractions;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Kill -9 while runs are started again, canceled and deleted: each is not done, or done, and done once. Thirty rounds when SOAK is 1.</summary>
public sealed class ManageLineKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20261122;
    // A deleted run has no row, no action and no body of an event; its log may be cleared a moment later.
    private const string Halves = """
        SELECT d.number FROM deleted d WHERE EXISTS (SELECT 1 FROM runs r WHERE r.number = d.number) OR EXISTS (SELECT 1 FROM actions a WHERE a.run = d.number)
          OR EXISTS (SELECT 1 FROM events e WHERE e.stream = 'run/' || d.number AND e.body IS NOT NULL)
        """;

    private static readonly int s_rounds = Environment.GetEnvironmentVariable("SOAK") == "1" ? 30 : 2;
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(s_rounds + 3));
    private readonly Scene _scene = new();

    [Fact]
    public async Task What_is_asked_of_runs_as_the_bot_dies_is_not_done_or_done_once()
    {
        _scene.Write("twice.yaml", "overlap: allow\ndelete: allowed\nsteps:\n  - { name: first, pause: 1ms }\n  - { name: again, program: [sh, -c, 'exit 0'], repeatable: true }");
        _scene.Write("sleeper.yaml", "overlap: allow\ndelete: allowed\nsteps: [{ program: [sleep, '600'], repeatable: true }]");
        var crowd = new ManageCrowd(_scene, new Random(Seed));
        var dice = new Random(Seed + 1);
        await BeginAsync();
        for (var round = 0; round < s_rounds; round++) await LiveAndDieAsync(crowd, dice);
        await ComeToRestAsync(crowd);

        CountReruns(of: 1).ShouldBe(crowd.Reruns);
        CountReruns(of: 2).ShouldBe(crowd.RerunsFromStep);
        Count("SELECT count(*) FROM deleted").ShouldBe(crowd.Deleted.Count);
        _scene.Read("SELECT number FROM runs WHERE agent = 'sleeper' AND status <> 'Canceled'").ShouldBeEmpty();
        await using var store = await _scene.OpenAsync(_over.Token);
        (await store.VerifyAsync(_over.Token)).Broken.ShouldBeEmpty();
        output.WriteLine($"{s_rounds} kills (seed {Seed}): {crowd.Acknowledged} lines acknowledged, {crowd.Reruns} reruns, {crowd.RerunsFromStep} from a step, "
            + $"{crowd.Sleepers} started to be canceled, {crowd.Deleted.Count} deleted; none half, none twice.");
        crowd.Acknowledged.ShouldBeGreaterThan(10 * s_rounds, "Too little happened to prove anything.");
    }

    public void Dispose()
    {
        _scene.Dispose();
        _over.Dispose();
    }

    private int CountReruns(int of) => Count($"SELECT count(*) FROM events WHERE kind = 'RunQueued' AND json_extract(body, '$.trigger.rerunOf') = {of}");

    private int Count(string sql) => int.Parse(_scene.Read(sql).Single(), CultureInfo.InvariantCulture);

    // Runs 1 and 2, which are started again and never deleted.
    private async Task BeginAsync()
    {
        await using var bot = _scene.Start();
        using var visitor = await Visitor.SignInAsync(await bot.ReadyAsync(_over.Token), _over.Token);
        foreach (var id in (string[])["begin-first", "begin-second"]) (await visitor.SayAsync(id, "/agent twice run", _over.Token)).ShouldBeTrue();
        await Scene.UntilAsync(() => _scene.Read("SELECT count(*) FROM runs WHERE status = 'Completed'").Single() == "2", _over.Token);
        await bot.KillAsync();
    }

    private async Task LiveAndDieAsync(ManageCrowd crowd, Random dice)
    {
        await using var bot = _scene.Start();
        using var life = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        var bustle = crowd.BustleAsync(bot, life.Token);
        var enough = crowd.Acknowledged + dice.Next(15, 60);
        await Scene.UntilAsync(() => crowd.Acknowledged >= enough, _over.Token);
        await bot.KillAsync();
        await life.CancelAsync();
        await bustle;
        _scene.Read(Halves).ShouldBeEmpty();
        _scene.Read("SELECT count(*) FROM events WHERE kind = 'RunDeleted'").ShouldBe(_scene.Read("SELECT count(*) FROM deleted"));
    }

    // What was not acknowledged is said again, and every sleeper that is left is woken.
    private async Task ComeToRestAsync(ManageCrowd crowd)
    {
        await using var bot = _scene.Start();
        using var visitor = await Visitor.SignInAsync(await bot.ReadyAsync(_over.Token), _over.Token);
        await crowd.SayAgainAsync(visitor, _over.Token);
        foreach (var sleeper in _scene.Read("SELECT number FROM runs WHERE agent = 'sleeper' AND ended_at IS NULL"))
            (await visitor.SayAsync($"wake-sleeper-{sleeper}", $"/run {sleeper} cancel", _over.Token)).ShouldBeTrue();
        await Scene.UntilAsync(() => _scene.Read("SELECT count(*) FROM runs WHERE ended_at IS NULL").Single() == "0", _over.Token);
        await bot.KillAsync();
    }
}
