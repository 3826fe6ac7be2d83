using System.Text;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store;
using ChatRuns.Tools;

namespace ChatRuns.Loops;

/// <summary>Turns what a step came to, and what a run came to, into events; big values become blobs first.</summary>
internal sealed class StepRecorder(BlobShelf blobs, KeptValues values, ToolGate gate, SecretShelf secrets, TimeProvider time)
{
    private const int MostOfSummary = 300;
    private const int MostOfError = 2000;

    /// <summary>
    /// Adds the events of one attempt, the judged proposals among them. Where actions come of it they are durable on return:
    /// meanwhile a person may undo one of this run's and take an ordinal, or decide what the step links to; it is judged again then.
    /// </summary>
    public async Task<Verdict> RecordAsync(
        RunPen pen, Agent agent, Step step, int attempt, StepOutcome outcome, long took, CancellationToken cancel)
    {
        Verdict verdict;
        do verdict = await AddAttemptAsync(pen, agent, step, attempt, outcome, took, cancel);
        while (verdict.Actions.Count + verdict.ToWaitFor.Count > 0 && !await pen.TryFlushAsync(cancel));
        return verdict;
    }

    /// <summary>Adds the run's end: summary, report and files by the agent's templates where it has them.</summary>
    public async Task FinishAsync(RunPen pen, Agent agent, RunNext.Finish finish, ITemplateScope scope, CancellationToken cancel)
    {
        var step = agent.Steps[^1];
        foreach (var (name, template) in agent.Files)
        {
            if (TryRender(template, scope) is { } text)
                await AttachAsync(pen, step, new(name, MediaTypes.Of(name), Encoding.UTF8.GetBytes(text)), cancel);
        }

        if (agent.Report is { } report && TryRender(report, scope) is { } markdown) await SetReportAsync(pen, step, markdown, cancel);
        var own = finish.Status == RunStatus.Completed && agent.Summary is { } template2 ? TryRender(template2, scope) : pen.Run.OwnSummary;
        if (finish.Status == RunStatus.Completed && !pen.Run.Queued.IsTest && agent.Expect.Count > 0 && !agent.Expect.Any(what => Leaves(pen.Run, what)))
            pen.Add(new NothingDone(agent.Expect));
        // Masked here: the summary is cut.
        var summary = Summaries.Of(pen.Run, finish, own is null ? null : secrets.Mask(own));
        pen.Add(new RunEnded(finish.Status, finish.Failure?.Name, finish.Failure?.Error ?? finish.Error, summary));
    }

    private static bool Leaves(Run run, string what) => what switch
    {
        "report" => run.Report is not null,
        "files" => run.Files.Count > 0,
        "actions" => run.Actions.Count > 0,
        _ => run.Steps.Exists(s => s.OutputBlob is not null || (s.Output is { } output && !IsEmpty(output))),
    };

