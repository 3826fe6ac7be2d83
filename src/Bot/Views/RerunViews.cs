using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Bot.Commands.Language;

namespace ChatRuns.Bot.Views;

/// <summary>What a rerun from a step means for the world outside (M9): what happened, what is taken over, what will happen again.</summary>
internal static class RerunViews
{
    private const int MostLines = 12;

    /// <summary>The line that asks for a rerun from a step.</summary>
    public static string LineOf(long run, string step) => new RunCommand(run, RunView.Rerun) { Step = step }.ToLine();

    /// <summary>The card that asks, with the button.</summary>
    public static NoticeFacts Ask(RerunPlan.Ready plan)
    {
        var (run, first) = (plan.Detail.Run, plan.Again[0]);
        var again = plan.Again.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        List<Phrase> lines = [.. Section($"Happened outside in run #{run.Number}:", Happened(plan.Detail), "Nothing happened outside that I know of.")];
        if (plan.Reused.Count > 0)
            lines.Add(Phrase.Of($"Taken over and not done again: {string.Join(", ", plan.Reused.Select(s => s.Title ?? s.Name))}. Outputs and attached files, not the working folder."));
        lines.AddRange(Section("Will happen again:", Again(plan, again), "Nothing that changes anything."));
        if (plan.Detail.Run.Queued.Version != plan.Detail.Today!.Version) lines.Add("The agent's file has changed since: today's version runs.");
        return new()
        {
            Text = Phrase.Of($"Rerun #{run.Number} from {Phrase.Strong(first.Title ?? first.Name)}?"),
            Look = NoticeFacts.Warning,
            Lines = lines,
            Suggestions =
            [
                new("Rerun from this step", new(new RunCommand(run.Number, RunView.Rerun) { Step = first.Name, IsConfirmed = true }.ToLine())),
                new("Open the run", new($"/run {run.Number}")),
            ],
        };
    }

    private static IEnumerable<Phrase> Section(string head, IEnumerable<Phrase> found, string none)
    {
        var all = found.ToList();
        if (all.Count == 0) return [none];
        IEnumerable<Phrase> lines = [head, .. all.Take(MostLines).Select(line => ((Phrase)"• ").Then(line))];
        return all.Count > MostLines ? lines.Append($"• and {all.Count - MostLines} more") : lines;
    }

    private static IEnumerable<Phrase> Happened(RunDetail detail)
    {
        foreach (var state in detail.Run.Steps.Where(s => s.StartedAt is not null))
        {
            if (detail.Ran?.Steps.FirstOrDefault(s => s.Name == state.Name) is { } step && IsOutside(step))
                yield return Phrase.Of($"{Phrase.Strong(step.Title ?? step.Name)}: {Kind(step)}, {Cards.Words.Count(state.Attempt, "attempt")}, {state.Status.ToString().ToLowerInvariant()}");
        }

        foreach (var action in detail.Actions.Where(a => a.Status is ActionStatus.Succeeded or ActionStatus.Unknown or ActionStatus.Undone or ActionStatus.Started))
            yield return Phrase.Of($"{action.Id.ToString()} {action.Headline ?? action.Proposed.Tool}: {StatusLook.Of(action.Status).Word.ToLowerInvariant()}");
    }

    private static IEnumerable<Phrase> Again(RerunPlan.Ready plan, HashSet<string> again)
    {
        foreach (var step in plan.Again.Where(IsOutside)) yield return Phrase.Of($"{Phrase.Strong(step.Title ?? step.Name)}: {Kind(step)}");
        foreach (var action in plan.Detail.Actions.Where(a => again.Contains(a.Proposed.Step) && a.Proposed.Undoes is null))
            yield return Phrase.Of($"{action.Headline ?? action.Proposed.Tool} may be proposed again, and is decided again");
    }

    // What a tool changes is told by its action; so is a request that goes through the gate.
    private static bool IsOutside(Step step) => step is ProgramStep { HasNoEffects: false } or HttpStep;

    private static string Kind(Step step) =>
        $"{(step is ProgramStep ? "program " : "")}{Outside.Line(StepWords.Input(step, null), 120)}{(step is HttpStep { IsRepeatable: true } or HttpStep { HasNoEffects: true } ? " (only reads)" : "")}";
}
