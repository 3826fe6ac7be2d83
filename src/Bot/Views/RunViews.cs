using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Cards.Facts;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Views;

/// <summary>One run as facts: its card, and the card of its end.</summary>
internal sealed class RunViews(PageLinks links)
{
    private const int MostNotAsked = 5;

    /// <summary>The whole run (D1 to D9).</summary>
    public RunFacts Run(RunDetail detail)
    {
        var (run, row, agent) = (detail.Run, detail.Row, detail.Ran);
        var number = run.Number;
        return new()
        {
            Number = number,
            Agent = Title(run),
            Status = StatusLook.Of(run.Status),
            IsTest = run.Queued.IsTest,
            Summary = Outside.LineOrNull(RunRows.WithoutTest(row.Summary)),
            Now = Now(detail),
            Started = run.StartedAt,
            Took = WithUse(Took(run), run.Used),
            Trigger = Told.Trigger(row.Trigger, row.TriggerName, Phrase.Of($"{run.Queued.Trigger.By}")).Then(Told.Sent(run.Queued.Message)),
            Target = Outside.LineOrNull(row.Target),
            Failure = FailureOf(run, agent),
            Asks = Asks(run),
            Steps = Steps(run, agent),
            Actions = [.. detail.Actions.Select(ActionRow)],
            Variables = Variables(run),
            Files = [.. run.Files.Select(f => new FileRow(Outside.Line(f.Name), Journal.Words.Bytes(f.Bytes), links.File(number, f.Name)))],
            ReportUrl = run.Report is null ? null : links.Report(number),
            PageUrl = links.Run(number),
            NotAsked = NotAsked(run),
            Version = Version(detail),
            Kin = KinOf(run.Queued),
            Relatives = RelativesOf(detail),
            RerunFrom = RerunFrom(detail),
            Changes = run.Status.IsOver() && run.Status is not (RunStatus.Completed or RunStatus.Canceled) ? new($"/run {number} changes") : null,
            Duplicate = run.Status.IsOver() && detail.Today is not null ? new($"/run {number} duplicate") : null,
            Rerun = run.Status.IsOver() ? new($"/run {number} rerun") : null,
            Cancel = run.Status.IsOver() ? null : new($"/run {number} cancel"),
            Archived = run.Archived is { } put ? put.Reason is { } why ? Phrase.Of($"Archived by {put.By}: {why}") : Phrase.Of($"Archived by {put.By}") : null,
            Archive = run.Status.IsOver() && run.Archived is null ? new($"/run {number} archive") : null,
            Unarchive = run.Archived is null ? null : new($"/run {number} unarchive"),
        };
    }

    /// <summary>The end of a run that did not fail, or of a test.</summary>
    public RunFinishedFacts Finished(RunDetail detail)
    {
        var run = detail.Run;
        var open = detail.Actions.Count(a => a.Status == ActionStatus.Open);
        return new()
        {
            Number = run.Number,
            Agent = Title(run),
            Status = StatusLook.Of(run.Status),
            IsTest = run.Queued.IsTest,
            Summary = Outside.LineOrNull(RunRows.WithoutTest(detail.Row.Summary)),
            Ended = run.EndedAt ?? run.UpdatedAt,
            Took = WithUse(run is { StartedAt: { } began, EndedAt: { } over } ? Cards.Words.Took(over - began) : "–", run.Used)!,
            Trigger = Told.Trigger(detail.Row.Trigger, detail.Row.TriggerName, Phrase.Of($"{run.Queued.Trigger.By}")),
            Note = run.Status == RunStatus.Canceled && run.CancelRequest is { } request ? Phrase.Of($"Canceled by {request.By}") : null,
            ActionsWaiting = open == 0 ? null : $"{Cards.Words.Count(open, "action")} {(open == 1 ? "waits" : "wait")} for a decision",
            ReportUrl = run.Report is null ? null : links.Report(run.Number),
            PageUrl = links.Run(run.Number),
        };
    }

