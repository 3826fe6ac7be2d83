using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>A person's own settings and roles.</summary>
internal sealed record MeFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "me";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"{Name}: settings and roles";

    /// <summary>That something was set just now; null where it was only asked for.</summary>
    public Phrase? Saved { get; init; }

    /// <summary>What they are called.</summary>
    public required Outside Name { get; init; }

    /// <summary>"Europe/Berlin, set by you".</summary>
    public required string Zone { get; init; }

    /// <summary>"22:00 to 07:00", "none".</summary>
    public required string Quiet { get; init; }

    /// <summary>"by mention", "by direct message", "not at all".</summary>
    public required string Notify { get; init; }

    /// <summary>Who decides in their place, until when; "nobody".</summary>
    public required Phrase StandIn { get; init; }

    /// <summary>In whose place they decide; null for nobody's.</summary>
    public Phrase? StandsInFor { get; init; }

    /// <summary>The other accounts that are the same person.</summary>
    public IReadOnlyList<Phrase> Linked { get; init; } = [];

    /// <summary>Their roles and why.</summary>
    public required IReadOnlyList<AccessRow> Roles { get; init; }

    /// <summary>That they have none of their own, and who can give one; null when they have.</summary>
    public Phrase? NoRole { get; init; }

    /// <summary>What could be set, as buttons.</summary>
    public required IReadOnlyList<Suggestion> Tries { get; init; }
}
