using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Loops;

/// <summary>
/// One duty in the background, begun once the server listens: ticks when woken, when the time comes that the last tick named, or
/// after a while anyway. A tick that fails is logged and tried again after a pause. Starting twice, stopping twice and stopping unstarted are all legal.
/// </summary>
public abstract partial class TickingService(TimeProvider time, ILogger log) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly TaskCompletionSource _mayBegin = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Does what is due now; returns when to look again at the latest, null for no time of its own.</summary>
    public abstract Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel);

    /// <summary>Looks again now.</summary>
    public void Wake()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else woke it a moment ago, or work ended after the loop did.
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _mayBegin.TrySetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Before the first tick.</summary>
    protected virtual Task BeginAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>After the last one: waits for what is in flight.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _mayBegin.Task.WaitAsync(stoppingToken);
            await BeginAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested) await LoopOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The ordinary end of a loop.
        }
        finally
        {
            await EndAsync();
        }
    }

    private async Task LoopOnceAsync(CancellationToken stop)
    {
        var sleep = LongestSleep;
        try
        {
            if (await TickOnceAsync(stop) is { } at && at - time.GetUtcNow() < sleep) sleep = at - time.GetUtcNow();
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            LogTickFailed(e, GetType().Name);
            sleep = PauseAfterFault;
        }

        if (sleep <= TimeSpan.Zero) return;
        using var timer = new CancellationTokenSource(sleep, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            await _signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The time came.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Loop} failed; trying again in 5 s")]
    private partial void LogTickFailed(Exception e, string loop);

    // The message source generator looks for a field.
    private readonly ILogger _log = log;
}
