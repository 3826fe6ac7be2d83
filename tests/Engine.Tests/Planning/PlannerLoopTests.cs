using System.Threading.Channels;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Planning;
using ChatRuns.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatRuns.Engine.Tests.Planning;

public class PlannerLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Bench _bench = new();
    private readonly HandAlarm _alarm = new();

    [Fact]
    public async Task It_sleeps_until_the_next_planned_time_and_starts_the_turn()
    {
        _bench.Set("tidy", new CronTrigger("t", "*/5 * * * *", "UTC", CatchUpPolicy.Skip));
        using var loop = Loop();
        await loop.StartedAsync(CancellationToken.None);

        (await _alarm.SleptAsync()).ShouldBe(Some.Utc("2026-06-01 12:05"));
        _bench.Time.Advance(TimeSpan.FromMinutes(5));
        _alarm.Poke();
        (await _alarm.SleptAsync()).ShouldBe(Some.Utc("2026-06-01 12:10"));

        _bench.Store.Runs.Count.ShouldBe(1);
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task It_may_be_started_twice_stopped_twice_and_started_again()
    {
        using var loop = Loop();
        await loop.StopAsync(CancellationToken.None);
        await loop.StartedAsync(CancellationToken.None);
        await loop.StartedAsync(CancellationToken.None);
        await _alarm.SleptAsync();
        await loop.StopAsync(CancellationToken.None);
        await loop.StopAsync(CancellationToken.None);

        await loop.StartedAsync(CancellationToken.None);

        await _alarm.SleptAsync();
        _alarm.Sleepers.ShouldBe(1);
        await loop.StopAsync(CancellationToken.None);
        _alarm.Sleepers.ShouldBe(0);
    }

    [Fact]
    public async Task A_store_that_fails_does_not_end_it()
    {
        _bench.Set("tidy", new CronTrigger("t", "*/5 * * * *", "UTC", CatchUpPolicy.Skip));
        _bench.Store.KillAt(append: 0, committed: false);
        using var loop = Loop();
        await loop.StartedAsync(CancellationToken.None);
        while (_bench.Time.Waiting == 0) await Task.Yield();

        _bench.Store.Revive();
        _bench.Time.Advance(TimeSpan.FromSeconds(5));

        (await _alarm.SleptAsync()).ShouldBe(Some.Utc("2026-06-01 12:05"));
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task While_work_is_held_nothing_is_accounted_for_and_the_release_makes_it_look()
    {
        using var folder = new TempFolder();
        await using var store = await SqliteStore.OpenAsync(folder.Path, new(), _bench.Time, mask: null, CancellationToken.None);
        await HoldDesk.HoldRestoredAsync(store, "From a backup.", _bench.Time, CancellationToken.None);
        var hold = new HoldDesk(store, _bench.Time);
        await hold.ReadAsync(CancellationToken.None);
        hold.Released += _alarm.Poke;
        _bench.Set("tidy", new CronTrigger("t", "*/5 * * * *", "UTC", CatchUpPolicy.Skip));
        using var loop = Loop(hold);
        await loop.StartedAsync(CancellationToken.None);

        (await _alarm.SleptAsync()).ShouldBe(DateTimeOffset.MaxValue);
        await hold.ReleaseAsync(Principal.System, CancellationToken.None);

        (await _alarm.SleptAsync()).ShouldBe(Some.Utc("2026-06-01 12:05"));
        await loop.StopAsync(CancellationToken.None);
    }

    private PlannerLoop Loop(HoldDesk? hold = null) => new(_bench.Planner, hold ?? new(_bench.Store.AsStore(), _bench.Time), _alarm, _bench.Time, NullLogger<PlannerLoop>.Instance);

    /// <summary>Rings only when poked, and tells when somebody lies down.</summary>
    private sealed class HandAlarm : IAlarm
    {
        private readonly Channel<bool> _rings = Channel.CreateUnbounded<bool>();
        private readonly Channel<DateTimeOffset> _sleeps = Channel.CreateUnbounded<DateTimeOffset>();

        private int _sleepers;

        public int Sleepers => _sleepers;

        public Task<DateTimeOffset> SleptAsync() => _sleeps.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public void Poke() => _rings.Writer.TryWrite(true);

        public async Task WaitAsync(DateTimeOffset until, CancellationToken cancel)
        {
            Interlocked.Increment(ref _sleepers);
            _sleeps.Writer.TryWrite(until).ShouldBeTrue();
            try
            {
                await _rings.Reader.ReadAsync(cancel);
            }
            finally
            {
                Interlocked.Decrement(ref _sleepers);
            }
        }
    }
}
