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

    /// <summary>
    /// Whether a reply may stand under a message of this conversation, in its thread, and name people. Without, <see cref="TellAsync"/> is
    /// not asked there, and what a thread would hold stands on the card.
    /// </summary>
    bool HasThreadsIn(Address conversation) => false;

    /// <summary>The conversation with one person alone, by principal key; null for people of other platforms, and where there is none such.</summary>
    Address? DirectOf(string person) => null;

    /// <summary>Where one person alone reads what is posted, by principal key, whether or not it notifies them; null for people of other platforms.</summary>
    Address? AloneWith(string person) => DirectOf(person);

    /// <summary>
    /// As <see cref="PostAsync"/>, with a nudge: in the thread of the message where <paramref name="to"/> has one, otherwise in the
    /// conversation. People who may not use ChatRuns are left out; where that leaves none of those to be told, nothing is posted (Gone).
    /// </summary>
    Task<SendResult> TellAsync(Address to, BoundCard card, Nudge nudge, string key, CancellationToken cancel) =>
        Task.FromResult<SendResult>(new SendResult.Gone($"{Platform} has no threads."));
}

/// <summary>Who notices a reply: a closed family.</summary>
internal abstract record Nudge
{
    /// <summary>A line in the thread, for who looks there.</summary>
    internal sealed record Quiet : Nudge;

    /// <summary>It shows in the conversation as well; nobody is named.</summary>
    internal sealed record Conversation : Nudge;

    /// <summary>These people are named.</summary>
    /// <param name="Keys">Principal keys.</param>
    internal sealed record People(IReadOnlyList<string> Keys) : Nudge;
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
internal sealed record Pace(TimeSpan BetweenRedraws, TimeSpan BetweenProgress, TimeSpan BetweenPosts)
{
    /// <summary>Of somebody's Home, which nearly everything changes.</summary>
    public TimeSpan BetweenHomes { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What became of a post or redraw: a closed family.</summary>
internal abstract record SendResult
{
    /// <summary>Principal keys of those whom a nudge was to name who do not read that conversation: nobody told them.</summary>
    public IReadOnlyList<string> Missed { get; init; } = [];

    /// <summary>It stands there.</summary>
    internal sealed record Sent(Address Message) : SendResult;

    /// <summary>Not now; try again after a while, nothing was changed.</summary>
    internal sealed record Later(TimeSpan After, string Why) : SendResult
    {
        /// <summary>What an operator must do before it can get there; null where waiting is enough.</summary>
        public string? Remedy { get; init; }

        /// <summary>Whether only this card has to wait, and not all that is due in its conversation.</summary>
        public bool OnlyThis { get; init; }
    }

    /// <summary>Never: the conversation or message is gone.</summary>
    internal sealed record Gone(string Why) : SendResult;
}
