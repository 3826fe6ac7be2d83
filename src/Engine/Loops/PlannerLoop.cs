using ChatRuns.Planning;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Loops;

/// <summary>
/// Lets the planner make its passes: when something is planned, when agents have changed, and whenever the alarm thinks it
/// should, once the server listens. Starting and stopping twice, or stopping unstarted, is fine.
/// </summary>
internal sealed partial class PlannerLoop(Planner planner, HoldDesk hold, IAlarm alarm, TimeProvider time, ILogger<PlannerLoop> log)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_stop is not null) return Task.CompletedTask;
            _stop = new CancellationTokenSource();
            var cancel = _stop.Token;
            _running = Task.Run(() => RunAsync(cancel), CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        CancellationTokenSource? stop;
        lock (_lock) (stop, _stop) = (_stop, null);
        if (stop is null) return;
        await stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        stop.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop?.Dispose();

    private async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // Held, nothing is accounted for: what was owed meanwhile is looked at after the release, as after a time in which the bot was off.
                var wake = hold.Now is null ? await planner.TickOnceAsync(cancel) : null;
                await alarm.WaitAsync(wake ?? DateTimeOffset.MaxValue, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // Stopped: what this pass has not written stays owed.
            }
            catch (Exception fault)
            {
                LogFault(fault);
                await Task.Delay(AfterFault, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A pass over the schedules failed; nothing is lost, the next one is in a few seconds")]
    private partial void LogFault(Exception fault);
}
