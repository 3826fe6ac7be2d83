using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>An alert: the first failure, the streak it grew into, or the recovery, all in one living message.</summary>
internal sealed record RunFailedFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "run-failed";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => Recovery is not null ? $"{Agent} recovered, run {Number}"
        : Streak is not null ? $"{Agent} is failing, {Streak.Times}, run {Number}"
        : $"{Agent} {Status.Word.ToLowerInvariant()}, run {Number}";

    /// <summary>The last run's number.</summary>
    public required long Number { get; init; }

    /// <summary>The agent's title.</summary>
    public required Outside Agent { get; init; }

    /// <summary>The agent's name, for commands.</summary>
    public required Carried AgentName { get; init; }

    /// <summary>How the last run ended; <c>Completed</c> for a recovery.</summary>
    public required StatusLook Status { get; init; }

    /// <summary>What went wrong; null for a recovery.</summary>
    public Failure? Failure { get; init; }

    /// <summary>When the last run started.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Took, trigger, target and attempt, as <c>took 832 ms · schedule “every 5 min” · eu-prod</c>.</summary>
    public required Phrase Meta { get; init; }

    /// <summary>From the second failure in a row on; null before.</summary>
    public Streak? Streak { get; init; }

    /// <summary>How it ended; null while it fails.</summary>
    public Recovery? Recovery { get; init; }

    /// <summary>Command that reruns from the failed step; null where that cannot be.</summary>
    public Carried? RerunFrom { get; init; }

    /// <summary>Command that reruns it from the start.</summary>
    public required Carried Rerun { get; init; }

    /// <summary>"Mia is on it · snoozed until 14:00"; null when nobody did anything about it.</summary>
    public Phrase? Handled { get; init; }

    /// <summary>How a command about this alert begins; null where there is none to be handled.</summary>
    public Carried? Alert { get; init; }

    /// <summary>Whether somebody is on it.</summary>
    public bool IsTaken { get; init; }

    /// <summary>Address of the run's page; null where there are no pages.</summary>
    public string? PageUrl { get; init; }
}

/// <summary>What went wrong in a run.</summary>
/// <param name="Step">The step that failed; null where none did.</param>
/// <param name="Place">"step 2 of 3"; null where there is no step.</param>
/// <param name="Message">The step's own words.</param>
/// <param name="Cause">See <see cref="CauseLook"/>.</param>
/// <param name="Remedy">See <see cref="CauseLook"/>.</param>
internal sealed record Failure(Outside? Step, string? Place, Outside Message, string Cause, string Remedy);

/// <summary>Failures in a row.</summary>
/// <param name="Times">"7 times".</param>
/// <param name="Since">Time of the first one.</param>
/// <param name="Lasted">"35 min".</param>
/// <param name="Last">The last five, newest first.</param>
internal sealed record Streak(string Times, DateTimeOffset Since, string Lasted, IReadOnlyList<PastFailure> Last);

/// <summary>One failure of a streak.</summary>
/// <param name="Number">The run.</param>
/// <param name="At">When it ended.</param>
/// <param name="Sign">The sign of its status.</param>
/// <param name="Word">The word of its status.</param>
/// <param name="Message">Short error text.</param>
internal sealed record PastFailure(long Number, DateTimeOffset At, string Sign, string Word, Outside Message);

/// <summary>The end of a streak.</summary>
/// <param name="At">When the good run ended.</param>
/// <param name="FailingFor">"41 min".</param>
/// <param name="Runs">"8 runs".</param>
/// <param name="After">"after a rerun by Mia"; null when it mended itself.</param>
/// <param name="Failed">The last failure; null when its run is not there any more.</param>
internal sealed record Recovery(DateTimeOffset At, string FailingFor, string Runs, Phrase? After, PastFailure? Failed = null);
