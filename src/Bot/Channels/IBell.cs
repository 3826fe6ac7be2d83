namespace ChatRuns.Bot.Channels;

/// <summary>Rings when something happened that a page or tab of a channel may show.</summary>
internal interface IBell
{
    /// <summary>Raised from any thread, often; handlers must be quick.</summary>
    event Action? Rang;
}
