using System.Collections.Concurrent;
using ChatRuns.Actions;
using ChatRuns.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatRuns.Loops;

/// <summary>
/// Picks what has work due, whatever its status, and drives it, a bounded number at a time. Wakes by a commit, a finished piece
/// of work or the earliest due time. It does not promise an order between runs.
/// </summary>
internal sealed partial class Worker(
    IRunStore store, RunDriver runs, ActionExecutor actions, IOptions<EngineOptions> options, TimeProvider time, ILogger<Worker> log)
    : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<long, Task> _runs = new();
    private readonly ConcurrentDictionary<ActionId, Task> _actions = new();
    private readonly ConcurrentDictionary<object, long> _faulted = new();
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Looks again now.</summary>
    public void Wake()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it a moment ago.
        }
    }

    /// <summary>Begins all that is due and finds a free slot; returns when to look again.</summary>
    public async Task<DateTimeOffset?> TickOnceAsync(CancellationToken cancel)
    {
        var free = options.Value.MostAtOnce - _runs.Count;
        // Asks for more than fits, because rows of what is in flight may still look due.
        var due = await store.ReadDueAsync(time.GetUtcNow(), Math.Max(0, free) + _runs.Count + _actions.Count + options.Value.MostActionsAtOnce, cancel);
        foreach (var run in due.Runs.Concat(Rested<long>()))
        {
            if (_runs.Count >= options.Value.MostAtOnce) break;
            if (!IsResting(run)) Begin(_runs, run, () => runs.DriveAsync(run, cancel), cancel);
        }

        foreach (var action in due.Actions.Concat(Rested<ActionId>()))
        {
            if (_actions.Count >= options.Value.MostActionsAtOnce) break;
            if (!IsResting(action)) Begin(_actions, action, () => actions.DriveAsync(action, cancel), cancel);
        }

        return _faulted.IsEmpty ? due.NextAt : time.GetUtcNow() + PauseAfterFault;
    }

    /// <summary>What the last process left: runs go on, started actions become unknown.</summary>
    public async Task RecoverAsync(CancellationToken cancel)
    {
        var left = await store.ReadInFlightAsync(cancel);
        foreach (var action in left.Actions) Begin(_actions, action, () => actions.DriveAsync(action, cancel), cancel);
        foreach (var run in left.Runs) Begin(_runs, run, () => runs.DriveAsync(run, cancel), cancel);
        if (left.Runs.Count + left.Actions.Count > 0) LogRecovered(left.Runs.Count, left.Actions.Count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Committed += OnCommitted;
        try
        {
            await RecoverAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested) await LoopOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_runs.Values.Concat(_actions.Values));
        }
        finally
        {
            store.Committed -= OnCommitted;
        }
    }

    private async Task LoopOnceAsync(CancellationToken stop)
    {
        var sleep = LongestSleep;
        try
        {
            var next = await TickOnceAsync(stop);
            if (next is { } at && at - time.GetUtcNow() < sleep) sleep = at - time.GetUtcNow();
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            LogTickFailed(e);
            sleep = PauseAfterFault;
        }

        if (sleep > TimeSpan.Zero) await WaitAsync(sleep, stop);
    }

    private async Task WaitAsync(TimeSpan sleep, CancellationToken stop)
    {
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

    private void Begin<T>(ConcurrentDictionary<T, Task> inFlight, T key, Func<Task> work, CancellationToken cancel)
        where T : notnull
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!inFlight.TryAdd(key, done.Task)) return;
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await work();
                    _faulted.TryRemove(key, out _);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    // The bot is stopping; the next start goes on.
                }
                catch (Exception e)
                {
                    _faulted[key] = time.GetTimestamp();
                    LogWorkFailed(e, key.ToString()!);
                }
                finally
                {
                    inFlight.TryRemove(key, out _);
                    done.SetResult();
                    Wake();
                }
            },
            CancellationToken.None);
    }

    // What failed inside ChatRuns (the disk is full, say) is left alone for a while instead of being tried in a tight circle.
    private IEnumerable<T> Rested<T>() => _faulted.Keys.OfType<T>().Where(key => !IsResting(key!));

    private bool IsResting(object key) => _faulted.TryGetValue(key, out var at) && time.GetElapsedTime(at) < PauseAfterFault;

    private void OnCommitted(long position) => Wake();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Went on after a stop in the middle: {Runs} runs, {Actions} actions of unknown outcome")]
    private partial void LogRecovered(int runs, int actions);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for due work failed; trying again in 5 s")]
    private partial void LogTickFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on {What} failed; trying again in 5 s")]
    private partial void LogWorkFailed(Exception e, string what);
}
