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

    /// <summary>Which alert it tells of, so that a burst of them becomes one card; null for all else.</summary>
    public AlertNote? Alert { get; init; }
}

/// <summary>What a message of an alert is in the count of its conversation.</summary>
internal enum Noise
{
    /// <summary>The alert itself.</summary>
    Alert,

    /// <summary>A quiet line under it.</summary>
    Line,

    /// <summary>A short reply that notifies.</summary>
    Short,

    /// <summary>A short reply for later; not counted.</summary>
    Repeat,

    /// <summary>No message: the alert is over.</summary>
    Over,
}

/// <summary>The alert that a card tells of.</summary>
/// <param name="Subject">The alert's own subject.</param>
/// <param name="Agent">Whose.</param>
/// <param name="Noise">What the message is.</param>
/// <param name="At">The time.</param>
internal sealed record AlertNote(string Subject, string Agent, Noise Noise, DateTimeOffset At)
{
    /// <summary>How many failures it tells of.</summary>
    public int Failures { get; init; } = 1;

    /// <summary>Whether the alert is over with itself: it does not hold a burst open.</summary>
    public bool IsOver { get; init; }
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
