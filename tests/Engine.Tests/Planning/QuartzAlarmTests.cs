using ChatRuns.Planning;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatRuns.Engine.Tests.Planning;

public class QuartzAlarmTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task It_rings_at_its_time_again_and_again()
    {
        await using var alarm = Alarm(TimeProvider.System);
        for (var i = 0; i < 5; i++)
        {
            var until = TimeProvider.System.GetUtcNow().AddMilliseconds(60);

            await alarm.WaitAsync(until, CancellationToken.None).WaitAsync(Patience);

            TimeProvider.System.GetUtcNow().ShouldBeInRange(until.AddMilliseconds(-5), until.AddSeconds(10));
        }
    }

    [Fact]
    public async Task A_time_that_has_passed_is_not_waited_for()
    {
        await using var alarm = Alarm(new ManualTime());

        await alarm.WaitAsync(DateTimeOffset.MinValue, CancellationToken.None).WaitAsync(Patience);
    }

    [Fact]
    public async Task It_follows_the_clock_that_it_was_given()
    {
        var time = new ManualTime();
        await using var alarm = Alarm(time);
        var waiting = alarm.WaitAsync(time.GetUtcNow().AddSeconds(20), CancellationToken.None);

        // Quartz arms its timer on a thread of its own; real time does not bring the ring, the clock does.
        while (!waiting.IsCompleted && time.GetUtcNow() < Some.Utc("2026-06-01 12:00:29"))
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await waiting.WaitAsync(Patience);
        time.GetUtcNow().ShouldBeGreaterThanOrEqualTo(Some.Utc("2026-06-01 12:00:20"));
    }

    [Fact]
    public async Task A_poke_wakes_the_sleeper_and_one_before_the_sleep_is_not_lost()
    {
        await using var alarm = Alarm(new ManualTime());
        var waiting = alarm.WaitAsync(DateTimeOffset.MaxValue, CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();

        alarm.Poke();
        await waiting.WaitAsync(Patience);
        alarm.Poke();
        alarm.Poke();
        await alarm.WaitAsync(DateTimeOffset.MaxValue, CancellationToken.None).WaitAsync(Patience);

        alarm.WaitAsync(DateTimeOffset.MaxValue, CancellationToken.None).IsCompleted.ShouldBeFalse();
        alarm.Poke();
    }

    [Fact]
    public async Task It_wakes_after_half_a_minute_although_the_clock_was_set_back()
    {
        var time = new ManualTime();
        await using var alarm = Alarm(time);
        var waiting = alarm.WaitAsync(time.GetUtcNow().AddHours(1), CancellationToken.None);

        time.SetClock(time.GetUtcNow().AddHours(-5));
        time.Advance(TimeSpan.FromSeconds(30));

        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_sleep_can_be_canceled_and_an_alarm_that_never_rang_disposed()
    {
        await using var alarm = Alarm(new ManualTime());
        using var stop = new CancellationTokenSource();
        var waiting = alarm.WaitAsync(DateTimeOffset.MaxValue, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    private static QuartzAlarm Alarm(TimeProvider time) => new(time, NullLoggerFactory.Instance);
}
