using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>The form that starts an agent: one typed input per variable.</summary>
internal sealed record StartFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "start";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => Duplicates is { } number ? $"Duplicate run {number} of {Title}" : $"{(IsTest ? "Test" : "Run")} {Title}";

    /// <summary>The agent's title.</summary>
    public required Outside Title { get; init; }

    /// <summary>The agent's name.</summary>
    public required Carried Agent { get; init; }

    /// <summary>What it does; null where the file does not say.</summary>
    public Outside? Description { get; init; }

    /// <summary>Whether it will be a test run.</summary>
    public required bool IsTest { get; init; }

    /// <summary>The run whose variables stand in it; null for a plain start.</summary>
    public long? Duplicates { get; init; }

    /// <summary>One per variable.</summary>
    public required IReadOnlyList<FormField> Fields { get; init; }

    /// <summary>What was wrong with what was filled in; empty at first.</summary>
    public IReadOnlyList<Phrase> Errors { get; init; } = [];
}