    /// <summary>The question that a step of a run asks; null when it asks none.</summary>
    public static QuestionFacts? Question(Run run, string step)
    {
        if (run.Find(step) is not { Waiting: { Question: { } question } waiting } state) return null;
        return new()
        {
            Run = run.Number,
            Agent = Title(run),
            Step = step,
            Question = Outside.Block(question, 1000),
            Choices = [.. waiting.Choices.Select(c => new Choice(Outside.Line(c), c))],
            Expires = state.Status == StepStatus.Waiting && !run.Status.IsOver() ? waiting.Until : null,
            Answered = Answered(run, state),
        };
    }

    /// <summary>The question that a run waits with at this moment; null when it waits with none.</summary>
    public static RunQuestion? Asks(Run run) =>
        !run.Status.IsOver() && run.Steps.FirstOrDefault(IsAsking) is { } step && Question(run, step.Name) is { } asked
            ? new(asked.Step, asked.Question, asked.Choices, asked.Expires)
            : null;

    /// <summary>What went wrong; null when nothing did.</summary>
    public static Failure? FailureOf(Run run, Agent? agent)
    {
        if (run.End is not { Error: { } error } end || run.Status is RunStatus.Completed or RunStatus.Canceled) return null;
        var place = agent is null || end.Step is null ? -1 : agent.Steps.ToList().FindIndex(s => s.Name == end.Step);
        return Told.Failure(error, end.Step is null ? null : Name(end.Step, agent), place < 0 ? null : place + 1, place < 0 ? null : agent!.Steps.Count);
    }

    /// <summary>The line that asks for a rerun from the failed step; null where the first one failed, or the agent has it no longer.</summary>
    public static Carried? RerunFrom(RunDetail detail) =>
        detail.Run is { Failure: { } failed, Status: not RunStatus.Completed } run && run.Status.IsOver() && detail.Today?.Steps is { } steps
        && steps.Skip(1).Any(s => s.Name == failed.Name)
            ? new(RerunViews.LineOf(run.Number, failed.Name)) : null;

    private static List<KinRow>? RelativesOf(RunDetail detail)
    {
        var rows = new List<KinRow>();
        if (detail.Parent is { } parent) rows.Add(Row(parent, "started this run"));
        rows.AddRange(detail.Children.Select(child => Row(child, StepOf(child.Number))));
        return rows.Count == 0 ? null : rows;

        static KinRow Row(RunRow row, Phrase how) => new(row.Number, Outside.Line(row.Title ?? row.AgentTitle), StatusLook.Of(row.Status), how, new($"/run {row.Number}"));

        Phrase StepOf(long number) => detail.Run.Children.Find(c => c.Run == number) is { } started ? Phrase.Of($"started by {Name(started.Step, detail.Ran)}") : "started";
    }

    private static string? KinOf(RunQueued queued) => queued.Trigger switch
    {
        { RerunOf: { } original } => $"rerun of #{original}{(queued.FromStep is { } step ? $" from {step}" : "")}",
        { DuplicateOf: { } original } => $"duplicate of #{original}",
        _ => null,
    };

    /// <summary>The run's own title, or its agent's.</summary>
    public static Outside Title(Run run) => Outside.Line(run.Queued.Title ?? run.Queued.AgentTitle);

    // A card may stand for hours as it was drawn: while a run goes on it tells when that began, not how long ago.
    private static string? Took(Run run) => (run.StartedAt, run.EndedAt) switch
    {
        ({ } started, { } ended) => "took " + Cards.Words.Took(ended - started),
        ({ }, null) => null,
        (null, { }) => "never started",
        _ => "queued",
    };

    private static string? WithUse(string? took, Usage used) => UsageWords.Tell(used) is not { } told ? took : took is null ? told : $"{took} · {told}";

    private static bool IsAsking(StepState step) => step is { Status: StepStatus.Waiting, Answer: null, Waiting.Reason: WaitReason.Answer };

