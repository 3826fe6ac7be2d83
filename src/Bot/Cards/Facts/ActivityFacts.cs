using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>Every event of a run in order (D8).</summary>
internal sealed record ActivityFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "activity";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Activity of run {Run}, {Agent}";

    /// <summary>The run's number.</summary>
    public required long Run { get; init; }

    /// <summary>Title of the run or its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>"the last 50 of 212 events".</summary>
    public required string Shown { get; init; }

    /// <summary>The events, oldest first.</summary>
    public required IReadOnlyList<ActivityRow> Events { get; init; }

    /// <summary>Command for more events; null when all are shown.</summary>
    public Carried? More { get; init; }
}

/// <summary>One event.</summary>
/// <param name="At">When.</param>
/// <param name="What">What happened.</param>
/// <param name="Detail">Arguments, result or error; null for none.</param>
/// <param name="Sign">One character.</param>
/// <param name="Color">Of the sign.</param>
internal sealed record ActivityRow(DateTimeOffset At, Phrase What, Outside? Detail, string Sign = "·", string Color = "Default");
