using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>Several agents at a glance: open alerts, a burst of them, a digest, a weekly review.</summary>
internal sealed record OverviewFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "overview";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => Title.ToString();

    /// <summary>"312 agents are failing".</summary>
    public required Phrase Title { get; init; }

    /// <summary>How it looks.</summary>
    public required StatusLook Look { get; init; }

    /// <summary>A line under it: of what time; null for none.</summary>
    public Phrase? Sub { get; init; }

    /// <summary>Said where there is nothing; null where there is something.</summary>
    public string? Empty { get; init; }

    /// <summary>Rows under headings.</summary>
    public IReadOnlyList<OverviewSection> Sections { get; init; } = [];

    /// <summary>"and 307 more agents"; null where all are shown.</summary>
    public Phrase? Note { get; init; }

    /// <summary>What could be said next.</summary>
    public IReadOnlyList<Suggestion> Suggestions { get; init; } = [];
}

/// <summary>Rows under a heading.</summary>
/// <param name="Heading">Our own words; null for none.</param>
/// <param name="Rows">At least one.</param>
internal sealed record OverviewSection(string? Heading, IReadOnlyList<OverviewRow> Rows);

/// <summary>One row.</summary>
/// <param name="Title">The agent's title, or what a number counts.</param>
/// <param name="Text">What is said of it.</param>
/// <param name="Line">Command that opens it; null where nothing does.</param>
internal sealed record OverviewRow(Outside Title, Phrase Text, Carried? Line = null);