    private static Phrase? Answered(Run run, StepState state)
    {
        if (state.Answer is { } answer) return Phrase.Of($"Answered by {answer.By}: “{answer.Answer}”");
        if (state.Status != StepStatus.Waiting) return "Nobody answered.";
        return run.Status switch
        {
            RunStatus.Canceled => $"Run #{run.Number} was canceled before anybody answered.",
            var status when status.IsOver() => $"Run #{run.Number} was over before anybody answered.",
            _ => (Phrase?)null,
        };
    }

    private static Phrase? Now(RunDetail detail)
    {
        var (run, agent) = (detail.Run, detail.Ran);
        if (run.Status.IsOver()) return null;
        if (run.Unreached is { RetryAt: { } again } lost)
            return Phrase.Of($"{lost.Target} cannot be reached, tries again at {again:time}").Then($" · try {lost.Attempt} of {lost.Most}");
        if (run.Steps.LastOrDefault(s => !s.IsDone) is not { } step) return Waits(run, detail.Place);
        var name = Name(step.Name, agent);
        return step.Status switch
        {
            StepStatus.Running when step.StartedAt is { } began => Phrase.Of($"{name} since {began:time}").Then(Attempt(step, agent)),
            StepStatus.Retrying when step.RetryAt is { } at => Phrase.Of($"{name} failed, tries again at {at:time}").Then(Attempt(step, agent)),
            StepStatus.Waiting => Phrase.Of($"{name} waits for {WaitWord(step)}"),
            _ => Phrase.Of($"{name}"),
        };
    }

    // As it was when the card was drawn: the place moves on with the queue, and the card does not follow each step of it.
    private static Phrase? Waits(Run run, QueuePlace? place) => place switch
    {
        null => run.HeldWhy is { } why ? Phrase.Of($"{why}") : null,
        { IsHeld: true } => Phrase.Of($"{run.HeldWhy ?? "Waits for a run of the same agent."}").Then($" {Standing(place)} of those that wait for it."),
        { Before: 0 } => "Next in the queue.",
        _ => $"Waits for a free slot, {Standing(place).ToLowerInvariant()} in the queue.",
    };

    private static string Standing(QueuePlace place) => place.IsMore
        ? string.Create(CultureInfo.InvariantCulture, $"Behind {place.Before:N0} or more others")
        : string.Create(CultureInfo.InvariantCulture, $"Place {place.Before + 1}");

    private static Phrase WaitWord(StepState step) => step.Waiting!.Reason switch
    {
        WaitReason.Run => $"run #{step.Child}",
        WaitReason.Answer => "an answer",
        WaitReason.Actions => Cards.Words.Count(step.Waiting.Actions.Count, "action"),
        _ when step.Waiting.Until is { } until => Phrase.Of($"{until}"),
        _ => "a time",
    };

    private static string Attempt(StepState step, Agent? agent)
    {
        var most = agent?.Steps.FirstOrDefault(s => s.Name == step.Name)?.Retry.Attempts ?? 1;
        return most > 1 ? $" · attempt {step.Attempt} of {most}" : "";
    }

    private static List<StepRow> Steps(Run run, Agent? agent)
    {
        var whole = Math.Max(1, run.Steps.Sum(s => s.TookMs ?? 0));
        var names = agent?.Steps.Select(s => s.Name).ToList() ?? [.. run.Steps.Select(s => s.Name)];
        return [.. names.Select((name, at) => Row(run, agent, name, at + 1, whole))];
    }

