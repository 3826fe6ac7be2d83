using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>The events of a run and its actions in words, told in their order (D8): an action is called what it was called then.</summary>
internal sealed class ActivityWords(RunDetail detail)
{
    private readonly Dictionary<string, Called> _actions = [];

    /// <summary>A row; null for what is told by another event already.</summary>
    public ActivityRow? Tell(JournalEntry entry) => entry.Event switch
    {
        RunEvent happened => OfRun(happened, entry.At, step => RunViews.Name(step, detail.Ran)),
        ActionEvent happened => OfAction(happened, entry),
        null => new(entry.At, "Deleted by retention", null),
        _ => null,
    };

    private ActivityRow? OfRun(RunEvent happened, DateTimeOffset at, Func<string, string> titleOf) => happened switch
    {
        RunQueued e => new(at, Phrase.Of($"Queued: ").Then(Told.Trigger(e.Trigger.Kind, e.Trigger.Name, Phrase.Of($"{e.Trigger.By}"))).Then(Told.Sent(e.Message)), null),
        RunHeld e => new(at, Phrase.Of($"{e.Why}"), null),
        RunStarted => new(at, "Started", null, "▶", "Accent"),
        StepStarted e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} began").Then(e.Attempt > 1 ? $", attempt {e.Attempt}" : ""), null, "▶", "Accent"),
        ChildStarted e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} started run #{e.Run} of {e.Title}").Then(e.Target is { } on ? Phrase.Of($" on {on}") : ""), null, "▶", "Accent"),
        ChildEnded e => ChildOver(e, at),
        TargetNotReached e => new(at, Phrase.Of($"{e.Target} was not reached, try {e.Attempt} of {e.Most}"), Outside.Line(e.Error.Message, 500), "↻", "Warning"),
        StepWaiting e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} waits"), Outside.LineOrNull(e.Question), "⏸", "Accent"),
        QuestionAnswered e => new(at, Phrase.Of($"{e.By.Name} answered"), Outside.Line(e.Answer)),
        ActionSettled e => new(at, Phrase.Of($"Action {e.Action} settled: {e.Outcome.ToLowerInvariant()}"), Outside.LineOrNull(e.Note)),
        StepCompleted { TookMs: 0 } e when StepWords.Waited(detail.Run.Find(e.Step)) is { } waited =>
            new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} completed, waited ").Then(Cards.Words.Took(waited)), null, "✓", "Good"),
        StepCompleted e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} completed in ").Then(Took(e.TookMs)), null, "✓", "Good"),
        StepFailed { Error.Cause: Cause.Canceled } e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} canceled").Then(After(e)), null, "⊘"),
        StepFailed e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} failed").Then(After(e)), Outside.Line(e.Error.Message, 500), "✕", "Attention"),
        StepReused e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} taken over from run #{e.From.ToString(System.Globalization.CultureInfo.InvariantCulture)}"), null, "✓", "Good"),
        StepSkipped e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} skipped"), Outside.Line(e.Why), "–"),
        StepInterrupted e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} was interrupted, the bot stopped"), null, "↻", "Warning"),
        StepPreviewed e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} was not started (test run)"), Outside.Line(e.What, 500), "◌"),
        ToolCalled e => new(
            at, Phrase.Of($"Called {Phrase.Code(e.Tool)} · ").Then(Took(e.TookMs)), Outside.Line(e.Error ?? RunParts.Readable(e.Arguments), 500),
            e.Error is null ? "·" : "✕", e.Error is null ? "Default" : "Attention"),
        // An undo has a line of its own.
        ActionsOpened e => e.Actions.Where(id => !IsUndo(id)).ToList() is { Count: > 0 } ids ? new(at, Phrase.Of($"Proposed {string.Join(", ", ids)}"), null) : null,
        ProposalHeld e => new(at, Phrase.Of($"Not asked: {Phrase.Code(e.Tool)}"), Outside.Line(e.Note), "–"),
        FileAttached e => new(at, Phrase.Of($"File {Phrase.Strong(e.Name)} · ").Then(Journal.Words.Bytes(e.Bytes)), null),
        ReportSet e => new(at, Phrase.Of($"Report · ").Then(Journal.Words.Bytes(e.Bytes)), null),
        SummarySet => null,
        UsageReported e => new(at, Phrase.Of($"{Phrase.Strong(titleOf(e.Step))} used {UsageWords.Tell(e.Used)}"), Outside.LineOrNull(e.Used.Model)),
        CancelRequested e => new(at, Phrase.Of($"{e.By.Name} asked to stop it"), Outside.LineOrNull(e.Reason), "⊘"),
        RunNoted e => new(at, Phrase.Of($"{e.By.Name} noted"), Outside.Line(e.Link is null ? e.Text : $"{e.Text} · {e.Link}", 1500), "✎"),
        RunArchived e => new(at, Phrase.Of($"{e.By.Name} archived it"), Outside.LineOrNull(e.Reason)),
        RunUnarchived e => new(at, Phrase.Of($"{e.By.Name} took it out of the archive"), null),
        NothingDone e => new(at, Phrase.Of($"It left nothing of what its file expects: {string.Join(", ", e.Expected)}"), null, "○", "Warning"),
        RunEnded e => Ended(e, at),
        _ => null,
    };

    private static ActivityRow ChildOver(ChildEnded ended, DateTimeOffset at)
    {
        var look = StatusLook.Of(ended.Status);
        return new(at, Phrase.Of($"Run #{ended.Run} is over: ").Then(look.Word.ToLowerInvariant()), Outside.LineOrNull(ended.Summary), look.Sign, look.Color);
    }

    private static ActivityRow Ended(RunEnded ended, DateTimeOffset at)
    {
        var look = StatusLook.Of(ended.Status);
        return new(at, look.Word, Outside.LineOrNull(ended.Summary), look.Sign, look.Color);
    }

    private ActivityRow? OfAction(ActionEvent happened, JournalEntry entry)
    {
        if (happened is ActionProposed p) _actions[entry.Stream] = new(p.Tool, p.Headline, p.Arguments);
        var before = _actions.GetValueOrDefault(entry.Stream);
        if (happened is ActionEdited edit && before is not null) _actions[entry.Stream] = before with { Headline = edit.Headline, Arguments = edit.Arguments };
        var name = Phrase.Strong(before?.Headline ?? before?.Tool ?? "Action");
        var at = entry.At;
        return happened switch
        {
            ActionProposed { Undoes: { } undone } => new(at, Phrase.Of($"{name} asked for, to take back {undone}"), null, "↶"),
            ActionProposed e => new(at, Phrase.Of($"{name} ").Then(e.IsPreview ? "would be proposed" : "proposed"), Outside.LineOrNull(e.Reason), "○"),
            ApprovalGiven e => new(at, Phrase.Of($"{name}: one approval by {e.By.Name}"), null),
            ActionApproved { Automatic: true } => new(at, Phrase.Of($"{name} approved by its mode (go ahead)"), null, "✓", "Good"),
            ActionApproved e => new(at, Phrase.Of($"{name} approved by {e.By.Name}"), null, "✓", "Good"),
            ActionRejected e => new(at, Phrase.Of($"{name} rejected by {e.By.Name}"), Outside.LineOrNull(e.Reason), "✕"),
            ActionEdited e => new(at, Phrase.Of($"{name} edited by {e.By.Name}"), Outside.Line(Changed(before, e), 500)),
            ActionReturned e => new(at, Phrase.Of($"{name} asked again"), Outside.Line(e.Why), "↻", "Warning"),
            ActionExpired => new(at, Phrase.Of($"{name} expired, nobody decided"), null, "⌛", "Warning"),
            ActionWithdrawn e => new(at, Phrase.Of($"{name} withdrawn"), Outside.Line(e.Why), "⊘"),
            ActionStarted => new(at, Phrase.Of($"{name} is being done"), null, "▶", "Accent"),
            ActionSucceeded e => new(at, Phrase.Of($"{name} done in ").Then(Took(e.TookMs)), null, "✓", "Good"),
            ActionFailed e => new(at, Phrase.Of($"{name} failed"), Outside.Line(e.Error, 500), "✕", "Attention"),
            ActionUnknown => new(at, Phrase.Of($"{name}: outcome unknown, the bot stopped while it ran"), null, "?", "Warning"),
            ActionResolved e => new(at, Phrase.Of($"{e.By.Name}: {name} ").Then(e.Happened ? "happened" : "did not happen, run again"), null),
            ActionRetried e => new(at, Phrase.Of($"{e.By.Name} asked to try {name} again"), null, "↻"),
            ActionUndone e => new(at, Phrase.Of($"{name} undone by {e.By.Name}"), null, "↶"),
            _ => null,
        };
    }

    private bool IsUndo(string id) => detail.Actions.Any(a => a.Id.ToString() == id && a.Proposed.Undoes is not null);

    private static string Changed(Called? before, ActionEdited edited) =>
        before is null ? RunParts.Readable(edited.Arguments) : ArgumentChange.Tell(ArgumentChange.Between(before.Arguments, edited.Arguments));

    private static Phrase After(StepFailed failed) =>
        StepWords.TookMs(failed.TookMs, failed.Error) is { } ms ? ((Phrase)" after ").Then(Took(ms)) : "";

    private static Phrase Took(long ms) => Cards.Words.Took(TimeSpan.FromMilliseconds(ms));

    private sealed record Called(string Tool, string? Headline, JsonElement Arguments);
}
