using ChatRuns.Agents;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Views;

/// <summary>Steps and triggers of an agent in words, as their owner wrote them.</summary>
internal static class StepWords
{
    /// <summary>What goes into a step, secrets as references.</summary>
    public static string Input(Step step) => step switch
    {
        ProgramStep s => string.Join(' ', s.Command.Select(Quoted)),
        HttpStep s => $"{s.Method} {s.Url.Text}",
        ToolStep s => $"{s.Tool} {string.Join(", ", s.Arguments.Templates.Select(t => t.Text))}".Trim(),
        WaitStep s => s.For is { } span ? $"for {span.Text}" : $"until {s.Until?.Text}",
        QuestionStep s => s.Question.Text,
        _ => "",
    };

    /// <summary>"program", "http", "tool", "wait", "question".</summary>
    public static string Kind(Step step) => step switch
    {
        ProgramStep => "program",
        HttpStep => "http",
        ToolStep s => $"tool {s.Tool}",
        WaitStep => "wait",
        QuestionStep => "question",
        _ => "step",
    };

    /// <summary>When a trigger fires.</summary>
    public static string When(Trigger trigger) => trigger switch
    {
        CronTrigger t => $"{t.Cron}, {t.Zone}",
        IntervalTrigger t => $"every {Words.Duration(t.Every)}",
        _ => "by hand",
    };

    private static string Quoted(Template part) => part.Text.Contains(' ', StringComparison.Ordinal) ? $"\"{part.Text}\"" : part.Text;
}
