using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>One agent: what it does, when, under which rule, and how it went lately.</summary>
internal sealed record AgentFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "agent";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => $"Agent {Title}, {Status.Word.ToLowerInvariant()}";

    /// <summary>Its title.</summary>
    public required Outside Title { get; init; }

    /// <summary>Its name.</summary>
    public required Outside Name { get; init; }

    /// <summary>What it does; null where the file does not say.</summary>
    public Outside? Description { get; init; }

    /// <summary>Whether its triggers fire.</summary>
    public required StatusLook Status { get; init; }

    /// <summary>"paused by Mia; the file says active"; null otherwise.</summary>
    public Phrase? Overlay { get; init; }

    /// <summary>What is set in chat over its file, and what waits for an admin, a line each.</summary>
    public IReadOnlyList<Phrase> Settings { get; init; } = [];

    /// <summary>What is wrong with its file, while the version of before runs on; null otherwise.</summary>
    public FileError? Error { get; init; }

    /// <summary>"asks first", "goes ahead from 0.9".</summary>
    public required string Mode { get; init; }

    /// <summary>Who approves, how many, until when.</summary>
    public required Phrase Approval { get; init; }

    /// <summary>Its triggers.</summary>
    public required IReadOnlyList<TriggerRow> Triggers { get; init; }

    /// <summary>Its steps: "1 scan · program".</summary>
    public required IReadOnlyList<AgentStepRow> Steps { get; init; }

    /// <summary>Its variables and their defaults.</summary>
    public required IReadOnlyList<VariableRow> Variables { get; init; }

    /// <summary>Version, owner and tags.</summary>
    public required Phrase Meta { get; init; }

    /// <summary>Its last runs, newest first.</summary>
    public required IReadOnlyList<RunListRow> LastRuns { get; init; }

    /// <summary>Command that starts it, or opens the form when it has variables; null for a draft.</summary>
    public Carried? Run { get; init; }

    /// <summary>Command that starts a test run, or opens the form.</summary>
    public required Carried Test { get; init; }

    /// <summary>Command that pauses it; null when its triggers do not fire.</summary>
    public Carried? Pause { get; init; }

    /// <summary>Command that resumes it; null when its triggers fire.</summary>
    public Carried? Resume { get; init; }

    /// <summary>Command that lets the file count again; null where nothing is set over it.</summary>
    public Carried? Reset { get; init; }

    /// <summary>Command by which an admin confirms what waits; null where nothing does.</summary>
    public Carried? Confirm { get; init; }

    /// <summary>Command that lists its runs.</summary>
    public required Carried Runs { get; init; }
}

/// <summary>A trigger of an agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="When">"weekdays 08:00, Europe/Berlin".</param>
/// <param name="Next">When it is next due; null for never.</param>
internal sealed record TriggerRow(Outside Name, Outside When, DateTimeOffset? Next);

/// <summary>A step of an agent.</summary>
/// <param name="Place">1, 2, …</param>
/// <param name="Name">Its title or name.</param>
/// <param name="Kind">"program", "http", "tool", "wait" or "question".</param>
/// <param name="Note">"not gated"; null for none.</param>
internal sealed record AgentStepRow(int Place, Outside Name, string Kind, string? Note);
