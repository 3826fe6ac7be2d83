using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Door;

namespace ChatRuns.Bot.Channels.Teams;

/// <summary>
/// What is said and answered in Teams. It is handed only activities that the door let in: signed, for this bot, of an allowed tenant. An
/// activity may be handed over again after a crash or a failure, with the same <see cref="TeamsActivity.Key"/>: what it changes must be
/// done once per key.
/// </summary>
internal interface ITeamsTalk
{
    /// <summary>
    /// Whether nothing changes by it. Such an activity is kept nowhere and lost in a crash; any other is durable before it is
    /// acknowledged. Has to be quick: the acknowledgement waits for it.
    /// </summary>
    ValueTask<bool> OnlyReadsAsync(TeamsActivity activity, CancellationToken cancel);

    /// <summary>Does what anything but an invoke asks for, after it was acknowledged. An exception means: again later.</summary>
    Task DoAsync(TeamsActivity activity, CancellationToken cancel);

    /// <summary>
    /// Answers an invoke; where it takes longer than Teams waits, whoever waits is answered without it. An exception becomes a 500 while somebody
    /// waits, and means again later after that.
    /// </summary>
    Task<InvokeAnswer> AnswerAsync(TeamsActivity activity, CancellationToken cancel);

    /// <summary>The answer came too late: tells the person what they would not see without it. Null: it failed, and is not tried again.</summary>
    Task TellLateAsync(TeamsActivity activity, InvokeAnswer? answer, CancellationToken cancel);
}

/// <summary>What an invoke is answered with: a closed family.</summary>
internal abstract record InvokeAnswer
{
    /// <summary>What is told in a message if this comes too late; null where cards show the outcome without it.</summary>
    public Reply? Late { get; init; }

    /// <summary>As <see cref="Late"/>, in plain words.</summary>
    public string? LateWords { get; init; }

    /// <summary>200 with this body, of the shape that the invoke's name asks for.</summary>
    internal sealed record Body(JsonNode Json) : InvokeAnswer;

    /// <summary>200 without a body, as task/submit takes it for "close".</summary>
    internal sealed record Nothing : InvokeAnswer;

    /// <summary>501: an invoke of a name that is not known here.</summary>
    internal sealed record Unknown : InvokeAnswer;
}
