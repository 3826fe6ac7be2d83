using System.Globalization;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Kill -9 while runs start others and wait for them: none is started twice, none is waited for in vain.</summary>
public sealed class ChildKillTests
{
    private const int Rounds = 3;
    private const string Started = "SELECT count(*) FROM events WHERE kind = 'ChildStarted'";
    private const string Children = "SELECT count(*) FROM runs WHERE trigger_kind = 'Agent'";

    [Fact]
    public async Task A_bot_that_is_killed_between_two_levels_goes_on_with_the_same_runs()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var scene = new Scene();
        var triggers = string.Join(", ", Enumerable.Range(1, 5).Select(n => $"{{ name: t{n}, every: 1s }}"));
        scene.Write("upper.yaml", $"overlap: allow\ntriggers: [{triggers}]\nsteps: [{{ name: call, agent: middle }}, {{ pause: 1ms }}]");
        scene.Write("middle.yaml", "steps: [{ name: call, agent: lower }]");
        scene.Write("lower.yaml", "steps: [{ pause: 50ms }, { pause: 1ms }]");

        for (var round = 1; round <= Rounds; round++) await KillAtAsync(scene, round * 20, limit.Token);
        var last = scene.Read("SELECT max(number) FROM runs").Single();
        await using (var bot = scene.Start())
        {
            await bot.ReadyAsync(limit.Token);
            await Scene.UntilAsync(() => Count(scene, $"SELECT count(*) FROM runs WHERE ended_at IS NULL AND number <= {last}") == 0, limit.Token);
            await bot.KillAsync();
        }

        Count(scene, Children).ShouldBe(Count(scene, Started), "Each is named by the run that started it");
        scene.Read($"SELECT DISTINCT status FROM runs WHERE number <= {last}").ShouldBe(["Completed"]);
        // Of those that are over, each waited for one run, whose end was told once.
        scene.Read($"""
            SELECT run.stream FROM events run JOIN runs ON run.stream = 'run/' || runs.number
            WHERE run.kind IN ('ChildStarted', 'ChildEnded') AND runs.number <= {last} GROUP BY run.stream, run.kind HAVING count(*) <> 1
            """).ShouldBeEmpty();
        await using var store = await scene.OpenAsync(limit.Token);
        (await store.VerifyAsync(limit.Token)).Broken.ShouldBeEmpty();
    }

    private static async Task KillAtAsync(Scene scene, int started, CancellationToken cancel)
    {
        await using var bot = scene.Start();
        await bot.ReadyAsync(cancel);
        await Scene.UntilAsync(() => Count(scene, Started) >= started, cancel);
        await bot.KillAsync();
    }

    private static int Count(Scene scene, string sql) => int.Parse(scene.Read(sql).Single(), CultureInfo.InvariantCulture);
}
