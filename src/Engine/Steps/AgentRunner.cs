using System.Text.Json;
using ChatRuns.Agents;

namespace ChatRuns.Steps;

/// <summary>Executes agent steps: says with which values and target the other agent is to be started. That it is, and once, is seen to where it is recorded.</summary>
internal sealed class AgentRunner : IStepRunner
{
    /// <inheritdoc/>
    public bool Takes(Step step) => step is AgentStep;

    /// <inheritdoc/>
    public Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(Want(work, (AgentStep)work.Step));
    }

    // Its values stand in the other run's first event, so secrets stay references.
    private static StepOutcome Want(StepWork work, AgentStep step)
    {
        try
        {
            var values = JsonSerializer.SerializeToElement(step.Variables.Render(work.Show)).EnumerateObject().ToDictionary(v => v.Name, v => v.Value);
            var target = step.Target?.Render(work.Show).Trim();
            return new() { Child = new(values, string.IsNullOrEmpty(target) ? null : target) };
        }
        catch (TemplateException e)
        {
            return StepText.Missing(work, step.Target is { } template ? [.. step.Variables.Templates, template] : step.Variables.Templates, e);
        }
    }
}
