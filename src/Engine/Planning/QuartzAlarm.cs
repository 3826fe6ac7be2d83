using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace ChatRuns.Planning;

/// <summary>
/// An alarm clock of one Quartz scheduler in memory with one job and one trigger, moved to the time of each sleep. Quartz follows
/// the wall clock; a limit on elapsed time beside it covers clocks that are set back.
/// </summary>
internal sealed class QuartzAlarm(TimeProvider time, ILoggerFactory loggers) : IAlarm, IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TriggerKey Ring = new("ring");
    private static readonly JobKey Job = new("wake");

    private readonly SemaphoreSlim _rung = new(0, 1);
    private ServiceProvider? _services;
    private IScheduler? _scheduler;

    public async Task WaitAsync(DateTimeOffset until, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (until <= now || await _rung.WaitAsync(TimeSpan.Zero, cancel)) return;
        if (until < now + Longest) await SetAsync(until, cancel);
        using var limit = time.CreateTimer(_ => Poke(), null, Longest, Timeout.InfiniteTimeSpan);
        await _rung.WaitAsync(cancel);
    }

    public void Poke()
    {
        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Rung already, and nobody has woken yet.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_scheduler is not null) await _scheduler.Shutdown(waitForJobsToComplete: false, CancellationToken.None);
        if (_services is not null) await _services.DisposeAsync();
        _rung.Dispose();
    }

    private async Task SetAsync(DateTimeOffset until, CancellationToken cancel)
    {
        var scheduler = _scheduler ??= await StartAsync(cancel);
        var ring = TriggerBuilder.Create(time).WithIdentity(Ring).ForJob(Job).StartAt(until).Build();
        await scheduler.ScheduleTrigger(ring, TriggerConflict.Replace, cancel);
    }

    private async Task<IScheduler> StartAsync(CancellationToken cancel)
    {
        _services = new ServiceCollection()
            .AddSingleton(loggers)
            .AddLogging()
            .AddSingleton<IAlarm>(this)
            .AddQuartz(quartz => quartz.UseTimeProvider(time).UseInMemoryStore().UseDefaultThreadPool(1))
            .BuildServiceProvider();
        var scheduler = await _services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancel);
        await scheduler.AddJob(JobBuilder.Create<Wake>().WithIdentity(Job).StoreDurably().Build(), default, cancel);
        await scheduler.Start(cancel);
        return scheduler;
    }

    private sealed class Wake(IAlarm alarm) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            alarm.Poke();
            return ValueTask.CompletedTask;
        }
    }
}
