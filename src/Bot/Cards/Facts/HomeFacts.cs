using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>What a person begins with: what waits for them, what runs now, what failed lately, what comes next.</summary>
internal sealed record HomeFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "home";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Home, {Counted}";

    /// <summary>"2 wait for you · 1 running · 3 failed in the last 24 hours"; "all quiet".</summary>
    public required string Counted { get; init; }

    /// <summary>Style of the head: "accent" where something waits, otherwise "emphasis".</summary>
    public required string Style { get; init; }

    /// <summary>What waits for the person, questions first.</summary>
    public required IReadOnlyList<HomeWait> Waits { get; init; }

    /// <summary>"Nothing waits for you."; null when something does.</summary>
    public string? NoWaits { get; init; }

    /// <summary>"All 12 that wait", as a button; null where all of it stands here.</summary>
    public string? AllWaits { get; init; }

    /// <summary>"Running now", and of how many these are; null when nothing runs.</summary>
    public string? RunningHead { get; init; }

    /// <summary>What runs, the newest first.</summary>
    public required IReadOnlyList<HomeRun> Running { get; init; }

    /// <summary>"Failed in the last 24 hours", and of how many these are; null when nothing did.</summary>
    public string? FailedHead { get; init; }

    /// <summary>What failed, the newest first.</summary>
    public required IReadOnlyList<HomeRun> Failed { get; init; }

    /// <summary>What runs next, the earliest first.</summary>
    public required IReadOnlyList<HomeNext> Next { get; init; }
}

/// <summary>Something that waits for the person.</summary>
/// <param name="Headline">The tool's line, or the question.</param>
/// <param name="Agent">The agent's title.</param>
/// <param name="Facts">" · #1043 · low risk".</param>
/// <param name="Expires">When it stops waiting; null for never.</param>
/// <param name="Button">"Review" or "Answer".</param>
/// <param name="Open">Command that shows it with its buttons.</param>
internal sealed record HomeWait(Outside Headline, Outside Agent, string Facts, DateTimeOffset? Expires, string Button, Carried Open);

/// <summary>A run in short.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Agent">Title of the run or its agent.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Before">Words before the time: "since "; empty for none.</param>
/// <param name="At">Since when it runs, or when it failed.</param>
/// <param name="Text">One line: what went wrong; null for none.</param>
internal sealed record HomeRun(long Number, Outside Agent, StatusLook Status, string Before, DateTimeOffset At, Outside? Text);

/// <summary>A planned time in short.</summary>
/// <param name="At">When.</param>
/// <param name="Agent">The agent's title.</param>
/// <param name="Trigger">The trigger's name.</param>
internal sealed record HomeNext(DateTimeOffset At, Outside Agent, Outside Trigger);
