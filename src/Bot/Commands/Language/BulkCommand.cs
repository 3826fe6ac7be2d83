using System.Globalization;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Commands.Language;

/// <summary>Something to do to many runs: those of a list, or some by their numbers. Nothing is done before it is confirmed.</summary>
/// <param name="Deed">What.</param>
/// <param name="List">Which runs; null where their numbers are given.</param>
/// <param name="Numbers">Their numbers; empty for a list.</param>
internal sealed record BulkCommand(BulkDeed Deed, RunsCommand? List, IReadOnlyList<long> Numbers) : Command
{
    /// <summary>How a moment is written in a line: UTC, to the second.</summary>
    public const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>How many runs whoever confirms it was shown; null while it is not confirmed.</summary>
    public int? Confirmed { get; init; }

    /// <summary>When they were shown: ranges count from then. Null while it is not confirmed.</summary>
    public DateTimeOffset? At { get; init; }

    /// <inheritdoc/>
    public override string ToLine()
    {
        var runs = List?.ToLine(1) ?? $"/runs {string.Join(' ', Numbers.Select(Spelling.Number))}";
        // Alone behind the verb "archive" is a list: of what is archived.
        if (runs == "/runs") runs = "/runs last 7d";
        var confirm = Confirmed is { } count && At is { } at ? $" confirm {Spelling.Number(count)} at {at.UtcDateTime.ToString(MomentFormat, CultureInfo.InvariantCulture)}" : "";
        return $"{runs} {Deed.ToString().ToLowerInvariant()}{confirm}";
    }
}
