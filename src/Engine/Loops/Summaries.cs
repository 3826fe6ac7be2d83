using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Loops;

/// <summary>One line about what a run did, by rule where the agent has no words of its own (L3).</summary>
internal static class Summaries
{
    /// <summary>At most 300 characters; a test run says so first.</summary>
    public static string Of(Run run, RunNext.Finish finish, string? own)
    {
        var text = finish.Status switch
        {
            RunStatus.Completed when !string.IsNullOrWhiteSpace(own) => own,
            RunStatus.Completed => Completed(run),
            RunStatus.Canceled => $"Canceled by {run.CancelRequest!.By.Name}{(run.CancelRequest.Reason is { } why ? $": {why}" : "")}",
            _ when finish is { Failure: null, Error: { } error } => error.Message,
            _ => $"{finish.Failure?.Name}: {finish.Failure?.Error?.Message}",
        };
        return Line(run, text);
    }

    /// <summary>Any text as the line of a run.</summary>
    public static string Line(Run run, string text)
    {
        var line = (run.Queued.IsTest ? "[Test Run] " : "") + text.ReplaceLineEndings(" ").Trim();
        return line.Length <= 300 ? line : line[..299] + "…";
    }

    private static string Completed(Run run)
    {
        var done = run.Steps.Count(s => s.Status == StepStatus.Completed);
        var words = new List<string> { Words.Count(done, "step") + " done" };
        if (run.Actions.Count > 0) words.Add(Words.Count(run.Actions.Count, "action") + (run.Queued.IsTest ? " previewed" : " proposed"));
        if (run.Files.Count > 0) words.Add(Words.Count(run.Files.Count, "file"));
        if (run.Held.Count > 0) words.Add(Words.Count(run.Held.Count, "proposal") + " not asked");
        return string.Join(", ", words);
    }
}
