using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>The first part of a run's report, as its agent wrote it.</summary>
internal sealed record ReportFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "report";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Report of run {Run}, {Agent}";

    /// <summary>The run's number.</summary>
    public required long Run { get; init; }

    /// <summary>Title of the run or its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>"4 KB", "the first 3 KB of 12 KB".</summary>
    public required string Shown { get; init; }

    /// <summary>Markdown, not drawn: the page draws it.</summary>
    public required Outside Text { get; init; }

    /// <summary>Address of the whole report.</summary>
    public string? ReportUrl { get; init; }
}
