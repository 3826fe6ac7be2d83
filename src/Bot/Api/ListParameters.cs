using ChatRuns.Bot.Commands.Language;
using ChatRuns.Store;

namespace ChatRuns.Bot.Api;

/// <summary>
/// A query parameter that is a condition of the command language: its value is put into words that <c>/runs</c> reads, and of the filter that comes
/// of them it may set its own part only.
/// </summary>
/// <param name="Name">As it is written in an address.</param>
/// <param name="About">One sentence or two for the description.</param>
/// <param name="Example">A value.</param>
/// <param name="Words">The words of a value, likeliest first; each is tried until one is understood.</param>
/// <param name="Sets">Whether the words set this part of a filter, and nothing else.</param>
/// <param name="Take">Puts that part into another filter.</param>
internal sealed record ListParameter(
    string Name, string About, string Example, Func<string, IReadOnlyList<string>> Words, Func<RunsCommand, bool> Sets, Func<RunFilter, RunsCommand, RunFilter> Take);

/// <summary>The parameters of the run list.</summary>
internal static class ListParameters
{
    /// <summary>The rows of a page.</summary>
    public const string Per = "per";

    /// <summary>The place that a page goes on behind.</summary>
    public const string After = "after";

    /// <summary>The clock of "today" and of times without offset.</summary>
    public const string Zone = "zone";

    private const string Yes = "true";
    private const string No = "false";
    private const string Any = "any";

    /// <summary>The values of <c>archived</c> and <c>test</c>.</summary>
    public static IReadOnlyList<string> Truths { get; } = [Yes, No, Any];

    /// <summary>Those that are conditions.</summary>
    public static IReadOnlyList<ListParameter> All { get; } =
    [
        new("status", "Statuses, several with commas: failed (every bad end), completed, running, not completed, timed out, over quota.", "failed,canceled",
            v => [$"status {v}"], c => c.Filter.Statuses.Count > 0 && Only(c), (f, c) => f with { Statuses = c.Filter.Statuses }),
        Named("agent", "Name or title of an agent.", "site-check", FilterSlot.Agent, (f, c) => f with { Agent = c.Filter.Agent }),
        new("trigger", "A kind of trigger (schedule, manual, webhook, event, upload), or the name of one.", "schedule",
            v => [$"trigger {v}", $"trigger {Spelling.InQuotes(v)}"], c => Only(c, FilterSlot.Trigger, FilterSlot.TriggerName),
            (f, c) => f with { Trigger = c.Filter.Trigger, TriggerName = c.Filter.TriggerName }),
        Named("target", "Name of a target.", "eu-prod", FilterSlot.Target, (f, c) => f with { Target = c.Filter.Target }),
        Ranged("last", "Queued within this length of time: 90m, 24h, 7d, 4w.", "7d", v => $"last {v}", c => c.Filter.From is not null,
            (f, c) => f with { From = c.Filter.From, To = c.Filter.To }),
        Ranged("from", "Queued at or after a date or time: 2026-11-01, 2026-11-01T14:00Z, yesterday, monday.", "2026-11-01", v => $"since {v}",
            c => c.Filter is { From: not null, To: null }, (f, c) => f with { From = c.Filter.From }),
        Ranged("to", "Queued before the end of a date, or before a time.", "2026-11-05", v => $"until {v}", c => c.Filter.From is null, (f, c) => f with { To = c.Filter.To }),
        Named("text", "Words in agent, title, summary, error, step or target; each is searched as a prefix.", "disk full", FilterSlot.Text, (f, c) => f with { Text = c.Filter.Text }),
        Truth("archived", "Archived runs: true for them only, any for all. Without it, none of them.", "archived", "not archived", "with archived", FilterSlot.Archived,
            (f, c) => f with { Archived = c.Filter.Archived }),
        Truth("test", "Test runs: true for them only, false for none of them. Without it, all.", "test runs", "without test runs", "with test runs", FilterSlot.Test,
            (f, c) => f with { Test = c.Filter.Test }),
        Named("step", "Failed or stands at this step.", "fetch", FilterSlot.Step, (f, c) => f with { Step = c.Filter.Step }),
        new("cause", "Ended for this cause: timed out, target unreachable, non-zero exit.", "timed out", v => [$"cause {v}"],
            c => Only(c, FilterSlot.Cause), (f, c) => f with { Cause = c.Filter.Cause }),
        Named("owner", "Of agents with this owner.", "ops", FilterSlot.Owner, (f, c) => f with { Owner = c.Filter.Owner }),
        Named("tag", "Of agents with this tag.", "night", FilterSlot.Tag, (f, c) => f with { Tag = c.Filter.Tag }),
        new("by", "Started by a person or token, by name; me is the token itself.", "me", v => [v == "me" ? "mine" : $"by {Spelling.InQuotes(v)}"],
            c => Only(c, FilterSlot.StartedBy), (f, c) => f with { StartedBy = c.Filter.StartedBy }),
        new("actions", "With an action that stands like this: open, failed, expired, unknown.", "open", v => [$"actions {v}"],
            c => Only(c, FilterSlot.Actions), (f, c) => f with { WithActions = c.Filter.WithActions }),
        new("longer", "Took longer than this: 90s, 5m, 1h30m.", "5m", v => [$"more than {v}"], c => Only(c, FilterSlot.Length), (f, c) => f with { LongerThan = c.Filter.LongerThan }),
    ];

    /// <summary>The names of all parameters.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(p => p.Name), Per, After, Zone];

    /// <summary>The parameter of this name; null for none.</summary>
    public static ListParameter? Find(string name) => All.FirstOrDefault(p => p.Name == name);

    private static ListParameter Named(string name, string about, string example, FilterSlot slot, Func<RunFilter, RunsCommand, RunFilter> take) =>
        new(name, about, example, v => [$"{name} {Spelling.InQuotes(v)}"], c => Only(c, slot), take);

    private static ListParameter Ranged(string name, string about, string example, Func<string, string> words, Func<RunsCommand, bool> sets, Func<RunFilter, RunsCommand, RunFilter> take) =>
        new(name, about, example, v => [words(v)], c => c is { Range.Line.Length: > 0, Filter.Statuses.Count: 0, Parts.Count: 0 } && IsFirst(c) && sets(c), take);

    private static ListParameter Truth(string name, string about, string yes, string no, string any, FilterSlot slot, Func<RunFilter, RunsCommand, RunFilter> take) =>
        new(name, about, Yes, v => v switch { Yes => [yes], No => [no], Any => [any], _ => [] }, c => Only(c, slot), take);

    private static bool Only(RunsCommand command, params ReadOnlySpan<FilterSlot> slots)
    {
        if (slots.Length > 0 && command.Filter.Statuses.Count > 0) return false;
        foreach (var part in command.Parts)
            if (!slots.Contains(part.Slot)) return false;
        return command.Range.Line.Length == 0 && command.Parts.Count == (slots.Length > 0 ? 1 : 0) && IsFirst(command);
    }

    private static bool IsFirst(RunsCommand command) => command is { Page: 1, PerPage: RunsCommand.UsualPerPage };
}
