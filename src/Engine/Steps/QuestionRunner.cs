using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>Executes question steps: says what is asked and until when; the answer becomes the output when it comes.</summary>
internal sealed class QuestionRunner(TimeProvider time) : IStepRunner
{
    private const int MostOfQuestion = 3000;

    /// <inheritdoc/>
    public bool Takes(Step step) => step is QuestionStep;

    /// <inheritdoc/>
    public Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(Ask(work, (QuestionStep)work.Step));
        }
        catch (StepFault fault)
        {
            return Task.FromResult(fault.Outcome);
        }
    }

    private StepOutcome Ask(StepWork work, QuestionStep step)
    {
        var question = StepFault.Render(step.Question, work.Show).Trim();
        if (question.Length == 0)
            throw new StepFault(Cause.InvalidArguments, "The question is empty. Write question: and what people are to decide.");
        if (question.Length > MostOfQuestion) question = ProgramText.Cut(work.Mask(question), MostOfQuestion) + "…";
        if (!work.IsTest) return new() { Wait = new(time.GetUtcNow() + step.Expires, question, step.Choices) };
        var choices = step.Choices.Count == 0 ? "" : $" ({string.Join(" / ", step.Choices)})";
        return new() { Preview = $"ask: {question}{choices}" };
    }
}
