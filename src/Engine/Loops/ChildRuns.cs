using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store;
using Microsoft.Extensions.Options;

namespace ChatRuns.Loops;

/// <summary>
/// Runs that steps of other runs start. The first event of such a run and the wait of the one that started it are one append, and so are its
/// end and the news of it: there is no moment between, and a process may be killed at any.
/// </summary>
internal sealed class ChildRuns(IRunStore store, IAgentCatalog agents, SecretShelf secrets, IOptions<EngineOptions> options, TimeProvider time)
{
    /// <summary>
    /// Starts the run that a step wants, with the step's wait (or its end, where it does not wait). Returns why it cannot be; null when it
    /// was started, or when this run was canceled meanwhile and so it was not.
    /// </summary>
    public async Task<StepOutcome?> StartAsync(RunPen pen, AgentStep step, int attempt, ChildWanted wanted, CancellationToken cancel)
    {
        var (run, agent) = (pen.Run, agents.Find(step.Agent));
        if (agent is null) return Failed(Cause.InvalidArguments, $"There is no agent {step.Agent}.");
        if (RestOf(agent, run.Queued.IsTest) is { } rest) return Failed(Cause.Refused, rest);
        if (await LineageAsync(run, cancel) is var line && line.Contains(agent.Name))
            return Failed(Cause.Refused, $"{agent.Title} would start itself: {string.Join(" → ", line.Append(agent.Name))}. Take one of these steps away.");
        if (line.Count > options.Value.MostDepth)
            return Failed(Cause.Refused, $"Agents start each other {line.Count} deep here, and at most {options.Value.MostDepth} is allowed (Runs:MostDepth).");
        var (variables, errors) = VariableValues.For(agent, wanted.Variables);
        if (errors.Count > 0) return Failed(Cause.InvalidArguments, $"{agent.Title}: {string.Join(" ", errors.Select(e => $"{e.Key}: {e.Value}"))}");
        if (wanted.Target is { } target && !agent.Targets.Contains(target)) return Failed(Cause.InvalidArguments, $"{agent.Title} has no target {target}.");

        var trigger = new StartedBy(TriggerKind.Agent, run.Queued.Agent, null, run.Queued.Trigger.By, Parent: run.Number);
        var on = wanted.Target ?? (run.Queued.Target is { } same && agent.Targets.Contains(same) ? same : agent.Targets is [var first, ..] ? first : null);
        var queued = NewRuns.Of(agent, trigger, variables, [.. wanted.Variables.Keys], on, run.Queued.IsTest, null, secrets.Mask);
        await AddAsync(pen, step, attempt, queued, cancel);
        return null;
    }

    /// <summary>Adds the end of the wait for a run: its output is the step's, and with it the step fails.</summary>
    public void End(RunPen pen, Step step, StepState state)
    {
        var ended = state.ChildEnd!;
        var title = pen.Run.Children.FindLast(c => c.Run == ended.Run)?.Title ?? ((AgentStep)step).Agent;
        pen.Add(ended.Status switch
        {
            RunStatus.Completed => new StepCompleted(step.Name, ended.Output, 0, ended.Blob),
            // Somebody wanted it to stop: trying it again by itself would be the opposite.
            RunStatus.Canceled => new StepFailed(step.Name, state.Attempt, new(Cause.Canceled, $"Run #{ended.Run} of {title} was canceled."), 0, null),
            _ => Failure(step, state.Attempt, new(Cause.ChildFailed, $"Run #{ended.Run} of {title} {WordOf(ended.Status)}: {ended.Error?.Message ?? ended.Summary}")),
        });
    }

    /// <summary>Adds the end of a wait that took too long; the run that was waited for has been told to stop.</summary>
    public void TimeOut(RunPen pen, RunNext.FailStep failed) => pen.Add(Failure(failed.Step, failed.Attempt, failed.Error));