    private static bool IsEmpty(JsonElement output) => output.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => string.IsNullOrWhiteSpace(output.GetString()),
        JsonValueKind.Array => output.GetArrayLength() == 0,
        JsonValueKind.Object => !output.EnumerateObject().Any(),
        _ => false,
    };

    /// <summary>Adds the end of a wait: the answer, or what came of the actions.</summary>
    public async Task EndWaitAsync(RunPen pen, Step step, StepState state, CancellationToken cancel)
    {
        var produced = await values.ReadAsync(state.Output, state.OutputBlob, cancel);
        var settled = new List<ActionSettled>();
        foreach (var one in state.Settled) settled.Add(one with { Result = await values.ReadAsync(one.Result, one.Blob, cancel) });
        var end = WaitEnd.Of(step, state with { Settled = settled }, produced);
        pen.Add(end is StepCompleted done ? await CompletedAsync(step, done.Output, done.TookMs, cancel) : end);
    }

    private async Task<Verdict> AddAttemptAsync(
        RunPen pen, Agent agent, Step step, int attempt, StepOutcome outcome, long took, CancellationToken cancel)
    {
        foreach (var call in outcome.Calls) pen.Add(call);
        foreach (var used in outcome.Used) pen.Add(new UsageReported(step.Name, attempt, used));
        foreach (var file in outcome.Files) await AttachAsync(pen, step, file, cancel);
        if (outcome.Report is { } report) await SetReportAsync(pen, step, report, cancel);
        if (outcome.Summary is { } summary) pen.Add(new SummarySet(Cut(summary, MostOfSummary)));
        var verdict = await gate.JudgeAsync(pen.Run, agent, step, outcome.Proposals, cancel);
        pen.Also(verdict.Actions);
        foreach (var judged in verdict.Events) pen.Add(judged);
        await AddEndAsync(pen, step, attempt, outcome, took, verdict, cancel);
        // With the wait, or nothing would wake the run: all that it waits for is settled.
        if (pen.Run.Find(step.Name) is { Status: StepStatus.Waiting, Waiting.Actions.Count: > 0 } state && state.Settled.Count == state.Waiting.Actions.Count)
            await EndWaitAsync(pen, step, state, cancel);
        return verdict;
    }

    private async Task AddEndAsync(
        RunPen pen, Step step, int attempt, StepOutcome outcome, long took, Verdict verdict, CancellationToken cancel)
    {
        if (outcome.Error is { } error)
        {
            var pause = outcome.MayRetry ? step.Retry.PauseAfter(attempt) : null;
            pen.Add(new StepFailed(step.Name, attempt, error with { Message = Cut(error.Message, MostOfError) }, took, time.GetUtcNow() + pause));
        }
        else if (outcome.Preview is { } preview)
        {
            pen.Add(new StepPreviewed(step.Name, preview));
        }
        else if (outcome.Wait is { } wait)
        {
            var reason = wait.Question is null ? WaitReason.Time : WaitReason.Answer;
            pen.Add(new StepWaiting(step.Name, reason, wait.Until, [], wait.Question, wait.Choices));
        }
        else if (verdict.ToWaitFor.Count > 0)
        {
            var (output, blob) = await values.KeepAsync(outcome.Output, cancel);
            pen.Add(new StepWaiting(step.Name, WaitReason.Actions, null, verdict.ToWaitFor, null, [], output, blob));
        }
        else if (step is ToolStep or HttpStep && outcome.Proposals.Count > 0 && verdict.Opened.Count == 0 && FirstInvalid(verdict) is { } invalid)
        {
            pen.Add(new StepFailed(step.Name, attempt, new(Cause.InvalidArguments, invalid), took, null));
        }
        else
        {
            var output = outcome.Output ?? (verdict.Opened.Count > 0 ? JsonSerializer.SerializeToElement(new { proposed = verdict.Opened }) : null);
            pen.Add(await CompletedAsync(step, output, took, cancel));
        }
    }

    private static string? FirstInvalid(Verdict verdict) =>
        verdict.Events.OfType<ProposalHeld>().FirstOrDefault(h => h.Why is "invalid" or "limit")?.Note;

    private async Task<StepCompleted> CompletedAsync(Step step, JsonElement? output, long took, CancellationToken cancel)
    {
        var (small, blob) = await values.KeepAsync(output, cancel);
        return new(step.Name, small, took, blob);
    }

    private async Task AttachAsync(RunPen pen, Step step, StepFile file, CancellationToken cancel)
    {
        var content = MaskedFile(file.Content);
        var blob = await blobs.PutAsync(content, cancel);
        pen.Add(new FileAttached(step.Name, secrets.Mask(file.Name), blob, content.Length, file.MediaType));
    }

    private async Task SetReportAsync(RunPen pen, Step step, string markdown, CancellationToken cancel)
    {
        var bytes = Encoding.UTF8.GetBytes(secrets.Mask(markdown));
        pen.Add(new ReportSet(step.Name, await blobs.PutAsync(bytes, cancel), bytes.Length));
    }

    // Text is masked; what is not UTF-8 is kept as it is, because a changed picture or archive is a broken one.
    private ReadOnlyMemory<byte> MaskedFile(ReadOnlyMemory<byte> content)
    {
        if (!System.Text.Unicode.Utf8.IsValid(content.Span)) return content;
        var text = Encoding.UTF8.GetString(content.Span);
        var masked = secrets.Mask(text);
        return ReferenceEquals(masked, text) ? content : Encoding.UTF8.GetBytes(masked);
    }

    // Masked before it is cut: half a secret would not be known any more.
    private string Cut(string text, int most)
    {
        var masked = secrets.Mask(text);
        if (masked.Length <= most) return masked;
        return masked[..(char.IsHighSurrogate(masked[most - 2]) ? most - 2 : most - 1)] + "…";
    }

    private static string? TryRender(Template template, ITemplateScope scope)
    {
        try
        {
            return template.Render(scope);
        }
        catch (TemplateException)
        {
            // A step that was skipped or failed leaves a hole; the rule's own words serve then.
            return null;
        }
    }
}
