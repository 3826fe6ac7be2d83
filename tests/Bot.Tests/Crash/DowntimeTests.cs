using ChatRuns.Journal;
using ChatRuns.Planning;

namespace ChatRuns.Bot.Tests.Crash;

/// <summary>Turns whose time came while no bot was there.</summary>
public sealed class DowntimeTests : IDisposable
{
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

        await LiveAsync(TimeSpan.Zero, 1);
        await LiveAsync(TimeSpan.FromMinutes(12.5), 2);

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

    /// <summary>Lives until each schedule has so many events, at a time that is later than now.</summary>
    private async Task LiveAsync(TimeSpan later, int events)
    {
        await using var host = await EngineHost.StartAsync(_scene, new LaterTime(later), _ => { }, _over.Token);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (_scene.Read($"SELECT agent FROM schedules WHERE seq >= {events}").Count < 3) await pace.WaitForNextTickAsync(_over.Token);
    }

    /// <summary>The system's clock, moved.</summary>
    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
