namespace ChatRuns.Bot.Memory;

/// <summary>How somebody is told of an action that waits for them.</summary>
internal enum NotifyBy
{
    /// <summary>By name where the card stands.</summary>
    Mention,

    /// <summary>In a message to them alone.</summary>
    Direct,

    /// <summary>Not at all; <c>/approvals mine</c> shows it.</summary>
    Off,
}

/// <summary>Hours of the day in which somebody is not disturbed; past midnight where they end before they begin.</summary>
/// <param name="From">The first quiet minute.</param>
/// <param name="To">The first minute after it; another than <paramref name="From"/>.</param>
internal sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>Whether it is quiet at a time of the person's clock.</summary>
    public bool Holds(TimeOnly clock) => From < To ? clock >= From && clock < To : clock >= From || clock < To;
}

/// <summary>What a person said to <c>/me</c>.</summary>
/// <param name="ZoneId">Their time zone; null: as their chat client says.</param>
/// <param name="Quiet">When not to disturb them; null for never.</param>
/// <param name="Notify">How they are told.</param>
internal sealed record Wishes(string? ZoneId, QuietHours? Quiet, NotifyBy Notify)
{
    /// <summary>Of somebody who never said anything.</summary>
    public static Wishes None { get; } = new(null, null, NotifyBy.Mention);
}