    /// <summary>Asks runs that this one started to stop: one of them, or all where none is named. Returns those that are not over.</summary>
    public async Task<IReadOnlyList<long>> CancelAsync(Run run, long? only, string why, CancellationToken cancel)
    {
        var asked = new List<long>();
        foreach (var child in run.Children.Where(c => only is null || c.Run == only))
        {
            if (await CancelOneAsync(child.Run, new(run.CancelRequest?.By ?? Principal.System, why), cancel)) asked.Add(child.Run);
        }

        return asked;
    }

    private async Task<bool> CancelOneAsync(long number, CancelRequested request, CancellationToken cancel)
    {
        while (true)
        {
            var stream = StreamName.Run(number);
            var child = Run.From(await store.ReadStreamAsync(stream, 0, int.MaxValue, cancel));
            if (child is null || child.Status.IsOver()) return false;
            if (child.CancelRequest is not null) return true;
            var at = time.GetUtcNow();
            var result = await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(stream, request.By, [request], child.Seq)]), cancel);
            if (result is AppendResult.Appended) return true;
        }
    }

    // The seq decides the race with a cancel: whoever is first has it, and a run that is to stop starts no other.
    private async Task AddAsync(RunPen pen, AgentStep step, int attempt, Func<long, RunQueued> queued, CancellationToken cancel)
    {
        var id = Append.IdOf(string.Join('\0', "child", pen.Run.Number, step.Name, attempt));
        while (pen.Run.CancelRequest is null)
        {
            var (at, seen) = (time.GetUtcNow(), pen.Run.Seq);
            var added = await store.AddRunsAsync(
                new(id, at, Principal.System, [number => [queued(number)]], numbers => [new(StreamName.Run(pen.Run.Number), Principal.System, Begun(queued(numbers[0])), seen)]), cancel);
            await pen.RefreshAsync(cancel);
            if (added.Result is not AppendResult.Conflict) return;

            JournalEvent[] Begun(RunQueued child) =>
            [
                new ChildStarted(step.Name, child.Number, child.Agent, child.Title ?? child.AgentTitle, child.Target),
                step.WaitsForEnd ? new StepWaiting(step.Name, WaitReason.Run, at + step.Timeout, [], null, []) : new StepCompleted(step.Name, null, 0),
            ];
        }
    }

    // From the first run that nobody's step started, down to this one: names of agents.
    private async Task<IReadOnlyList<string>> LineageAsync(Run run, CancellationToken cancel)
    {
        var line = new List<string> { run.Queued.Agent };
        for (var parent = run.Queued.Trigger.Parent; parent is { } number && line.Count <= options.Value.MostDepth;)
        {
            // A run that was deleted meanwhile is over, and its own line is not known any more.
            if (await store.ReadStreamAsync(StreamName.Run(number), 0, 1, cancel) is not [{ Event: RunQueued above }]) break;
            line.Insert(0, above.Agent);
            parent = above.Trigger.Parent;
        }

        return line;
    }

    private static string? RestOf(Agent agent, bool isTest) => agent.Status switch
    {
        AgentStatus.Draft when !isTest => $"{agent.Title} is a draft: only test runs can be started. Set status: active in its file.",
        AgentStatus.Paused => $"{agent.Title} is paused, and so no agent starts it. Resume it, then rerun from this step.",
        _ => null,
    };

    private StepFailed Failure(Step step, int attempt, StepError error) =>
        new(step.Name, attempt, error, 0, time.GetUtcNow() + step.Retry.PauseAfter(attempt));

    private static string WordOf(RunStatus status) => status switch
    {
        RunStatus.TimedOut => "took too long",
        RunStatus.QuotaExceeded => "had used up its quota",
        RunStatus.MemoryLimitExceeded => "used too much memory",
        RunStatus.LogSizeExceeded => "wrote too much log",
        RunStatus.InternalError => "ended by a fault of ChatRuns",
        _ => "failed",
    };

    private static StepOutcome Failed(Cause cause, string message) => StepOutcome.Failed(cause, message, mayRetry: false);
}
