using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Courier;

/// <summary>Lets go of cards that wait for a place, when a channel says that it can be written to.</summary>
internal sealed class HeldCards(CourierMemory memory) : IPlaceNews
{
    private long _news;

    /// <summary>Raised when cards are due that were held.</summary>
    public event Action? Released;

    /// <summary>How often a channel had news: who saw another count before it sent holds nothing for what it was told then.</summary>
    public long News => Volatile.Read(ref _news);

    /// <inheritdoc/>
    public async Task ReachableAsync(string platform, Func<Address, bool> means, CancellationToken cancel)
    {
        Interlocked.Increment(ref _news);
        var held = (await memory.ReadHeldAsync(platform, cancel)).Where(means).ToList();
        foreach (var conversation in held) await memory.ReleaseAsync(conversation, cancel);
        if (held.Count > 0) Released?.Invoke();
    }
}
