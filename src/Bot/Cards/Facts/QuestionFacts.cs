using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>A run asks people.</summary>
internal sealed record QuestionFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "question";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"{Agent} {(Answered is null ? "asks" : "asked")}: {Question}, run {Run}";

    /// <summary>The run's number.</summary>
    public required long Run { get; init; }

    /// <summary>Title of the run or its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>The step that asks.</summary>
    public required Carried Step { get; init; }

    /// <summary>What it asks.</summary>
    public required Outside Question { get; init; }

    /// <summary>Answers to choose from; empty for free text.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>When it stops waiting; null for never, and when it is answered.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>"Answered by Mia · 14:05: “Monday”", "Nobody answered."; null while it waits.</summary>
    public Phrase? Answered { get; init; }
}
