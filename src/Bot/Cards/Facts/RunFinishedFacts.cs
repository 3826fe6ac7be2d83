using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>A run that ended well, was canceled, or was a test.</summary>
internal sealed record RunFinishedFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "run-finished";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"{(IsTest ? "Test run of " : "")}{Agent} {Status.Word.ToLowerInvariant()}, run {Number}";

    /// <summary>The run's number.</summary>
    public required long Number { get; init; }

    /// <summary>Title of the run, or of its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>How it ended.</summary>
    public required StatusLook Status { get; init; }

    /// <summary>Whether it was a test run: a tinted bar says that nothing was changed.</summary>
    public bool IsTest { get; init; }

    /// <summary>Whether a step of it is outside the gate's sight: the card says "not gated".</summary>
    public bool IsNotGated { get; init; }

    /// <summary>One line about what it did, in its own words.</summary>
    public Outside? Summary { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>See <see cref="Words.Took"/>.</summary>
    public required string Took { get; init; }

    /// <summary>What started it: see <see cref="Told.Trigger"/>.</summary>
    public required Phrase Trigger { get; init; }

    /// <summary>Who canceled it and why; null otherwise.</summary>
    public Phrase? Note { get; init; }

    /// <summary>"4 actions wait for a decision"; null when none does.</summary>
    public string? ActionsWaiting { get; init; }

    /// <summary>Address of the report; null where there is none.</summary>
    public string? ReportUrl { get; init; }

    /// <summary>Address of the run's page; null where there are no pages.</summary>
    public string? PageUrl { get; init; }
}
