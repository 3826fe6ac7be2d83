using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>What runs act on.</summary>
internal sealed record TargetsFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "targets";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Targets, {Counted}";

    /// <summary>"3 targets · 1 not reached".</summary>
    public required string Counted { get; init; }

    /// <summary>The targets, by name.</summary>
    public required IReadOnlyList<TargetRow> Targets { get; init; }

    /// <summary>"No targets yet. …"; null when there are some.</summary>
    public Phrase? Empty { get; init; }
}

/// <summary>One target.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its title; null where that is its name.</param>
/// <param name="Found">How it was found last: reached, not reached, not known.</param>
/// <param name="Told">When, and why not; or that nothing checks it.</param>
/// <param name="Agents">Agents that name it: "Site check, Clean up"; "no agent".</param>
/// <param name="Variables">"URL=https://eu.example.org"; null for none.</param>
/// <param name="Runs">Command that lists runs on it.</param>
internal sealed record TargetRow(Outside Name, Outside? Title, StatusLook Found, Phrase Told, Outside Agents, Outside? Variables, Carried Runs);
