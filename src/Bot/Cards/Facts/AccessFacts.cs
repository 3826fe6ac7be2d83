using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>Who may do what: everybody's roles, or one person's or group's and why (G5).</summary>
internal sealed record AccessFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "access";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Access, {Of}";

    /// <summary>"everybody", or whose.</summary>
    public required Outside Of { get; init; }

    /// <summary>"3 roles", "20 of 48 roles".</summary>
    public required string Counted { get; init; }

    /// <summary>The roles.</summary>
    public required IReadOnlyList<AccessRow> Rows { get; init; }

    /// <summary>What to say when there are none; null when there are some.</summary>
    public Phrase? Empty { get; init; }

    /// <summary>What the settings give to everybody; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Command for the next page; null on the last.</summary>
    public Carried? Next { get; init; }
}

/// <summary>One role of somebody.</summary>
/// <param name="Who">A person or group.</param>
/// <param name="Role">"approver".</param>
/// <param name="Where">"everywhere", "tag:finance".</param>
/// <param name="Why">"given by Ada", "settings".</param>
/// <param name="Remove">Command that takes it back; null where chat cannot, or the reader may not.</param>
internal sealed record AccessRow(Outside Who, string Role, Outside Where, Phrase Why, Carried? Remove = null);
