using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Views;

/// <summary>Targets as facts.</summary>
internal static class TargetViews
{
    private const int ShownAgents = 5;
    private static readonly StatusLook s_reached = new("Reached", "✓", "good");
    private static readonly StatusLook s_lost = new("Not reached", "✕", "bad");
    private static readonly StatusLook s_unknown = new("Not known", "–", "quiet");

    /// <summary>All that are handed in, or the one that is asked for.</summary>
    public static TargetsFacts Of(IReadOnlyList<TargetUse> targets, string? only)
    {
        var shown = targets.Where(t => only is null || string.Equals(t.Name, only, StringComparison.OrdinalIgnoreCase)).ToList();
        var counted = Cards.Words.Count(shown.Count, "target");
        if (shown.Count(t => t.Last?.Error is not null) is > 0 and var lost) counted += $" · {lost} not reached";
        return new()
        {
            Counted = counted,
            Targets = [.. shown.Select(Row)],
            Empty = shown.Count == 0 ? (Phrase)"No targets yet. Name them in the settings (Targets:eu-prod:Check) and in an agent's file (targets: [eu-prod]); docs/agents.md tells how." : null,
        };
    }

    private static TargetRow Row(TargetUse target) => new(
        Outside.Line(target.Name), target.Known is { } known && known.Title != known.Name ? Outside.Line(known.Title) : null,
        target.Last switch { null => s_unknown, { Error: null } => s_reached, _ => s_lost }, Told(target), Outside.Line(AgentsOf(target)),
        target.Known?.Variables is { Count: > 0 } variables ? Outside.Line(string.Join(" ", variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")), 300) : null,
        new($"/runs target {Spelling.Quote(target.Name)}"));

    private static Phrase Told(TargetUse target)
    {
        if (target.Known is not { } known) return "a mere name: the settings do not have it";
        if (known.Check is null) return "nothing checks it";
        return target.Last switch
        {
            null => Phrase.Of($"{known.Check.OriginalString}, not asked since the bot started"),
            { Error: { } why } lost => Phrase.Of($"{lost.At}: {why}"),
            var found => Phrase.Of($"{known.Check.OriginalString}, {found.At}"),
        };
    }

    private static string AgentsOf(TargetUse target) => target.Agents.Count switch
    {
        0 => "no agent",
        > ShownAgents => $"{string.Join(", ", target.Agents.Take(ShownAgents).Select(a => a.Title))} and {target.Agents.Count - ShownAgents} more",
        _ => string.Join(", ", target.Agents.Select(a => a.Title)),
    };
}
