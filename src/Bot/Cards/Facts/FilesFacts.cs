using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>The files that a run made.</summary>
internal sealed record FilesFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "files";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Files of run {Run}, {Agent}, {Shown}";

    /// <summary>The run's number.</summary>
    public required long Run { get; init; }

    /// <summary>Title of the run or its agent.</summary>
    public required Outside Agent { get; init; }

    /// <summary>"2 files", "the first 40 of 120 files".</summary>
    public required string Shown { get; init; }

    /// <summary>The files, in the order in which they were made.</summary>
    public required IReadOnlyList<FileRow> Files { get; init; }

    /// <summary>Address of the report, which lists every file; null where there is none.</summary>
    public string? ReportUrl { get; init; }
}
