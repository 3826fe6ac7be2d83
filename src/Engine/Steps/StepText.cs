using System.Globalization;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Tools;

namespace ChatRuns.Steps;

/// <summary>What HTTP and tool steps share: confidence, reason, secrets, and how their failures are told.</summary>
internal static class StepText
{
    private const string SecretMark = "{{secret.";

    /// <summary>A proposal of the step; without a confidence people are asked, whatever the mode.</summary>
    public static Proposal Propose(
        StepWork work, string tool, JsonElement arguments, IReadOnlyList<Template> templates, Template? confidence, Template? reason) => new(
            tool, arguments, Confidence(work, confidence), reason?.Render(work.Show), [.. templates.SelectMany(t => t.Secrets).Distinct()]);

    /// <summary>The failure of a template that read something which is not there.</summary>
    public static StepOutcome Missing(StepWork work, IEnumerable<Template> templates, TemplateException error)
    {
        var isSecret = templates.SelectMany(t => t.Secrets).Any(name => work.Use.Secret(name) is null);
        return StepOutcome.Failed(isSecret ? Cause.MissingSecret : Cause.MissingValue, error.Message, mayRetry: false);
    }

    /// <summary>
    /// Whether a value that was filled in brought a reference to a secret along, which would be resolved as if the agent's author
    /// had written it.
    /// </summary>
    public static bool SmugglesSecret(JsonElement shown, IReadOnlyList<Template> templates) =>
        Texts(shown).Sum(Marks) > templates.Sum(t => t.Paths.Count(p => p is ["secret", _]));

    /// <summary>What people are told then.</summary>
    public static StepOutcome Smuggled() => StepOutcome.Failed(
        Cause.Refused, "A value that was filled in contains a reference to a secret. Secrets are referred to in the agent's file only.", mayRetry: false);

    /// <summary>The cause of a tool's failure; <paramref name="otherwise"/> is that of a failure of no kind of its own.</summary>
    public static StepOutcome Failed(ToolException error, Cause otherwise = Cause.ToolFailed) => error.Fault switch
    {
        ToolFault.NotConfigured => StepOutcome.Failed(Cause.NotConfigured, error.Message, mayRetry: false),
        ToolFault.CredentialExpired => StepOutcome.Failed(Cause.CredentialExpired, error.Message, mayRetry: false),
        ToolFault.AccountExpired => StepOutcome.Failed(Cause.AccountExpired, error.Message, mayRetry: false),
        ToolFault.RateLimited => StepOutcome.Failed(Cause.RateLimited, error.Message),
        ToolFault.TimedOut => StepOutcome.Failed(Cause.ServiceTimedOut, error.Message),
        ToolFault.WrongFormat => StepOutcome.Failed(Cause.WrongFormat, error.Message),
        ToolFault.InvalidArguments => StepOutcome.Failed(Cause.InvalidArguments, error.Message, mayRetry: false),
        ToolFault.Refused => StepOutcome.Failed(Cause.Refused, error.Message, mayRetry: false),
        ToolFault.Unreachable => StepOutcome.Failed(Cause.TargetUnreachable, error.Message),
        _ => StepOutcome.Failed(otherwise, error.Message),
    };

    private static double? Confidence(StepWork work, Template? template)
    {
        if (template is null) return null;
        var text = template.Render(work.Show).Trim();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw new ToolException(ToolFault.InvalidArguments, $"The confidence must be a number from 0 to 1, not '{OutsideText.Visible(work.Mask(text), 40)}'.");
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => Texts(m.Value).Prepend(m.Name)),
        _ => [],
    };

    private static int Marks(string text)
    {
        var marks = 0;
        for (var at = 0; (at = text.IndexOf(SecretMark, at, StringComparison.Ordinal)) >= 0; at += SecretMark.Length) marks++;
        return marks;
    }
}
