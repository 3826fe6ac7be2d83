using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>All agents, and the files that could not be read.</summary>
internal sealed record AgentsFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "agents";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Agents, {Counted}";

    /// <summary>"3 agents · 1 paused · 1 file with an error".</summary>
    public required string Counted { get; init; }

    /// <summary>The agents.</summary>
    public required IReadOnlyList<AgentRow> Agents { get; init; }

    /// <summary>Files that could not be read.</summary>
    public required IReadOnlyList<FileError> Errors { get; init; }

    /// <summary>"No agents yet. Put a file into …"; null when there are agents.</summary>
    public Phrase? Empty { get; init; }
}

/// <summary>One agent of the list.</summary>
internal sealed record AgentRow
{
    /// <summary>Its title.</summary>
    public required Outside Title { get; init; }

    /// <summary>Its name.</summary>
    public required Outside Name { get; init; }

    /// <summary>Whether its triggers fire.</summary>
    public required StatusLook Status { get; init; }

    /// <summary>"asks first", "goes ahead from 0.9".</summary>
    public required string Mode { get; init; }

    /// <summary>When it is next due: a time, or "by hand only", "a file shared with me: csv, up to 5 MB", "paused by Mia".</summary>
    public required Phrase Next { get; init; }

    /// <summary>Its last run: "✓ Completed · #1042 · 14:02"; "never ran".</summary>
    public required Phrase LastRun { get; init; }

    /// <summary>Command that opens it.</summary>
    public required Carried Open { get; init; }
}

/// <summary>What is wrong with an agent's file.</summary>
/// <param name="File">The file.</param>
/// <param name="Place">"line 12, column 5"; null where the file as a whole is meant.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do; may quote the file, so it is outside text.</param>
/// <param name="Kept">"The version of before runs on."; null when there is none.</param>
internal sealed record FileError(Outside File, string? Place, Outside Message, Outside Remedy, string? Kept);
