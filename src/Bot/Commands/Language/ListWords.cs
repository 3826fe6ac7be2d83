namespace ChatRuns.Bot.Commands.Language;

/// <summary>A list of runs in words: its headline, and what to say when it is empty.</summary>
internal static class ListWords
{
    /// <summary>"Failed runs · last 7 days · Site check".</summary>
    public static string Heading(RunsCommand list)
    {
        var what = What(list);
        IEnumerable<string> parts = [char.ToUpperInvariant(what[0]) + what[1..], list.Range.Words, .. Rest(list).Select(part => part.Words)];
        return string.Join(" · ", parts);
    }

    /// <summary>"last 7 days · Site check".</summary>
    public static string Conditions(RunsCommand list) => string.Join(" · ", new[] { list.Range.Words }.Concat(Rest(list).Select(part => part.Words)));

    /// <summary>"No failed runs of Site check in the last 7 days."</summary>
    public static string Nothing(RunsCommand list)
    {
        var agent = list.Parts.FirstOrDefault(part => part.Slot == FilterSlot.Agent);
        var when = list.Range.InWords.Length == 0 ? "" : $" {list.Range.InWords}";
        var rest = string.Concat(Rest(list).Where(part => part != agent).Select(part => $", {part.Words}"));
        return $"No {What(list)}{(agent is null ? "" : $" of {agent.Words}")}{when}{rest}.";
    }

    /// <summary>"failed runs".</summary>
    public static string What(RunsCommand list)
    {
        var archived = list.Filter.Archived == true ? "archived " : "";
        return archived + StatusWords.Describe(list.Filter.Statuses, list.Filter.Test == true ? "test runs" : "runs");
    }

    private static IEnumerable<FilterPart> Rest(RunsCommand list) => list.Parts.Where(part => part.Words.Length > 0);
}
