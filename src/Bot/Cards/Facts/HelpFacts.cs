using System.Text.Json.Serialization;

namespace ChatRuns.Bot.Cards.Facts;

/// <summary>The commands, with a word on each. All words are ours.</summary>
internal sealed record HelpFacts : ICardFacts
{
    /// <inheritdoc/>
    public static string Template => "help";

    /// <inheritdoc/>
    [JsonIgnore]
    public string CardTitle => "Commands";

    /// <summary>The commands in groups.</summary>
    public required IReadOnlyList<HelpGroup> Groups { get; init; }

    /// <summary>What has to stand before a line in channels: "@ChatRuns"; null where nothing has to.</summary>
    public string? Mention { get; init; }

    /// <summary>Commands to begin with, as buttons.</summary>
    public required IReadOnlyList<Suggestion> Tries { get; init; }
}

/// <summary>Commands that belong together.</summary>
/// <param name="Title">"Runs".</param>
/// <param name="Commands">The commands.</param>
internal sealed record HelpGroup(string Title, IReadOnlyList<HelpCommand> Commands);

/// <summary>One command.</summary>
/// <param name="Line">"/runs [status…] [agent] [range]".</param>
/// <param name="Does">"lists runs".</param>
internal sealed record HelpCommand(string Line, string Does);
