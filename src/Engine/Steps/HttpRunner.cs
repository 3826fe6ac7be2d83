using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Tools;
using ChatRuns.Tools.Http;
using Microsoft.Extensions.Options;

namespace ChatRuns.Steps;

/// <summary>Executes http steps: what reads is asked at once, what changes is proposed.</summary>
internal sealed class HttpRunner(HttpDoor door, IOptions<ToolOptions> options, TimeProvider time) : IStepRunner
{
    public bool Takes(Step step) => step is HttpStep;

    public async Task<StepOutcome> RunAsync(StepWork work, CancellationToken cancel)
    {
        var step = (HttpStep)work.Step;
        var templates = Templates(step);
        try
        {
            var shown = ToArguments(step, work.Show);
            if (StepText.SmugglesSecret(shown, templates)) return StepText.Smuggled();
            if (step.Method is "GET" or "HEAD" || step.HasNoEffects) return await AskAsync(work, step, cancel);
            return new() { Proposals = [StepText.Propose(work, HttpRequestTool.Name, shown, templates, step.Confidence, step.Reason)] };
        }
        catch (TemplateException e)
        {
            return StepText.Missing(work, templates, e);
        }
        catch (ToolException e)
        {
            return StepText.Failed(e);
        }
    }

    private async Task<StepOutcome> AskAsync(StepWork work, HttpStep step, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        var (body, type) = HttpRequestTool.BodyOf(step.Body?.Render(work.Use));
        var ask = new HttpAsk
        {
            Method = step.Method,
            Url = step.Url.Render(work.Use),
            Headers = step.Headers.ToDictionary(h => h.Key, h => h.Value.Render(work.Use)),
            Body = body,
            BodyType = type,
            // A step with a time-out of its own is canceled by the engine, which knows that it was the step's time that was over.
            Timeout = step.Timeout is null ? TimeSpan.FromSeconds(options.Value.Http.TimeoutSeconds) : null,
        };
        return await door.SendAsync(ask, cancel) switch
        {
            HttpReply.Answered answer when HttpRequestTool.IsExpected(step.Expect, answer.Status) =>
                new() { Output = HttpAnswer.ToJson(answer, time.GetElapsedTime(begun)) },
            HttpReply.Answered answer => StepText.Failed(new ToolException(HttpAnswer.FaultOf(answer.Status), HttpAnswer.Unexpected(answer, ask.IsReadOnly, work.Mask)), Cause.UnexpectedAnswer),
            HttpReply.NotAnswered none => NotAnswered(none),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static StepOutcome NotAnswered(HttpReply.NotAnswered none) => none.Fault switch
    {
        HttpFault.Invalid => StepOutcome.Failed(Cause.InvalidArguments, none.Message, mayRetry: false),
        HttpFault.Refused => StepOutcome.Failed(Cause.Refused, none.Message, mayRetry: false),
        HttpFault.TimedOut => StepOutcome.Failed(Cause.ServiceTimedOut, none.Message),
        _ => StepOutcome.Failed(Cause.TargetUnreachable, none.Message),
    };

    private static JsonElement ToArguments(HttpStep step, ITemplateScope scope)
    {
        var arguments = new JsonObject { ["method"] = step.Method, ["url"] = step.Url.Render(scope) };
        if (step.Headers.Count > 0)
            arguments["headers"] = new JsonObject(step.Headers.Select(h => KeyValuePair.Create<string, JsonNode?>(h.Key, h.Value.Render(scope))));
        if (step.Body?.Render(scope) is { } body) arguments["body"] = body;
        if (step.Expect.Count > 0) arguments["expect"] = new JsonArray([.. step.Expect.Select(s => JsonValue.Create(s))]);
        if (step.Timeout is { } most) arguments["timeout"] = (int)Math.Clamp(Math.Ceiling(most.TotalSeconds), 1, 600);
        return JsonSerializer.SerializeToElement(arguments);
    }

    private static List<Template> Templates(HttpStep step) => [step.Url, .. step.Headers.Values, .. step.Body?.Templates ?? []];
}
