using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns;

/// <summary>Starting again from a step, and starting another one like it.</summary>
public sealed partial class RunEngine
{
    /// <summary>What a rerun from a step would take over and what it would do again; starts nothing (M9).</summary>
    public async Task<RerunPlan> PlanRerunAsync(long number, string step, Principal by, CancellationToken cancel)
    {
        if (await SeenBy(by).FindRunAsync(number, cancel) is not { } detail) return new RerunPlan.NotReady($"There is no run #{number}.");
        if (!detail.Run.Status.IsOver()) return new RerunPlan.NotReady($"Run #{number} is not over yet. Cancel it first, or wait.");
        if (detail.Today is not { } agent) return new RerunPlan.NotReady($"The agent of run #{number} was removed.");
        var at = agent.Steps.ToList().FindIndex(s => s.Name == step);
        if (at < 0) return new RerunPlan.NoSuchStep(agent);
        IReadOnlyList<Step> before = [.. agent.Steps.Take(at)];
        return before.FirstOrDefault(s => !IsReusable(detail.Run.Find(s.Name))) is { } missing
            ? new RerunPlan.NotReady($"Step {missing.Name} was not completed in run #{number}, so there is nothing to take over. Rerun from there, or from an earlier step.")
            : new RerunPlan.Ready(detail, before, [.. agent.Steps.Skip(at)]);
    }

    /// <summary>
    /// Starts a run with the inputs of an earlier one at a step, on today's version of its agent; outputs and files of the steps before it
    /// are taken over. <paramref name="id"/> as in <see cref="StartRequest"/>.
    /// </summary>
    public async Task<StartResult> RerunFromAsync(long number, string step, Principal by, Guid? id, CancellationToken cancel) =>
        await PlanRerunAsync(number, step, by, cancel) switch
        {
            RerunPlan.Ready plan => await StartAsync(AsBefore(plan.Detail.Run, id) with { FromStep = step, Reused = [.. ReusedOf(plan)] }, by, cancel),
            RerunPlan.NotReady r => new StartResult.NotReady(r.Why),
            RerunPlan.NoSuchStep => new StartResult.NotReady($"Run #{number} has no step {step}, or its agent has it no longer."),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>
    /// Starts a run with variables that somebody adjusted of an earlier one; its target, file and message, and whether it is a test, are that run's.
    /// </summary>
    public async Task<StartResult> DuplicateAsync(
        long number, IReadOnlyDictionary<string, System.Text.Json.JsonElement> variables, Principal by, Guid? id, CancellationToken cancel)
    {
        if (await LoadForAsync(number, by, cancel) is not { } run) return new StartResult.NotReady($"There is no run #{number}.");
        return await StartAsync(AsBefore(run, id) with { Variables = variables, RerunOf = null, DuplicateOf = number }, by, cancel);
    }

    private static bool IsReusable(StepState? state) => state?.Status is StepStatus.Completed or StepStatus.Skipped;

    private static IEnumerable<RunEvent> ReusedOf(RerunPlan.Ready plan)
    {
        var run = plan.Detail.Run;
        foreach (var step in plan.Reused)
        {
            var state = run.Find(step.Name)!;
            yield return state.Status == StepStatus.Skipped
                ? new StepSkipped(step.Name, state.Note ?? "")
                : new StepReused(step.Name, run.Number, state.Output, state.OutputBlob, state.Child);
            foreach (var file in run.Files.Where(f => f.Step == step.Name)) yield return file;
        }
    }
}

/// <summary>What a person who wants to start again from a step is told: a closed family.</summary>
public abstract record RerunPlan
{
    /// <summary>It can be.</summary>
    /// <param name="Detail">The earlier run.</param>
    /// <param name="Reused">Steps whose outputs and files are taken over.</param>
    /// <param name="Again">Steps that will be executed, as the agent is today.</param>
    public sealed record Ready(RunDetail Detail, IReadOnlyList<Step> Reused, IReadOnlyList<Step> Again) : RerunPlan;

    /// <summary>The agent has no such step today.</summary>
    /// <param name="Today">The agent.</param>
    public sealed record NoSuchStep(Agent Today) : RerunPlan;

    /// <summary>It cannot be.</summary>
    public sealed record NotReady(string Why) : RerunPlan;
}
