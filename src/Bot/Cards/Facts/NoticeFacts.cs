using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>An answer in words: done, refused, not understood, "did you mean".</summary>
internal sealed record NoticeFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "notice";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => Text.ToString();

    /// <summary>What is said.</summary>
    public required Phrase Text { get; init; }

    /// <summary>How it looks: <see cref="Good"/>, <see cref="Info"/>, <see cref="Warning"/> or <see cref="Bad"/>.</summary>
    public required StatusLook Look { get; init; }

    /// <summary>Further lines, each its own.</summary>
    public IReadOnlyList<Phrase> Lines { get; init; } = [];

    /// <summary>What could be said next.</summary>
    public IReadOnlyList<Suggestion> Suggestions { get; init; } = [];

    /// <summary>It was done.</summary>
    public static StatusLook Good { get; } = new("Done", "✓", "good");

    /// <summary>A plain answer.</summary>
    public static StatusLook Info { get; } = new("Note", "i", "info");

    /// <summary>Not understood, or nothing was done.</summary>
    public static StatusLook Warning { get; } = new("Note", "!", "warning");

    /// <summary>Refused, or it went wrong.</summary>
    public static StatusLook Bad { get; } = new("Not done", "✕", "bad");
}

/// <summary>A button that says a line for the person.</summary>
/// <param name="Title">Our own words; a corrected command is written in its own form, without free text that was typed.</param>
/// <param name="Line">What is said.</param>
internal sealed record Suggestion(string Title, Carried Line);
