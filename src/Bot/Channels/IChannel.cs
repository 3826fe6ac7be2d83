namespace ChatRuns.Bot.Channels;

/// <summary>One chat platform, as the courier sees it. Every implementation passes the tests of ChannelContract.</summary>
internal interface IChannel
{
    /// <summary>"web", "slack", "teams": the first part of its addresses and routes.</summary>
    string Platform { get; }

    /// <summary>The conversation that a route of an agent names ("web", "slack:#ops"); null when this channel has none such.</summary>
    Address? Resolve(string route);

    /// <summary>Least time between two redraws of one message, and how many messages a conversation takes.</summary>
    Pace Pace { get; }

    /// <summary>
    /// Posts a card; returns where it stands. <paramref name="key"/> is the same for every try of the same post: a channel that
    /// can tells by it that the message is there already, and returns that.
    /// </summary>
    Task<SendResult> PostAsync(Address to, BoundCard card, string key, CancellationToken cancel);

    /// <summary>Redraws a message in place.</summary>
    Task<SendResult> RedrawAsync(Address message, BoundCard card, Urgency urgency, CancellationToken cancel);
}

/// <summary>Why a card is sent: where a platform takes only so much, what people decide goes first.</summary>
internal enum Urgency
{
    /// <summary>It waits for people, or was decided.</summary>
    Decision,

    /// <summary>A run ended, an alert, a recovery.</summary>
    Outcome,

    /// <summary>A step of a run began or ended.</summary>
    Step,

    /// <summary>Something went on within a step.</summary>
    Progress,
}

/// <summary>How fast a platform likes to be written to.</summary>
/// <param name="BetweenRedraws">Of one message.</param>
/// <param name="BetweenProgress">Of one message where only progress within a step is new.</param>
/// <param name="BetweenPosts">In one conversation.</param>
internal sealed record Pace(TimeSpan BetweenRedraws, TimeSpan BetweenProgress, TimeSpan BetweenPosts);

/// <summary>What became of a post or redraw: a closed family.</summary>
internal abstract record SendResult
{
    /// <summary>It stands there.</summary>
    internal sealed record Sent(Address Message) : SendResult;

    /// <summary>Not now; try again after a while, nothing was changed.</summary>
    internal sealed record Later(TimeSpan After, string Why) : SendResult
    {
        /// <summary>Whether only this card has to wait, and not all that is due in its conversation.</summary>
        public bool OnlyThis { get; init; }
    }

    /// <summary>Never: the conversation or message is gone.</summary>
    internal sealed record Gone(string Why) : SendResult;
}
