using ChatRuns.Agents;
using ChatRuns.Runs;

namespace ChatRuns.Steps;

/// <summary>A step cannot do what its owner wrote; thrown inside a runner and turned into its outcome at the runner's edge.</summary>
internal sealed class StepFault(Cause cause, string message, bool mayRetry = false, Exception? fault = null) : Exception(message, fault)
{
    /// <summary>Which kind.</summary>
    public Cause Cause { get; } = cause;

    /// <summary>The failed attempt.</summary>
    public StepOutcome Outcome => StepOutcome.Failed(Cause, Message, mayRetry) with { Fault = InnerException };

    /// <summary>Renders; a value or secret that is not there becomes a fault with its own cause.</summary>
    public static string Render(Template template, ITemplateScope scope)
    {
        try
        {
            return template.Render(scope);
        }
        catch (TemplateException e)
        {
            var cause = template.Secrets.Any(name => scope.Secret(name) is null) ? Cause.MissingSecret : Cause.MissingValue;
            throw new StepFault(cause, e.Message);
        }
    }
}
