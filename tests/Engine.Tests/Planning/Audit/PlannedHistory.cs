using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Planning.Audit;

/// <summary>
/// A history from a seed: time passes with the bot up or down, the process dies at an append, clocks are set and change to summer time and
/// back, agents are edited, paused, frozen and removed, two planners race. It tells what happened as it goes.
/// </summary>
internal sealed class PlannedHistory(int seed, PlannedWorld world)
{
    private const int Steps = 18;

    // Near a change of clocks more often than chance would, in zones of whole, half and quarter hours.
    private static readonly string[] Starts =
        ["2026-03-28 20:00", "2026-10-24 20:00", "2026-03-07 20:00", "2026-10-31 20:00", "2026-04-04 08:00", "2026-10-03 08:00", "2026-04-23 16:00", "2026-06-01 12:00"];

    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Cairo", "Asia/Kathmandu",
    ];

    private static readonly string[] Crons =
        ["*/7 * * * *", "0 * * * *", "30 2 * * *", "15 2 * * *", "30 1-3 * * *", "*/20 2 * * *", "0 0 * * *", "0 9 * * 1-5", "15,45 */6 * * *", "45 1,2 * * 0"];

    private static readonly Dictionary<string, CatchUpPolicy> CatchUps = new() { ["skip"] = CatchUpPolicy.Skip, ["last"] = CatchUpPolicy.Last, ["all"] = CatchUpPolicy.All };

    private static readonly Dictionary<string, OverlapPolicy> Overlaps = new()
    {
        ["skip"] = OverlapPolicy.Skip, ["queue"] = OverlapPolicy.Queue, ["older"] = OverlapPolicy.CancelOlder, ["allow"] = OverlapPolicy.Allow,
    };

    private readonly Random _random = new(seed);

    /// <summary>When a history of this seed begins.</summary>
    public static DateTimeOffset StartOf(int seed) => Planning.Some.Utc(Starts[new Random(seed).Next(Starts.Length)]);

    public List<string> Story { get; } = [];

    public async Task HappenAsync()
    {
        _ = _random.Next(Starts.Length);
        for (var i = 0; i <= _random.Next(3); i++) Edit(i);
        await world.SettleAsync();
        for (var i = 0; i < Steps; i++) await StepAsync();
        foreach (var freeze in world.Freezes.All) await world.Freezes.EndAsync(freeze.Scope, ChatRuns.Engine.Tests.Some.Mia, CancellationToken.None);
        foreach (var agent in world.Names) world.Rest(agent, null);
        await world.RestartAsync(reopen: false);
        await world.SettleAsync();
        // Some histories end with the planner behind: what it owes then has to be reported.
        if (_random.Next(4) > 0) return;
        Tell("the planner looks no more");
        world.Time.Advance(TimeSpan.FromHours(_random.Next(1, 30)));
    }

    private Task StepAsync() => _random.Next(16) switch
    {
        0 or 1 or 2 => PassAsync(TimeSpan.FromMinutes(_random.Next(1, 240))),
        3 => PassAsync(TimeSpan.FromHours(_random.Next(1, 9))),
        4 => DownAsync(TimeSpan.FromSeconds(_random.Next(1, 200))),
        5 => DownAsync(TimeSpan.FromHours(_random.Next(1, 40))),
        6 or 7 => DieAsync(),
        8 => SetClockAsync(TimeSpan.FromSeconds(_random.Next(-7200, 7200))),
        9 => SetClockAsync(TimeSpan.FromMinutes(_random.Next(-2000, 1500))),
        10 => RestAsync(),
        11 => EditAsync(),
        12 => TwoPlannersAsync(),
        13 => FreezeAsync(),
        14 => ThawAsync(),
        _ => FinishAsync(),
    };

    private async Task PassAsync(TimeSpan by)
    {
        Tell($"{by} pass");
        await world.PassAsync(by);
    }

    private async Task DownAsync(TimeSpan by)
    {
        Tell($"{by} down");
        world.Time.Advance(by);
        await world.RestartAsync(reopen: _random.Next(5) == 0);
        await world.SettleAsync();
    }

    private async Task DieAsync()
    {
        var (append, committed, by) = (_random.Next(1, 4), _random.Next(2) == 0, TimeSpan.FromMinutes(_random.Next(1, 600)));
        Tell($"{by} pass, killed at append {append}, {(committed ? "after" : "before")} its commit");
        world.Time.Advance(by);
        world.KillAt(append, committed);
        await world.TickAsync();
        if (_random.Next(2) == 0) world.Time.Advance(TimeSpan.FromMinutes(_random.Next(300)));
        await world.RestartAsync(reopen: _random.Next(5) == 0);
        if (_random.Next(4) > 0) await world.SettleAsync();
    }

    private async Task SetClockAsync(TimeSpan by)
    {
        Tell($"clock set by {by}");
        world.Time.SetClock(world.Time.GetUtcNow() + by);
        await world.SettleAsync();
    }

    private async Task RestAsync()
    {
        if (AnyAgent() is not { } agent) return;
        string? why = _random.Next(4) switch { 0 => "paused", 1 => "draft", _ => null };
        Tell($"{agent} {why ?? "active"}");
        world.Rest(agent, why);
        if (_random.Next(3) > 0) await world.SettleAsync();
    }

    private async Task EditAsync()
    {
        if (_random.Next(5) == 0 && AnyAgent() is { } agent)
        {
            Tell($"{agent} removed");
            world.Remove(agent);
        }
        else
        {
            Edit(_random.Next(3));
        }

        if (_random.Next(3) > 0) await world.SettleAsync();
    }

    private async Task TwoPlannersAsync()
    {
        Tell("two planners");
        world.Time.Advance(TimeSpan.FromMinutes(_random.Next(120)));
        var other = world.NewPlanner();
        await Task.WhenAll(world.TickAsync(), Task.Run(() => other.TickOnceAsync(CancellationToken.None)));
        await world.SettleAsync();
    }

    private async Task FreezeAsync()
    {
        var scope = _random.Next(3) > 0 && AnyAgent() is { } agent ? GrantScope.OfAgent(agent) : GrantScope.Everything;
        DateTimeOffset? until = _random.Next(3) > 0 ? world.Time.GetUtcNow() + TimeSpan.FromMinutes(_random.Next(1, 600)) : null;
        Tell($"{scope} frozen until {until?.ToString("u", CultureInfo.InvariantCulture) ?? "thawed"}");
        await world.Freezes.FreezeAsync(scope, ChatRuns.Engine.Tests.Some.Mia, null, until, CancellationToken.None);
        if (_random.Next(3) > 0) await world.SettleAsync();
    }

    private async Task ThawAsync()
    {
        if (world.Freezes.All is not [var freeze, ..]) return;
        Tell($"{freeze.Scope} thawed");
        await world.Freezes.EndAsync(freeze.Scope, ChatRuns.Engine.Tests.Some.Mia, CancellationToken.None);
        if (_random.Next(3) > 0) await world.SettleAsync();
    }

    private Task FinishAsync()
    {
        Tell("some runs end");
        return world.FinishSomeAsync(_random);
    }

    private void Edit(int number)
    {
        var overlap = Overlaps.ElementAt((seed + number) % Overlaps.Count);
        var triggers = Enumerable.Range(0, _random.Next(1, 3)).Select(i => AnyTrigger(i, CatchUps.ElementAt((seed + number + i) % CatchUps.Count))).ToArray();
        var agent = $"a{number}-{overlap.Key}";
        Tell($"{agent}: {string.Join("; ", triggers.Select(trigger => trigger.ToString()))}");
        world.Set(agent, overlap.Value, triggers);
    }

    private Trigger AnyTrigger(int number, KeyValuePair<string, CatchUpPolicy> catchUp)
    {
        var name = $"t{number}-{catchUp.Key}";
        return _random.Next(3) == 0
            ? new IntervalTrigger(name, TimeSpan.FromSeconds(_random.Next(400, 20_000)), catchUp.Value, AtStart: _random.Next(2) == 0)
            : new CronTrigger(name, Crons[_random.Next(Crons.Length)], Zones[_random.Next(Zones.Length)], catchUp.Value);
    }

    private string? AnyAgent() => world.Names is { Count: > 0 } names ? names[_random.Next(names.Count)] : null;

    private void Tell(string what) => Story.Add($"{world.Time.GetUtcNow():u} {what}");
}
