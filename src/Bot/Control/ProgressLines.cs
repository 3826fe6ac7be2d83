using System.Globalization;
using ChatRuns.Store;

namespace ChatRuns.Bot.Control;

/// <summary>Says how far long work has come, a line every two seconds at most: short work says nothing.</summary>
internal sealed class ProgressLines(TextWriter to, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);
    private long _last = time.GetTimestamp();

    /// <summary>Says it, or lets it pass.</summary>
    public void Tell(StoreProgress progress)
    {
        if (time.GetElapsedTime(_last) < Between) return;
        _last = time.GetTimestamp();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Doing}: {progress.Done:N0} of {progress.Total:N0}"));
    }
}
