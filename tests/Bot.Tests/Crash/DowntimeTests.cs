using ChatRuns.Journal;
using ChatRuns.Planning;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Turns whose time came while no bot was there.</summary>
public sealed class DowntimeTests : IDisposable
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(2));
    private readonly Scene _scene = new();

    [Fact]
    public async Task Turns_during_downtime_are_made_up_for_by_the_policy_or_reported_as_skipped()
    {
        foreach (var policy in (string[])["skip", "last", "all"])
        {
            _scene.Write($"{policy}.yaml", $$"""
                title: {{policy}}
                overlap: allow
                triggers: [{ name: tick, every: 5m, catch_up: {{policy}} }]
                steps: [{ name: rest, wait: 1d }]
                """);
        }

        await LiveAsync(s_noon.AddMinutes(1), 1);
        await LiveAsync(s_noon.AddMinutes(13.5), 2);

        await using var store = await _scene.OpenAsync(_over.Token);
        var turns = (string agent) => store.ReadStreamAsync(StreamName.Schedule(agent, "tick"), 1, int.MaxValue, _over.Token);
        (await turns("skip")).ShouldHaveSingleItem().Event.ShouldBeOfType<TurnsSkipped>().ShouldSatisfyAllConditions(
            s => s.Count.ShouldBe(2), s => s.Why.ShouldBe("downtime"), s => s.Note.ShouldNotBeEmpty());
        (await turns("last")).Select(e => e.Event!.GetType()).ShouldBe([typeof(TurnsSkipped), typeof(TurnStarted)]);
        (await turns("all")).Select(e => e.Event!.GetType()).ShouldBe([typeof(TurnStarted), typeof(TurnStarted)]);
        (await store.ListRunsAsync(new(), new(), _over.Token)).Total.ShouldBe(3);
    }

    public void Dispose()
    {
        _scene.Dispose();
        _over.Dispose();
    }

    /// <summary>Lives from a time on, until each schedule has so many events.</summary>
    private async Task LiveAsync(DateTimeOffset from, int events)
    {
        await using var host = await EngineHost.StartAsync(_scene, new MovedTime(from), _ => { }, _over.Token);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (_scene.Read($"SELECT agent FROM schedules WHERE seq >= {events}").Count < 3) await pace.WaitForNextTickAsync(_over.Token);
    }

    /// <summary>The system's clock, moved.</summary>
    private sealed class MovedTime(DateTimeOffset from) : TimeProvider
    {
        private readonly TimeSpan _by = from - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _by;
    }
}
