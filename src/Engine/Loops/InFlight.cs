using System.Collections.Concurrent;

namespace ChatRuns.Loops;

/// <summary>Work in flight by key: each key once at a time. What failed rests for a while before it is begun again.</summary>
/// <param name="time">The clock of the rest.</param>
/// <param name="rest">How long failed work is left alone.</param>
/// <param name="failed">Told of each failure.</param>
/// <param name="ended">Told after each end, good or bad.</param>
public sealed class InFlight<T>(TimeProvider time, TimeSpan rest, Action<T, Exception> failed, Action ended)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, Task> _tasks = new();
    private readonly ConcurrentDictionary<T, long> _failed = new();

    /// <summary>How much is in flight.</summary>
    public int Count => _tasks.Count;

    /// <summary>Whether something failed and waits to be begun again.</summary>
    public bool HasFailed => !_failed.IsEmpty;

    /// <summary>What failed and has rested.</summary>
    public IEnumerable<T> Rested => _failed.Keys.Where(key => !IsResting(key));

    /// <summary>Begins work on a key, unless it is in flight or rests.</summary>
    public void Begin(T key, Func<Task> work, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (IsResting(key) || !_tasks.TryAdd(key, done.Task)) return;
        _ = Task.Run(() => DoAsync(key, work, done, cancel), CancellationToken.None);
    }

    /// <summary>Waits until nothing is in flight.</summary>
    public async Task SettleAsync()
    {
        while (_tasks.Values.FirstOrDefault() is { } task) await task;
    }

    private async Task DoAsync(T key, Func<Task> work, TaskCompletionSource done, CancellationToken cancel)
    {
        try
        {
            await work();
            _failed.TryRemove(key, out _);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The bot is stopping; the next start goes on.
        }
        catch (Exception e)
        {
            // A loop's edge: one piece of work must not end the loop.
            _failed[key] = time.GetTimestamp();
            failed(key, e);
        }
        finally
        {
            _tasks.TryRemove(key, out _);
            done.SetResult();
            ended();
        }
    }

    private bool IsResting(T key) => _failed.TryGetValue(key, out var at) && time.GetElapsedTime(at) < rest;
}
