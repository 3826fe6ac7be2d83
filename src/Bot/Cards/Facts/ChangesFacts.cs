using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>How a run differs from an earlier one, and its agent's version from today's (D6, D17).</summary>
internal sealed record ChangesFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "changes";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"What changed in run {Run}, {Agent}";

    /// <summary>The run's number.</summary>
    public required long Run { get; init; }

    /// <summary>Title of the run or its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>"Against run #1038, the last good one, …".</summary>
    public required Phrase Against { get; init; }

    /// <summary>Groups of differences; empty when nothing differs.</summary>
    public required IReadOnlyList<ChangeGroup> Groups { get; init; }

    /// <summary>Said when nothing differs; null otherwise.</summary>
    public string? Same { get; init; }

    /// <summary>The line that opens the earlier run; null when there is none.</summary>
    public Carried? Other { get; init; }
}

/// <summary>Differences of one kind.</summary>
/// <param name="Title">"Inputs", "Outputs" …</param>
/// <param name="Rows">The differences.</param>
/// <param name="More">"and 12 more"; null when all are shown.</param>
internal sealed record ChangeGroup(Phrase Title, IReadOnlyList<ChangeRow> Rows, string? More = null);

/// <summary>One difference. At least one of both values is there.</summary>
/// <param name="Name">What differs.</param>
/// <param name="Before">As it was; null where it was not.</param>
/// <param name="After">As it is; null where it is no longer.</param>
internal sealed record ChangeRow(Outside Name, Outside? Before, Outside? After);
