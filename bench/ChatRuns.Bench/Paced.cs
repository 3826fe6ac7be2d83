using System.Collections.Concurrent;

namespace ChatRuns.Bench;

/// <summary>Sends at a steady pace, however long the answers take.</summary>
internal static class Paced
{
    /// <summary>So many a second, whether the ones before are answered or not; returns how long each took from when it was due.</summary>
    public static async Task<IReadOnlyCollection<TimeSpan>> SendAsync(Func<Task> send, int perSecond, TimeSpan time, CancellationToken cancel)
    {
        var (times, flying) = (new ConcurrentBag<TimeSpan>(), new List<Task>());
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < perSecond * time.TotalSeconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due - TimeProvider.System.GetElapsedTime(began) is { TotalMilliseconds: > 1 } wait) await Task.Delay(wait, TimeProvider.System, cancel);
            flying.Add(Task.Run(async () =>
            {
                await send();
                times.Add(TimeProvider.System.GetElapsedTime(began) - due);
            }, cancel));
        }

        await Task.WhenAll(flying);
        return times;
    }
}
