using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>Input, output and error of one step or of all steps of a run (D5).</summary>
internal sealed record RunStepsFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "run-steps";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Steps of run {Run}, {Agent}";

    /// <summary>The run's number.</summary>
    public required long Run { get; init; }

    /// <summary>Title of the run or its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>The steps.</summary>
    public required IReadOnlyList<StepDetail> Steps { get; init; }

    /// <summary>Command for all steps; null when these are all.</summary>
    public Carried? All { get; init; }
}

/// <summary>One step with what went in and came out.</summary>
internal sealed record StepDetail
{
    /// <summary>1, 2, …</summary>
    public required int Place { get; init; }

    /// <summary>Its title or name.</summary>
    public required Outside Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required StatusLook Status { get; init; }

    /// <summary>"took 12 ms · attempt 2 of 3".</summary>
    public required string Meta { get; init; }

    /// <summary>What went in: the command, request or arguments; null for nothing.</summary>
    public Outside? Input { get; init; }

    /// <summary>What came out; null for nothing.</summary>
    public Outside? Output { get; init; }

    /// <summary>"the first 4 kB of 1.2 MB"; null when complete.</summary>
    public string? OutputCut { get; init; }

    /// <summary>The last lines that it wrote, oldest first; null for none, or where they are not shown.</summary>
    public IReadOnlyList<LogRow>? Log { get; init; }

    /// <summary>Its error; null for none.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Why it was skipped or what a test run would have started; null otherwise.</summary>
    public Outside? Note { get; init; }
}
