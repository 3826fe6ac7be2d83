using System.Text.Json;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>What differs between two runs of an agent (D17), and between the version that ran and today's (D6).</summary>
internal sealed class ChangeViews(RunEngine engine)
{
    private const int MostRows = 12;
    private const int MostText = 160;

    // Shorter steps vary by chance.
    private static readonly TimeSpan LeastDifference = TimeSpan.FromSeconds(1);

    /// <summary>The card.</summary>
    /// <param name="run">The later run.</param>
    /// <param name="other">The run that it is compared with; null when there is none, and only versions are compared.</param>
    /// <param name="isLastGood">Whether that is the last one that completed before.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<ChangesFacts> CompareAsync(RunDetail run, RunDetail? other, bool isLastGood, CancellationToken cancel)
    {
        var groups = new List<ChangeGroup>();
        if (other is not null)
        {
            groups.AddRange(Group("Outcome", Outcome(other, run)));
            groups.AddRange(Group("Inputs", Inputs(other.Run, run.Run)));
            groups.AddRange(Group("The agent's file", await VersionsAsync(run, other.Run.Queued.Version, run.Run.Queued.Version, cancel)));
            groups.AddRange(Group("Time taken", Times(other.Run, run.Run)));
            groups.AddRange(Group("Outputs", await OutputsAsync(other.Run, run.Run, cancel)));
        }

        if (run.Today is { } today)
            groups.AddRange(Group($"The agent's file since this run (today's version is {today.ShortVersion})", await VersionsAsync(run, run.Run.Queued.Version, today.Version, cancel)));
        return new()
        {
            Run = run.Run.Number,
            Agent = RunViews.Title(run.Run),
            Against = Against(other, isLastGood),
            Groups = groups,
            Same = groups.Count > 0 ? null : Same(other),
            Other = other is null ? null : new($"/run {other.Run.Number}"),
        };
    }

    private static Phrase Against(RunDetail? other, bool isLastGood)
    {
        if (other is null) return "No run of this agent completed before this one, so only the agent's file is compared with today's.";
        var what = isLastGood ? ", the last good one before it" : "";
        return Phrase.Of($"Against run {Phrase.Strong("#" + other.Run.Number)}{what}, {other.Run.EndedAt ?? other.Run.UpdatedAt}");
    }

    private static string Same(RunDetail? other) => other is null
        ? "Today's version of the agent is the one that ran."
        : "Nothing differs that is on record: inputs, version, times and outputs are alike. What changed must be outside: in the files, services or data that the steps use.";

    private static IEnumerable<ChangeGroup> Group(string title, IEnumerable<ValueChange> changes)
    {
        var all = changes.ToList();
        if (all.Count == 0) return [];
        var rows = all.Take(MostRows).Select(c => new ChangeRow(
            Outside.Line(c.Path.Length == 0 ? "all of it" : c.Path, MostText), Outside.LineOrNull(Shown(c.Before), MostText), Outside.LineOrNull(Shown(c.After), MostText)));
        return [new(title, [.. rows], all.Count > MostRows ? $"and {all.Count - MostRows} more" : null)];
    }

    // An empty text is a value too.
    private static string? Shown(string? text) => text is "" ? "(empty)" : text;

    private static IEnumerable<ValueChange> Outcome(RunDetail before, RunDetail after)
    {
        if (Ended(before) != Ended(after)) yield return new("ended", Ended(before), Ended(after));
        if (Started(before) != Started(after)) yield return new("started by", Started(before), Started(after));
    }

    private static string Ended(RunDetail detail) =>
        detail.Run.Status == RunStatus.Completed || detail.Run.End is not { Error: { } error } end
            ? StatusLook.Of(detail.Run.Status).Word
            : $"{StatusLook.Of(detail.Run.Status).Word}{(end.Step is null ? "" : $" at {RunViews.Name(end.Step, detail.Ran)}")}: {error.Message}";

    private static string Started(RunDetail detail) => Told.Trigger(detail.Row.Trigger, detail.Row.TriggerName, detail.Row.StartedByName).ToString();

    private static IEnumerable<ValueChange> Inputs(Run before, Run after)
    {
        foreach (var change in ValueChanges.Between(before.Queued.Variables, after.Queued.Variables)) yield return change;
        if (before.Queued.Target != after.Queued.Target) yield return new("target", before.Queued.Target, after.Queued.Target);
        foreach (var change in ValueChanges.Between(before.Queued.Message?.Body, after.Queued.Message?.Body, "message")) yield return change;
        if (before.Queued.File?.Blob != after.Queued.File?.Blob) yield return new("file", Named(before), Named(after));
    }

    private static string? Named(Run run) => run.Queued.File is { } file ? $"{file.Name} ({Journal.Words.Bytes(file.Bytes)})" : null;

    private async Task<IEnumerable<ValueChange>> VersionsAsync(RunDetail run, string before, string after, CancellationToken cancel)
    {
        if (before == after) return [];
        var agent = run.Run.Queued.Agent;
        var (old, now) = (await engine.ReadVersionAsync(agent, before, cancel), await engine.ReadVersionAsync(agent, after, cancel));
        return old is null || now is null ? [new("version", before[..6], after[..6])] : ValueChanges.Between(old, now);
    }

    private static IEnumerable<ValueChange> Times(Run before, Run after)
    {
        foreach (var step in after.Steps)
        {
            if (step.TookMs is { } now && before.Find(step.Name)?.TookMs is { } was && Differs(was, now)) yield return new(step.Name, Took(was), Took(now));
        }
    }

    private static bool Differs(long was, long now) =>
        Math.Abs(now - was) >= LeastDifference.TotalMilliseconds && (now >= 2 * was || was >= 2 * now);

    private static string Took(long ms) => Cards.Words.Took(TimeSpan.FromMilliseconds(ms));

    private async Task<IEnumerable<ValueChange>> OutputsAsync(Run before, Run after, CancellationToken cancel)
    {
        var changes = new List<ValueChange>();
        foreach (var step in after.Steps)
        {
            // What did not get that far has no output to compare; its outcome says so.
            if (before.Find(step.Name) is not { Status: StepStatus.Completed } was || step.Status != StepStatus.Completed) continue;
            if (was.OutputBlob is { } blob && blob == step.OutputBlob) continue;
            changes.AddRange(ValueChanges.Between(await ReadAsync(was, cancel), await ReadAsync(step, cancel), step.Name));
            if (changes.Count > 10 * MostRows) break;
        }

        return changes;
    }

    private Task<JsonElement?> ReadAsync(StepState step, CancellationToken cancel) => engine.ReadOutputAsync(step, cancel);
}
