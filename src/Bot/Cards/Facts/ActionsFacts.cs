using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>The proposed actions of one run, to decide or as decided.</summary>
internal sealed record ActionsFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "actions";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"{Agent} {Says}, run {Run}";

    /// <summary>The run's number.</summary>
    public required long Run { get; init; }

    /// <summary>The agent's title.</summary>
    public required Outside Agent { get; init; }

    /// <summary>"proposes 4 actions", "proposed 4 actions, all decided".</summary>
    public required string Says { get; init; }

    /// <summary>"accent" while one is open, "good" or "attention" by what came of them, else "emphasis".</summary>
    public required string Style { get; init; }

    /// <summary>When the first open one expires; null when none is open.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Who may decide and how many are needed: "operators · needs 1 of 1"; null when none is open.</summary>
    public Phrase? Who { get; init; }

    /// <summary>Whether a tinted bar says that nothing is changed.</summary>
    public bool IsTest { get; init; }

    /// <summary>The actions, in order.</summary>
    public required IReadOnlyList<ActionItem> Items { get; init; }

    /// <summary>"Actions 13 to 20 of 20 · page 2 of 2"; null when all are shown.</summary>
    public string? More { get; init; }

    /// <summary>Command for the page before; null on the first.</summary>
    public Carried? Previous { get; init; }

    /// <summary>Command for the next page; null on the last.</summary>
    public Carried? Next { get; init; }

    /// <summary>Approves those that are shown complete and can be undone; null when fewer than two.</summary>
    public ManyActions? ApproveThese { get; init; }

    /// <summary>Rejects the open ones that are shown; null when fewer than two.</summary>
    public ManyActions? RejectAll { get; init; }

    /// <summary>Address of the run's page; null where there are no pages.</summary>
    public string? PageUrl { get; init; }

    /// <summary>Command that shows all actions of the run again; null where the card does.</summary>
    public Carried? Back { get; init; }
}

/// <summary>A button for several actions.</summary>
/// <param name="Title">"Approve these 4".</param>
/// <param name="Items">"1042.1:digest" each: exactly what was shown.</param>
internal sealed record ManyActions(string Title, IReadOnlyList<string> Items);
