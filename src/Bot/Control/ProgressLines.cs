using System.Globalization;
using ChatRuns.Store;

namespace ChatRuns.Bot.Control;

/// <summary>Says how far long work has come, a line every two seconds at most: short work says nothing.</summary>
internal sealed class ProgressLines(TextWriter to, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);
    private long _last = time.GetTimestamp();

    /// <summary>Says it, or lets it pass.</summary>
    public void Tell(StoreProgress progress) => Tell(progress.Doing, progress.Done, progress.Total);

    /// <summary>Says how many of how many, or lets it pass; the total is left out where nobody knows it.</summary>
    public void Tell(string doing, long done, long? total = null)
    {
        if (time.GetElapsedTime(_last) < Between) return;
        _last = time.GetTimestamp();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{doing}: {done:N0}{(total is null ? "" : " of ")}{total:N0}"));
    }
}
