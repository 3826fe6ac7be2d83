using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>What is due next (T10).</summary>
internal sealed record NextFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "next";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"What runs next, {Of}";

    /// <summary>"all agents", or the agent's title.</summary>
    public required Outside Of { get; init; }

    /// <summary>The planned times, earliest first.</summary>
    public required IReadOnlyList<NextRow> Times { get; init; }

    /// <summary>"Nothing is planned."; null when something is.</summary>
    public Phrase? Empty { get; init; }
}

/// <summary>One planned time.</summary>
/// <param name="At">When.</param>
/// <param name="Agent">The agent's title.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="There">The same time in the agent's own zone: "08:00 Europe/Berlin".</param>
/// <param name="Mark">"clocks change: 02:30 does not exist, runs at 03:00"; null for an ordinary one.</param>
internal sealed record NextRow(DateTimeOffset At, Outside Agent, Outside Trigger, Outside There, string? Mark);
