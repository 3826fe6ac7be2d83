using System.Globalization;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Memory;

/// <summary>A card that the courier wants to stand somewhere.</summary>
/// <param name="Conversation">Where it is to be posted when it does not stand there yet; null: only where it stands already.</param>
/// <param name="Subject">What it shows, such as "run/1042" or "streak/site-check/1031".</param>
/// <param name="Priority">0 for what waits for people or was decided, higher for progress.</param>
/// <param name="Version">The position of the last event that it is to show.</param>
internal sealed record WantedCard(Address? Conversation, string Subject, int Priority, long Version)
{
    /// <summary>Said once: where it is wanted already, or stands, nothing changes.</summary>
    public bool IsOnce { get; init; }

    /// <summary>The subject is the beginning of those that are meant, which are redrawn where they stand: the <see cref="CourierMemory.MostHomes"/> newest.</summary>
    public bool IsBeginning { get; init; }

    /// <summary>Not to be posted before; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>A card of a subject in a conversation.</summary>
internal sealed record LivingCard
{
    /// <summary>Never used again.</summary>
    public required long Id { get; init; }

    /// <summary>Of the address.</summary>
    public required string Platform { get; init; }

    /// <summary>Of the address.</summary>
    public required string Tenant { get; init; }

    /// <summary>Of the address.</summary>
    public required string Conversation { get; init; }

    /// <summary>What it shows.</summary>
    public required string Subject { get; init; }

    /// <summary>The message it stands in; null until posted.</summary>
    public string? Message { get; init; }

    /// <summary>Lower goes first.</summary>
    public required long Priority { get; init; }

    /// <summary>The version that should stand there.</summary>
    public required long Wanted { get; init; }

    /// <summary>The version that stands there; 0 for none.</summary>
    public required long Sent { get; init; }

    /// <summary>Hash of what stands there, of a card that is sent only where it differs; null where nobody knows.</summary>
    public string? Shown { get; init; }

    /// <summary>The conversation, with the message once there is one.</summary>
    public Address Where => new(Platform, Tenant, Conversation, Message);

    /// <summary>The same for every try of its post.</summary>
    public string PostKey => string.Create(CultureInfo.InvariantCulture, $"card/{Id}");
}
