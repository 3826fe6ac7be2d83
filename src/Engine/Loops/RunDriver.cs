using System.Collections.Concurrent;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store;
using ChatRuns.Tools;

namespace ChatRuns.Loops;

/// <summary>
/// Takes one run as far as it goes now: asks <see cref="Run.Next"/>, does that, and appends what came of it; one durable append
/// per step. Going on and resuming after a crash are the same code. It does not promise that a step runs once: a repeatable
/// step in flight at a crash runs again, another one fails as interrupted.
/// </summary>
internal sealed class RunDriver(
    IRunStore store, BlobShelf blobs, IAgentCatalog agents, IEnumerable<IStepRunner> runners, StepRecorder recorder, ChildRuns children, Withdrawal withdrawal, SecretShelf secrets,
    TargetShelf targets, TargetGate gate, KeptValues values, HostValues hostValues, EngineFolders folders, TimeProvider time)
{
    // More than a timer can count.
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(45);

    private readonly IReadOnlyList<IStepRunner> _runners = [.. runners];
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _driving = new();

    /// <summary>Whether this process drives the run just now.</summary>
    public bool IsDriving(long number) => _driving.ContainsKey(number);

    /// <summary>Interrupts a step in flight so that a cancel takes effect now.</summary>
    public void Interrupt(long number)
    {
        try
        {
            if (_driving.TryGetValue(number, out var stop)) stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The drive ended a moment ago; the cancel is on record, and the next drive finds it.
        }
    }

    /// <summary>Drives a run until it is over, sleeps or waits.</summary>
    public async Task DriveAsync(long number, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (!_driving.TryAdd(number, stop)) return;
        try
        {
            var run = Run.From(await store.ReadStreamAsync(StreamName.Run(number), 0, int.MaxValue, cancel));
            if (run is null || run.Status.IsOver()) return;
            var agent = await agents.FindVersionAsync(run.Queued.Agent, run.Queued.Version, cancel);
            var pen = new RunPen(store, run, time);
            if (agent is null) pen.Add(new RunEnded(RunStatus.InternalError, null, new(Cause.Internal, "The agent version that ran is lost."), "Internal error"));
            else await DriveAsync(pen, agent, $"{number}-{Guid.CreateVersion7():N}", stop, cancel);
            await pen.FlushAsync(cancel);
        }
        finally
        {
            _driving.TryRemove(number, out _);
        }
    }

    // Each drive is a session of its own: a step that is still running when a drive begins was interrupted, by a crash or by a fault.
    private async Task DriveAsync(RunPen pen, Agent agent, string session, CancellationTokenSource stop, CancellationToken cancel)
    {
        if (await IsHeldAsync(pen, agent, cancel)) return;
        do
        {
            await GoOnAsync(pen, agent, session, stop, cancel);
            await pen.FlushAsync(cancel);
        }
        while (pen.Run.Next(agent, time.GetUtcNow(), session) is not (RunNext.Sleep or RunNext.Nothing));
    }

    // A person may cancel between the last look and the append that lets the run sleep; the flush reads that in, so it is looked at again.
    private async Task GoOnAsync(RunPen pen, Agent agent, string session, CancellationTokenSource stop, CancellationToken cancel)
    {
        while (true)
        {
            switch (pen.Run.Next(agent, time.GetUtcNow(), session))
            {
                case RunNext.Execute next:
                    await ExecuteAsync(pen, agent, next, session, stop, cancel);
                    break;
                case RunNext.FinishWait { Step: AgentStep } next:
                    children.End(pen, next.Step, next.State);
                    break;
                case RunNext.FinishWait next:
                    await recorder.EndWaitAsync(pen, next.Step, next.State, cancel);
                    break;
                case RunNext.FailStep { Step: AgentStep } next:
                    // Before it is on record: another attempt would have a second one beside it.
                    await CancelChildrenAsync(pen.Run, pen.Run.Find(next.Step.Name)?.Child, $"Step {next.Step.Name} of run #{pen.Run.Number} waited too long for it.", cancel);
                    children.TimeOut(pen, next);
                    break;
                case RunNext.FailStep next:
                    pen.Add(new StepFailed(next.Step.Name, next.Attempt, next.Error, 0, null));
                    break;
                case RunNext.Interrupted next:
                    pen.Add(new StepInterrupted(next.Step.Name, next.Attempt));
                    break;
                case RunNext.Finish next:
                    // Before the end is on record: a crash in between leaves a run that is canceled again, not actions that nobody takes back.
                    if (next.Status == RunStatus.Canceled) await WithdrawAsync(pen.Run, cancel);
                    await recorder.FinishAsync(pen, agent, next, await ScopeAsync(pen.Run, s => $"«secret {s}»", cancel), cancel);
                    return;
                case RunNext.Sleep when SomeSettled(pen.Run) is { } stillWaiting:
                    pen.Add(stillWaiting);
                    return;
                default:
                    return;
            }
        }
    }

    private async Task WithdrawAsync(Run run, CancellationToken cancel)
    {
        await withdrawal.WithdrawAsync(run, "Its run was canceled.", cancel);
        await CancelChildrenAsync(run, null, $"Run #{run.Number}, which started it, was canceled.", cancel);
    }

    private async Task CancelChildrenAsync(Run run, long? only, string why, CancellationToken cancel)
    {
        foreach (var child in await children.CancelAsync(run, only, why, cancel)) Interrupt(child);
    }

    // A settled action makes the run due; while others are open it waits anew, or it would stay due and be looked at in a circle.
    private static StepWaiting? SomeSettled(Run run) =>
        run.Steps.Find(s => s is { Status: StepStatus.Waiting, Waiting.Reason: WaitReason.Actions, Settled.Count: > 0 })?.Waiting;

    // The end of an earlier run of the agent makes the oldest held one due again.
    private async Task<bool> IsHeldAsync(RunPen pen, Agent agent, CancellationToken cancel)
    {
        if (pen.Run.StartedAt is not null || pen.Run.CancelRequest is not null) return false;
        if (await RunInTheWayAsync(pen.Run, agent, cancel) is not { } older) return false;
        pen.Add(new RunHeld($"Waits for run #{older} of the same agent."));
        await pen.FlushAsync(cancel);
        // It may have ended, or a person may have canceled this one, just before the hold was on record: nobody would wake it.
        return pen.Run.CancelRequest is null && await RunInTheWayAsync(pen.Run, agent, cancel) is not null;
    }

    // One at a time is one on each target; a limit counts all runs of the agent.
    private async Task<long?> RunInTheWayAsync(Run run, Agent agent, CancellationToken cancel)
    {
        if (IsOneAtATime(run, agent) && await store.ReadUnfinishedOnAsync(agent.Name, run.Queued.Target, 1, cancel) is [var oldest] && oldest != run.Number) return oldest;
        if (agent.Limits.ConcurrentRuns is not { } limit) return null;
        var first = await store.ReadUnfinishedAsync(run.Queued.Agent, limit, cancel);
        return first.Contains(run.Number) ? null : first[0];
    }

    // Turns of a schedule never overlap unless the agent allows it; what a person starts by hand waits only where runs queue.
    private static bool IsOneAtATime(Run run, Agent agent) =>
        agent.Overlap == OverlapPolicy.Queue || (agent.Overlap != OverlapPolicy.Allow && run.Queued.Trigger.Kind == TriggerKind.Schedule);

    private async Task ExecuteAsync(RunPen pen, Agent agent, RunNext.Execute next, string session, CancellationTokenSource stop, CancellationToken cancel)
    {
        var step = next.Step;
        if (pen.Run.StartedAt is null) pen.Add(new RunStarted());
        if (!await gate.IsReachedAsync(pen, stop.Token, cancel)) return;
        var show = await ShowScopeAsync(pen.Run, cancel);
        if (next.Attempt == 1 && step.When.Expression is { } condition && !Holds(pen, step, condition, show)) return;
        pen.Add(new StepStarted(step.Name, next.Attempt, session));
        await pen.FlushAsync(cancel);
        if (pen.Run.CancelRequest is not null)
        {
            pen.Add(new StepFailed(step.Name, next.Attempt, new(Cause.Canceled, "Canceled before it began."), 0, null));
            return;
        }

        var use = await ScopeAsync(pen.Run, secrets.Find, cancel);
        var began = time.GetTimestamp();
        var outcome = await AttemptAsync(pen.Run, agent, next, show, use, stop, cancel);
        var took = (long)time.GetElapsedTime(began).TotalMilliseconds;
        if (outcome is { Error: null, Child: { } wanted }) outcome = await children.StartAsync(pen, (AgentStep)step, next.Attempt, wanted, cancel);
        if (outcome is null) await pen.RefreshAsync(cancel);
        else await TellHeldAsync(pen.Run.Number, step, await recorder.RecordAsync(pen, agent, step, next.Attempt, outcome, took, cancel));
        if (outcome is null && pen.Run.Find(step.Name) is { Status: StepStatus.Running })
            pen.Add(new StepFailed(step.Name, next.Attempt, new(Cause.Canceled, "Canceled while it ran."), took, null));
    }

    // Whoever reads the log of a program learns there that a proposal of it came to nothing.
    private async Task TellHeldAsync(long run, Step step, Verdict verdict)
    {
        var held = verdict.Events.OfType<ProposalHeld>().ToList();
        if (held.Count == 0) return;
        await using var log = new StepLog(store, secrets, time, run, step.Name);
        foreach (var proposal in held) log.Write("warning", $"Not asked: {proposal.Tool}: {proposal.Note}");
    }

    private static bool Holds(RunPen pen, Step step, Condition condition, ITemplateScope scope)
    {
        try
        {
            if (condition.Holds(scope)) return true;
            pen.Add(new StepSkipped(step.Name, $"{condition.Text} does not hold."));
        }
        catch (TemplateException e)
        {
            pen.Add(new StepFailed(step.Name, 1, new(Cause.MissingValue, e.Message), 0, null));
        }

        return false;
    }

    // Null when a person canceled the run while the step ran; throws when the bot is stopping.
    private async Task<StepOutcome?> AttemptAsync(
        Run run, Agent agent, RunNext.Execute next, ITemplateScope show, RunScope use, CancellationTokenSource stop, CancellationToken cancel)
    {
        var step = next.Step;
        var runner = _runners.FirstOrDefault(r => r.Takes(step));
        if (runner is null) return StepOutcome.Failed(Cause.Internal, $"No runner takes a {step.GetType().Name}.", mayRetry: false);
        using var limit = new CancellationTokenSource(TimeLeft(run, agent, step), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, limit.Token);
        await using var log = new StepLog(store, secrets, time, run.Number, step.Name);
        var work = new StepWork
        {
            Run = run.Number,
            Agent = agent,
            Step = step,
            Attempt = next.Attempt,
            IsTest = run.Queued.IsTest,
            Values = Texts(run),
            Use = use,
            Show = show,
            Mask = secrets.Mask,
            Log = log,
            Folder = folders.RunFolder(run.Number),
            Input = run.Queued.File is { } file ? new(file.Name, () => blobs.Open(file.Blob)) : null,
            RejectionsJson = step is ProgramStep ? await RejectionsAsync(agent.Name, cancel) : "[]",
        };
        try
        {
            return await runner.RunAsync(work, both.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return StepOutcome.Failed(Cause.TimedOut, $"Took longer than {Words.Duration(TimeLeft(run, agent, step))}.");
        }
        catch (TemplateException e)
        {
            var cause = e.Message.StartsWith("There is no secret", StringComparison.Ordinal) ? Cause.MissingSecret : Cause.MissingValue;
            return StepOutcome.Failed(cause, e.Message, mayRetry: false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A step's edge: what a runner did not foresee is a fault of ChatRuns, not of the agent.
            return StepOutcome.Failed(Cause.Internal, $"{e.GetType().Name}: {e.Message}", mayRetry: false);
        }
    }

    private static TimeSpan TimeLeft(Run run, Agent agent, Step step)
    {
        var left = (agent.Limits.Time ?? TimeSpan.FromHours(24)) - TimeSpan.FromMilliseconds(run.ExecutedMs);
        if (step.Timeout is { } own && own < left) left = own;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestStep ? left : LongestStep;
    }

    private Dictionary<string, string> Texts(Run run)
    {
        var texts = run.Queued.Variables.EnumerateObject()
            .ToDictionary(v => v.Name, v => v.Value.ValueKind == JsonValueKind.String ? v.Value.GetString()! : v.Value.GetRawText());
        if (run.Queued.Target is not { } target) return texts;
        texts["target"] = target;
        foreach (var (name, value) in targets.Find(target)?.Variables ?? new Dictionary<string, string>()) texts[$"target_{name}"] = value;
        return texts;
    }

    private async Task<string> RejectionsAsync(string agent, CancellationToken cancel)
    {
        var rejected = new List<object>();
        foreach (var id in await store.ReadRejectedAsync(agent, 20, cancel))
        {
            var action = Actions.ProposedAction.From(await store.ReadStreamAsync(id.Stream, 0, int.MaxValue, cancel));
            if (action is not null) rejected.Add(new { tool = action.Proposed.Tool, arguments = action.Arguments, reason = action.Note });
        }

        return JsonSerializer.Serialize(rejected);
    }

    /// <summary>What the templates of a run read as it is now; secrets stay references.</summary>
    public async Task<ITemplateScope> ShowScopeAsync(Run run, CancellationToken cancel) =>
        await ScopeAsync(run, name => $"{{{{secret.{name}}}}}", cancel);

    private async Task<RunScope> ScopeAsync(Run run, Func<string, string?> secret, CancellationToken cancel)
    {
        var big = new Dictionary<string, JsonElement>();
        foreach (var step in run.Steps.Where(s => s.OutputBlob is not null))
        {
            if (await values.ReadAsync(null, step.OutputBlob, cancel) is { } output) big[step.Name] = output;
        }

        var body = await values.ReadAsync(run.Queued.Message?.Body, run.Queued.Message?.Blob, cancel);
        return new(RunScope.ValuesOf(run, folders.RunFolder(run.Number), hostValues.All, big, body, run.Queued.Target is { } on ? targets.Find(on) : null), secret);
    }
}
