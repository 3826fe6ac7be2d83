using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>Why an agent did not run (T9): what was looked at, what is in the way first.</summary>
internal sealed record WhyFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "why";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Why {Title} did not run";

    /// <summary>The agent's title.</summary>
    public required Outside Title { get; init; }

    /// <summary>"3 things keep it from running", or that nothing does.</summary>
    public required Phrase Verdict { get; init; }

    /// <summary>Sign and colour of that.</summary>
    public required StatusLook Look { get; init; }

    /// <summary>Everything that was looked at.</summary>
    public required IReadOnlyList<WhyRow> Checks { get; init; }

    /// <summary>What could be said next.</summary>
    public IReadOnlyList<Suggestion> Suggestions { get; init; } = [];
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Sign">"✕" in the way, "✓" fine, "!" worth knowing.</param>
/// <param name="Color">"Attention", "Good" or "Warning".</param>
/// <param name="What">"Status", "Schedule nightly".</param>
/// <param name="Finding">What is so.</param>
/// <param name="Remedy">What to do; null for nothing.</param>
internal sealed record WhyRow(string Sign, string Color, Outside What, Phrase Finding, Phrase? Remedy)
{
    /// <summary>Whether it keeps the agent from running.</summary>
    [JsonIgnore]
    public bool IsInTheWay => Sign == "✕";

    /// <summary>It keeps the agent from running.</summary>
    public static WhyRow Bad(string what, Phrase finding, Phrase? remedy) => new("✕", "Attention", Outside.Line(what), finding, remedy);

    /// <summary>It is as it should be.</summary>
    public static WhyRow Fine(string what, Phrase finding) => new("✓", "Good", Outside.Line(what), finding, null);

    /// <summary>It is in nobody's way, and worth knowing.</summary>
    public static WhyRow Note(string what, Phrase finding, Phrase? remedy = null) => new("!", "Warning", Outside.Line(what), finding, remedy);
}
