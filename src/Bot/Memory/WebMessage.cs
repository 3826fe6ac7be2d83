using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Memory;

/// <summary>One message of the web chat: a typed line or a card.</summary>
internal sealed record WebMessage
{
    /// <summary>The author of cards.</summary>
    public const string Bot = "bot";

    /// <summary>Ascending, never used again.</summary>
    public required long Id { get; init; }

    /// <summary>Principal key of the only person who sees it; null for everybody.</summary>
    public string? Audience { get; init; }

    /// <summary>"bot", or the principal key of who typed it.</summary>
    public required string Author { get; init; }

    /// <summary>What was typed; null for a card.</summary>
    public string? Line { get; init; }

    /// <summary>The bound Adaptive Card as JSON; null for a line.</summary>
    public string? Card { get; init; }

    /// <summary>The card's template; null for a line.</summary>
    public string? CardName { get; init; }

    /// <summary>Accessible name of the card.</summary>
    public required string Title { get; init; }

    /// <summary>The same as plain text.</summary>
    public required string Text { get; init; }

    /// <summary>Goes up with each redraw.</summary>
    public required long Version { get; init; }

    /// <summary>Number of its last change.</summary>
    public required long Change { get; init; }

    /// <summary>UTC milliseconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>What makes posting idempotent.</summary>
    public string? PostKey { get; init; }

    /// <summary>The card that it shows; null for a line.</summary>
    public BoundCard? ToCard() => Card is null ? null : new BoundCard(CardName!, Title, JsonNode.Parse(Card)!.AsObject(), Text);
}

/// <summary>The answer to something sent from the page.</summary>
/// <param name="Conversation">Where.</param>
/// <param name="Audience">Principal key; null for everybody.</param>
/// <param name="Card">What is shown.</param>
/// <param name="Replaces">The message that it takes the place of; null for a new one.</param>
internal sealed record WebAnswer(string Conversation, string? Audience, BoundCard Card, long? Replaces)
{
    /// <summary>See <see cref="Reply.Subject"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>See <see cref="Reply.Version"/>.</summary>
    public long Version { get; init; }

    /// <summary>Makes the address of the message that shows it.</summary>
    public required Func<long, Address> AddressOf { get; init; }
}