    private static StepRow Row(Run run, Agent? agent, string name, int place, long whole)
    {
        var state = run.Find(name);
        var most = agent?.Steps[place - 1].Retry.Attempts ?? 1;
        return new(
            place, Outside.Line(Name(name, agent)), Look(state, run.Status),
            StepWords.Waited(state) is { } waited ? "waited " + Cards.Words.Took(waited) : StepWords.TookMs(state?.TookMs, state?.Error) is { } took ? Cards.Words.Took(TimeSpan.FromMilliseconds(took)) : "–",
            state is { Attempt: > 0 } && most > 1 ? $"{state.Attempt} of {most}" : "–",
            (int)(100 * (state?.TookMs ?? 0) / whole), new(RunParts.LineOf(run.Number, name)));
    }

    /// <summary>How a step's status is told; a step without a state has not begun, and one that the end of its run overtook ended as the run did.</summary>
    public static StatusLook Look(StepState? state, RunStatus run) => state?.Status switch
    {
        StepStatus.Running or StepStatus.Waiting or StepStatus.Retrying when run.IsOver() => StatusLook.Of(run),
        null when run.IsOver() => new("Not run", "–", "quiet"),
        null => new("Next", "○", "quiet"),
        StepStatus.Running => StatusLook.Of(RunStatus.Running),
        StepStatus.Waiting => StatusLook.Of(RunStatus.Waiting),
        StepStatus.Retrying => StatusLook.Of(RunStatus.Retrying),
        StepStatus.Completed => StatusLook.Of(RunStatus.Completed),
        StepStatus.Failed when state.Error?.Cause == Cause.Canceled => StatusLook.Of(RunStatus.Canceled),
        StepStatus.Failed => StatusLook.Of(Runs.Run.StatusOf(state.Error?.Cause ?? Cause.ToolFailed)),
        StepStatus.Skipped => new("Skipped", "–", "quiet"),
        _ => new("Preview", "◌", "quiet"),
    };

    /// <summary>A step's title or name.</summary>
    public static string Name(string step, Agent? agent) => agent?.Steps.FirstOrDefault(s => s.Name == step)?.Title ?? step;

    // Linked ones were asked, by another action that stands on a card already.
    private static NotAsked? NotAsked(Run run)
    {
        var held = run.Held.Where(h => h.Why != "linked").ToList();
        if (held.Count == 0) return null;
        var shown = held.Take(MostNotAsked).Select(h => new NotAskedRow(Outside.Line(h.Tool), Outside.Line(h.Note))).ToList();
        return new($"{Cards.Words.Count(held.Count, "proposal")} not asked", shown);
    }

    private static RunActionRow ActionRow(ProposedAction action) => new(
        action.Id.ToString(), Outside.Line(action.Headline ?? action.Proposed.Tool), StatusLook.Of(action.Status),
        Edited(action, ActionOutcome.Tell(action) ?? Told.Weight(action)));

    private static Phrase Edited(ProposedAction action, Phrase told) =>
        ActionOutcome.TellEdit(action) is { } edited ? edited.Then(" · ").Then(told) : told;

    private static List<VariableRow> Variables(Run run) =>
    [
        .. run.Queued.Variables.EnumerateObject().Select(v => new VariableRow(
            Outside.Line(v.Name), Outside.Line(v.Value.ToString()), run.Queued.Overridden.Contains(v.Name) ? "changed at start" : null)),
        .. Sent(run.Queued.Message),
    ];

    private static IEnumerable<VariableRow> Sent(RunMessage? message)
    {
        if (message is not { Body: not null } and not { Blob: not null }) return [];
        var text = Outside.Line(message.Body is { } body ? body.ToString() : "more than 8 KB, which steps read");
        return [new(Outside.Line(message.Kind == TriggerKind.Event ? "run.event.data" : "run.hook.body"), text, "sent")];
    }

    private static string Version(RunDetail detail)
    {
        var ran = detail.Run.Queued.Version[..Math.Min(6, detail.Run.Queued.Version.Length)];
        if (detail.Today is null) return $"ran version {ran}; the agent was removed";
        return detail.Today.Version == detail.Run.Queued.Version ? $"ran version {ran}, which is today's" : $"ran version {ran}, today's is {detail.Today.ShortVersion}";
    }
}
