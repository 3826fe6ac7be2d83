using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Views;

/// <summary>Steps and triggers of an agent in words, as their owner wrote them.</summary>
internal static class StepWords
{
    /// <summary>What goes into a step: with the values of a run where its scope is given and has them, secrets as references.</summary>
    public static string Input(Step step, ITemplateScope? scope) => step switch
    {
        ProgramStep s => string.Join(' ', s.Command.Select(part => Quoted(Text(part, scope)))),
        HttpStep s => $"{s.Method} {Text(s.Url, scope)}",
        ToolStep s => $"{s.Tool} {string.Join(", ", s.Arguments.Templates.Select(t => Text(t, scope)))}".Trim(),
        AgentStep s => $"{s.Agent}{(s.Target is { } on ? $" on {Text(on, scope)}" : "")} {string.Join(", ", s.Variables.Templates.Select(t => Text(t, scope)))}".Trim(),
        WaitStep s => s.For is { } span ? $"for {Text(span, scope)}" : $"until {(s.Until is { } until ? Text(until, scope) : "")}",
        QuestionStep s => Text(s.Question, scope),
        _ => "",
    };

    /// <summary>"program", "http", "tool", "wait", "question".</summary>
    public static string Kind(Step step) => step switch
    {
        ProgramStep => "program",
        HttpStep => "http",
        ToolStep s => $"tool {s.Tool}",
        AgentStep s => $"agent {s.Agent}",
        WaitStep => "wait",
        QuestionStep => "question",
        _ => "step",
    };

    /// <summary>When a trigger fires; <paramref name="address"/> is where it is called, or null.</summary>
    public static string When(Trigger trigger, string? address) =>
        trigger.Targets.Count == 0 ? Occasion(trigger, address) : $"{Occasion(trigger, address)}, on {string.Join(" and ", trigger.Targets)}";

    private static string Occasion(Trigger trigger, string? address) => trigger switch
    {
        CronTrigger t => $"{t.Cron}, {t.Zone}",
        IntervalTrigger t => $"every {Words.Duration(t.Every)}",
        UploadTrigger t => $"a file shared with me{(address is null ? "" : $" or sent by POST {address}")}: {t.Wants}",
        WebhookTrigger t => $"POST {address}{(t.Preset == WebhookPreset.GitHub ? ", as GitHub signs" : "")}",
        EventTrigger t => $"POST {address}: {t.Wants}",
        _ => "by hand",
    };

    /// <summary>How long a step executed, in milliseconds; null where nobody knows: the bot stopped meanwhile, or it only waited.</summary>
    public static long? TookMs(long? ms, StepError? error) =>
        ms == 0 && error is { Cause: Cause.Interrupted or Cause.NotAnswered or Cause.Canceled } ? null : ms;

    /// <summary>How long a step waited for an answer, or until a time, before it ended; null for one that did not wait, or did something after it.</summary>
    public static TimeSpan? Waited(StepState? state) =>
        state is { TookMs: 0, Waiting.Reason: WaitReason.Answer or WaitReason.Time, StartedAt: { } began, EndedAt: { } ended } && ended > began ? ended - began : null;

    private static string Text(Template template, ITemplateScope? scope)
    {
        try
        {
            return scope is null ? template.Text : template.Render(scope);
        }
        catch (TemplateException)
        {
            // What the run does not know (a step that was skipped) stays as it is written.
            return template.Text;
        }
    }

    private static string Quoted(string part) => part.Contains(' ', StringComparison.Ordinal) ? $"\"{part}\"" : part;
}
