namespace ChatRuns.Bot.Channels;

/// <summary>
/// Told by a channel that a place can be written to which could not be until now: the bot was added there, or something came from there.
/// What waits for it is due at once, in the order that it was wanted in.
/// </summary>
internal interface IPlaceNews
{
    /// <summary>A place can be written to now.</summary>
    /// <param name="platform">The channel's.</param>
    /// <param name="means">Whether an address, as a route wrote it, may mean that place.</param>
    /// <param name="cancel">Stops it.</param>
    Task ReachableAsync(string platform, Func<Address, bool> means, CancellationToken cancel);
}
