using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store;

namespace ChatRuns.Loops;

/// <summary>One attempt at a step, by the runner that takes it: within the step's time-out, the run's time and what it may use.</summary>
internal sealed class StepAttempts(
    IRunStore store, BlobShelf blobs, IEnumerable<IStepRunner> runners, SecretShelf secrets, TargetShelf targets, Faults faults, EngineFolders folders, TimeProvider time)
{
    // More than a timer can count.
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(45);

    private readonly IReadOnlyList<IStepRunner> _runners = [.. runners];

    /// <summary>Null when a person canceled the run while the step ran; throws when the bot is stopping.</summary>
    public async Task<StepOutcome?> MakeAsync(Run run, Agent agent, RunNext.Execute next, AttemptMeans means, CancellationTokenSource stop, CancellationToken cancel)
    {
        var step = next.Step;
        var runner = _runners.FirstOrDefault(r => r.Takes(step));
        if (runner is null) return Fault(run, step, $"no runner takes a {step.GetType().Name}", null);
        var timeLeft = TimeLeft(run, agent);
        var isShort = step.Timeout is { } own && own <= timeLeft;
        using var limit = new CancellationTokenSource(isShort ? step.Timeout!.Value : timeLeft, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, limit.Token, means.Meter.Spent);
        await using var log = new StepLog(store, secrets, time, run.Number, step.Name);
        var work = await WorkAsync(run, agent, next, means, log, cancel);
        try
        {
            var outcome = await runner.RunAsync(work, both.Token);
            if (outcome.Error is { Cause: Cause.Internal } fault) return Fault(run, step, fault.Message, outcome.Fault) with { MayRetry = outcome.MayRetry };
            // Also of who was quick enough to come to an end: what it made is kept.
            return means.Meter.Passed is { } passed && outcome.Error is null ? outcome with { Error = passed.Error, MayRetry = false } : outcome;
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
            return isShort
                ? StepOutcome.Failed(Cause.TimedOut, $"The step took longer than its timeout of {Words.Duration(step.Timeout!.Value)}.")
                : StepOutcome.Failed(Cause.TimedOut, $"The run took longer than the {Words.Duration(TimeOf(agent))} that it may (limits.time of the agent, Runs:Limits:Time of the settings).", mayRetry: false);
        }
        catch (OperationCanceledException) when (means.Meter.Passed is { } passed)
        {
            return new() { Error = passed.Error, MayRetry = false };
        }
        catch (TemplateException e)
        {
            var cause = e.Message.StartsWith("There is no secret", StringComparison.Ordinal) ? Cause.MissingSecret : Cause.MissingValue;
            return StepOutcome.Failed(cause, e.Message, mayRetry: false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A step's edge: what a runner did not foresee is a fault of ChatRuns, not of the agent.
            return Fault(run, step, e.GetType().Name, e);
        }
    }

    private async Task<StepWork> WorkAsync(Run run, Agent agent, RunNext.Execute next, AttemptMeans means, StepLog log, CancellationToken cancel)
    {
        var step = next.Step;
        return new()
        {
            Run = run.Number,
            Agent = agent,
            Step = step,
            Attempt = next.Attempt,
            IsTest = run.Queued.IsTest,
            Values = Texts(run),
            Use = means.Use,
            Show = means.Show,
            Mask = secrets.Mask,
            Log = log,
            Meter = means.Meter,
            Folder = folders.RunFolder(run.Number),
            Input = run.Queued.File is { } file ? new(file.Name, () => blobs.Open(file.Blob)) : null,
            RejectionsJson = step is ProgramStep ? await RejectionsAsync(agent.Name, cancel) : "[]",
        };
    }

    private StepOutcome Fault(Run run, Step step, string what, Exception? fault) => new() { Error = faults.Tell(run.Number, step.Name, what, fault), MayRetry = false };

    private static TimeSpan TimeOf(Agent agent) => agent.Limits.Time ?? TimeSpan.FromHours(24);

    private static TimeSpan TimeLeft(Run run, Agent agent)
    {
        var left = TimeOf(agent) - TimeSpan.FromMilliseconds(run.ExecutedMs);
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
}

/// <summary>What an attempt reads and reports by.</summary>
/// <param name="Show">For text that is stored or shown.</param>
/// <param name="Use">For text that is used: secrets are their values.</param>
/// <param name="Meter">Takes what it uses.</param>
internal sealed record AttemptMeans(ITemplateScope Show, RunScope Use, StepMeter Meter);
