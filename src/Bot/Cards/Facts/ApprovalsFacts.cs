using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>The queue of actions that wait for people, the first to expire first (A9).</summary>
internal sealed record ApprovalsFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "approvals";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Waiting for approval, {Counted}";

    /// <summary>"12 actions wait", "8 of 40 actions".</summary>
    public required string Counted { get; init; }

    /// <summary>Questions that runs wait with; on the first page only.</summary>
    public IReadOnlyList<WaitingQuestion> Questions { get; init; } = [];

    /// <summary>The actions.</summary>
    public required IReadOnlyList<WaitingAction> Items { get; init; }

    /// <summary>"Nothing waits for you."; null when something does.</summary>
    public string? Empty { get; init; }

    /// <summary>Command for the page before; null on the first.</summary>
    public Carried? Previous { get; init; }

    /// <summary>Command for the next page; null on the last.</summary>
    public Carried? Next { get; init; }
}

/// <summary>An action in the queue.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Agent">The agent's title.</param>
/// <param name="Headline">The tool's line.</param>
/// <param name="Facts">"confidence 0.92 · low risk".</param>
/// <param name="Expires">When.</param>
/// <param name="Review">Command that shows it complete, with its buttons.</param>
internal sealed record WaitingAction(long Run, Outside Agent, Outside Headline, string Facts, DateTimeOffset Expires, Carried Review);

/// <summary>A question in the queue.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Agent">The agent's title.</param>
/// <param name="Question">What it asks.</param>
/// <param name="Expires">When it stops waiting; null for never.</param>
/// <param name="Answer">Command that shows it with its choices.</param>
internal sealed record WaitingQuestion(long Run, Outside Agent, Outside Question, DateTimeOffset? Expires, Carried Answer);
