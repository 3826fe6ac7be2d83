using System.Globalization;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Views;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Api;

/// <summary>The engine's values as answers. Addresses are below PublicUrl where that is set, else below the address that the script called.</summary>
internal sealed class ApiWriter(PageLinks links)
{
    private const string Runs = "/api/v1/runs";

    /// <summary>A page of a list.</summary>
    public RunList List(HttpRequest request, RunPage page, string? next)
    {
        var at = Root(request);
        return new([.. page.Rows.Select(row => Line(at, row))], page.Total, page.TotalIsExact, next);
    }

    /// <summary>One run, whole.</summary>
    public RunWhole Whole(HttpRequest request, RunDetail detail)
    {
        var (run, line) = (detail.Run, Line(Root(request), detail.Row));
        return new()
        {
            Number = line.Number,
            Url = line.Url,
            Page = line.Page,
            Agent = line.Agent,
            Title = line.Title,
            Status = line.Status,
            Test = line.Test,
            Archived = line.Archived,
            Trigger = line.Trigger,
            TriggerName = line.TriggerName,
            StartedBy = line.StartedBy,
            Target = line.Target,
            QueuedAt = line.QueuedAt,
            StartedAt = line.StartedAt,
            EndedAt = line.EndedAt,
            TookMs = line.TookMs,
            Step = line.Step,
            // The list has it cut.
            Error = Error(run.End?.Error, run.End?.Step) ?? line.Error,
            Summary = line.Summary,
            ActionCounts = line.ActionCounts,
            Version = run.Queued.Version,
            Variables = run.Queued.Variables,
            Overridden = run.Queued.Overridden,
            RerunOf = run.Queued.Trigger.RerunOf,
            Parent = detail.Parent?.Number,
            Children = [.. detail.Children.Select(child => child.Number)],
            CancelRequested = run.CancelRequest is not null,
            Steps = [.. run.Steps.Select(Step)],
            Actions = [.. detail.Actions.Select(Action)],
            Report = run.Report is null ? null : $"{line.Url}/report",
            Files = [.. run.Files.Select(f => new FileLink(f.Name, f.MediaType, f.Bytes, $"{line.Url}/files/{Uri.EscapeDataString(f.Name)}"))],
        };
    }

    /// <summary>Where a run is found.</summary>
    public RunLink Link(HttpRequest request, long number)
    {
        var at = Root(request);
        return new(number, UrlOf(at, number), PageOf(at, number));
    }

    /// <summary>One agent.</summary>
    public static AgentLine Agent(Agent agent) => new()
    {
        Name = agent.Name,
        Title = agent.Title,
        Description = agent.Description,
        Status = agent.Status,
        Version = agent.Version,
        Triggers = [.. agent.Triggers.Select(t => t.Name)],
        Targets = agent.Targets,
        Tags = agent.Tags,
        Variables = [.. agent.Variables.Select(v => new AgentVariable(v.Name, v.Type, v.Default, v.Description, v.Choices))],
    };

    private string Root(HttpRequest request) => links.Root is { Length: > 0 } root ? root : $"{request.Scheme}://{request.Host}";

    private static RunLine Line(string at, RunRow row) => new()
    {
        Number = row.Number,
        Url = UrlOf(at, row.Number),
        Page = PageOf(at, row.Number),
        Agent = row.Agent,
        Title = row.Title ?? row.AgentTitle,
        Status = row.Status,
        Test = row.IsTest,
        Archived = row.IsArchived,
        Trigger = row.Trigger,
        TriggerName = row.TriggerName,
        StartedBy = row.StartedByName,
        Target = row.Target,
        QueuedAt = row.QueuedAt,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        TookMs = row is { StartedAt: { } started, EndedAt: { } ended } ? (long)(ended - started).TotalMilliseconds : null,
        Step = row.Step,
        Error = row.Cause is { } cause ? Error(new(cause, row.Error ?? ""), row.Step) : null,
        Summary = RunRows.WithoutTest(row.Summary),
        ActionCounts = row.Actions,
    };

    private static RunStep Step(StepState step) => new()
    {
        Name = step.Name,
        Status = step.Status,
        Attempt = step.Attempt,
        StartedAt = step.StartedAt,
        EndedAt = step.EndedAt,
        TookMs = step.TookMs,
        RetryAt = step.Status == StepStatus.Retrying ? step.RetryAt : null,
        Error = Error(step.Error, step.Name),
        Output = step.Output,
        Note = step.Note ?? step.Waiting?.Question,
    };

    private static RunAction Action(ProposedAction action) => new()
    {
        Id = action.Id.ToString(),
        Step = action.Proposed.Step,
        Tool = action.Proposed.Tool,
        Headline = action.Headline,
        Arguments = action.Arguments,
        Status = action.Status,
        Risk = action.Risk,
        Confidence = action.Proposed.Confidence,
        Reason = action.Proposed.Reason,
        ProposedAt = action.ProposedAt,
        DecidedBy = action.DecidedBy?.Name,
        DecidedAt = action.DecidedAt,
        Note = action.Error ?? action.Note,
    };

    private static RunError? Error(StepError? error, string? step) => error is null ? null : new(error.Cause, error.Message, CauseLook.Of(error.Cause).Remedy, step);

    private static string UrlOf(string at, long number) => string.Create(CultureInfo.InvariantCulture, $"{at}{Runs}/{number}");

    private static string PageOf(string at, long number) => string.Create(CultureInfo.InvariantCulture, $"{at}/runs/{number}");
}
