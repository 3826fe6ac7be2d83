using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Steps;

namespace ChatRuns;

/// <summary>Makes the first event of a run.</summary>
internal static class NewRuns
{
    private const int MostOfTitle = 200;

    /// <summary>
    /// The event, once the number is known. What came with a request can make a title of any length: it is masked by <paramref name="mask"/>
    /// and then cut.
    /// </summary>
    public static Func<long, RunQueued> Of(
        Agent agent, StartedBy trigger, JsonElement variables, IReadOnlyList<string> overridden, string? target, bool isTest, RunInputs? inputs = null, Func<string, string>? mask = null) => number => new()
        {
            Number = number,
            Agent = agent.Name,
            AgentTitle = agent.Title,
            Version = agent.Version,
            Title = TitleOf(agent, number, variables, target, inputs ?? RunInputs.None, mask),
            Trigger = trigger,
            IsTest = isTest,
            Variables = variables,
            Overridden = overridden,
            Target = target,
            File = inputs?.File,
            Message = inputs?.Message,
            IsNotGated = agent.Steps.Any(IsNotGated),
            Owner = agent.Owner,
            Tags = agent.Tags,
            StepCount = agent.Steps.Count,
        };

    // What the gate cannot see, and its owner does not vouch for.
    private static bool IsNotGated(Step step) => step is ProgramStep { HasNoEffects: false };

    private static string? TitleOf(Agent agent, long number, JsonElement variables, string? target, RunInputs inputs, Func<string, string>? mask)
    {
        if (agent.RunTitle is null) return null;
        try
        {
            var title = agent.RunTitle.Render(RunScope.BeforeStart(agent.Name, number, variables, target, inputs));
            return mask is null ? title : Short(mask(title));
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private static string Short(string title) =>
        title.Length <= MostOfTitle ? title : title[..(char.IsHighSurrogate(title[MostOfTitle - 2]) ? MostOfTitle - 2 : MostOfTitle - 1)] + "…";
}
