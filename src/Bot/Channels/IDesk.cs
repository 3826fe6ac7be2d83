namespace ChatRuns.Bot.Channels;

/// <summary>Answers what was said: the one door from every channel to the commands.</summary>
internal interface IDesk
{
    /// <summary>
    /// Does what was said and answers with a card. What people can be told is in the card; an exception is a fault of ChatRuns.
    /// A channel whose acknowledgement got lost asks again with the same <see cref="Said.Id"/>.
    /// </summary>
    Task<Reply> AnswerAsync(Said said, CancellationToken cancel);

    /// <summary>What is told to somebody who is about to fill in the form of a button, in place of the form; null when nothing is against it. Changes nothing.</summary>
    Task<Reply?> FindObstacleAsync(Said.Press form, CancellationToken cancel);

    /// <summary>
    /// Whether answering this changes nothing, so that a channel need not make it durable before it acknowledges it. False where in doubt.
    /// </summary>
    Task<bool> OnlyReadsAsync(Said said, CancellationToken cancel);
}
