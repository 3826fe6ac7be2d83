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
    IRunStore store, IAgentCatalog agents, StepAttempts attempts, StepRecorder recorder, ChildRuns children, Withdrawal withdrawal, SecretShelf secrets,
    TargetShelf targets, TargetGate gate, KeptValues values, QuotaDesk quotas, Prices prices, Faults faults, HostValues hostValues, EngineFolders folders, FreezeDesk freezes, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _driving = new();

    /// <summary>Whether this process drives the run just now.</summary>
    public bool IsDriving(long number) => _driving.ContainsKey(number);

    /// <summary>Interrupts a step in flight so that a cancel takes effect now.</summary>
    public void Interrupt(long number)
    {
        freezes.LookAgain(number);
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
            if (agent is null) GiveUp(pen, faults.Tell(number, null, "The agent version that ran is lost", null));
            else await DriveAsync(pen, quotas.Limited(agent), $"{number}-{Guid.CreateVersion7():N}", stop, cancel);
            await pen.FlushAsync(cancel);
            faults.Forget(number);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The worker tries again; what fails each time must not be tried for ever, and is nobody's fault but ours.
            if (faults.Count(number, e) is not { } error) throw;
            await EndAsync(number, error, cancel);
            faults.Forget(number);
        }
        finally
        {
            _driving.TryRemove(number, out _);
        }
    }

    private async Task EndAsync(long number, StepError error, CancellationToken cancel)
    {
        var run = Run.From(await store.ReadStreamAsync(StreamName.Run(number), 0, int.MaxValue, cancel));
        if (run is null || run.Status.IsOver()) return;
        var pen = new RunPen(store, run, time);
        GiveUp(pen, error);
        await pen.FlushAsync(cancel);
    }

    private static void GiveUp(RunPen pen, StepError error) => pen.Add(new RunEnded(
        RunStatus.InternalError, pen.Run.Steps.Find(s => !s.IsDone)?.Name, error, Summaries.Line(pen.Run, error.Message)));

    // Each drive is a session of its own: a step that is still running when a drive begins was interrupted, by a crash or by a fault.
    private async Task DriveAsync(RunPen pen, Agent agent, string session, CancellationTokenSource stop, CancellationToken cancel)
    {
        if (await IsHeldAsync(pen, agent, cancel)) return;
        agent = agents.WithRules(agent);
        bool mayGoOn;
        do
        {
            mayGoOn = await GoOnAsync(pen, agent, session, stop, cancel);
            await pen.FlushAsync(cancel);
        }
        while (mayGoOn && pen.Run.Next(agent, time.GetUtcNow(), session) is not (RunNext.Sleep or RunNext.Nothing));
    }

    // A person may cancel between the last look and the append that lets the run sleep; the flush reads that in, so it is looked at again.
    // False: the next step may not begin, for the agent is frozen.
    private async Task<bool> GoOnAsync(RunPen pen, Agent agent, string session, CancellationTokenSource stop, CancellationToken cancel)
    {
        while (true)
        {
            switch (pen.Run.Next(agent, time.GetUtcNow(), session))
            {
                case RunNext.Execute when StandsStill(pen.Run, agent):
                    return false;
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
                    return true;
                case RunNext.Sleep when SomeSettled(pen.Run) is { } stillWaiting:
                    pen.Add(stillWaiting);
                    return true;
                default:
                    return true;
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

    private bool StandsStill(Run run, Agent ran) => freezes.Stops(ran.Name, (agents.Find(ran.Name) ?? ran).Tags, run.Number);

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
        if (pen.Run.StartedAt is null) await quotas.StartAsync(pen, agent, cancel);
        if (pen.Run.End is not null) return;
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
        using var meter = new StepMeter(await quotas.LeftAsync(pen.Run, agent, cancel), prices.Priced);
        var outcome = await attempts.MakeAsync(pen.Run, agent, next, new(show, use, meter), stop, cancel);
        var took = (long)time.GetElapsedTime(began).TotalMilliseconds;
        if (outcome is { Error: null, Child: { } wanted }) outcome = await children.StartAsync(pen, (AgentStep)step, next.Attempt, wanted, cancel);
        if (outcome is null) await CanceledAsync(pen, step, next.Attempt, meter.Used, took, cancel);
        else await TellHeldAsync(pen.Run.Number, step, await recorder.RecordAsync(pen, agent, step, next.Attempt, outcome with { Used = meter.Used }, took, cancel));
    }

    private static async Task CanceledAsync(RunPen pen, Step step, int attempt, IReadOnlyList<Usage> used, long took, CancellationToken cancel)
    {
        await pen.RefreshAsync(cancel);
        foreach (var one in used) pen.Add(new UsageReported(step.Name, attempt, one));
        if (pen.Run.Find(step.Name) is { Status: StepStatus.Running })
            pen.Add(new StepFailed(step.Name, attempt, new(Cause.Canceled, "Canceled while it ran."), took, null));
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
