using System.Diagnostics;
using System.Security.Cryptography;
using ChatRuns.Agents;
using ChatRuns.Bot.Access;
using ChatRuns.Runs;

namespace ChatRuns.Bot.Hooks;

/// <summary>
/// <c>POST /events</c> (T4). A sender shows a secret of event triggers: as a bearer token, or by a signature as for webhooks; the triggers with that
/// secret are those that hear the event. It starts a run of each agent of which a trigger fits, once however often it comes. An agent that rests is
/// passed over, and said so: an event is news, and is not kept back for one of its hearers.
/// </summary>
internal sealed class EventEndpoints(RunEngine engine, TriggerKeys keys, HookRefusals refusals, HookAnswers answers, TimeProvider time)
{
    /// <summary>Takes one request.</summary>
    public async Task<IResult> TakeAsync(HttpContext http)
    {
        var request = http.Request;
        var type = RequestBody.MediaTypeOf(request.ContentType);
        if (request.Headers.ContentEncoding.Count > 0 || !CloudEventReader.Takes(type))
            return HookAnswers.Problem(StatusCodes.Status415UnsupportedMediaType, "Cannot be taken", "Send application/cloudevents+json, application/cloudevents-batch+json, or headers ce-…, without Content-Encoding.");
        var signed = SignedRequest.From(request.Headers);
        if (signed?.Untimely(time.GetUtcNow()) is { } untimely) return refusals.RefuseUntimely(http, untimely);

        var all = engine.ListAgents().SelectMany(a => a.Triggers.OfType<EventTrigger>().Select(t => new Hearer(a, t))).ToList();
        var hearers = keys.OpenedBy(all, request.Headers.Authorization);
        if (hearers.Count == 0 && signed is not { Preset: WebhookPreset.Standard }) return refusals.Refuse(http, "no secret or signature of an event trigger");
        if (await BoundedBody.ReadAsync(request, WebhookEndpoints.MostBytes, http.RequestAborted) is not { } body)
            return HookAnswers.Problem(StatusCodes.Status413PayloadTooLarge, "Cannot be taken", $"A body has at most {Journal.Words.Bytes(WebhookEndpoints.MostBytes)}.");
        if (hearers.Count == 0) hearers = keys.SignedFor(all, signed!, body);
        if (hearers.Count == 0) return refusals.Refuse(http, "not signed with a secret of an event trigger");
        return await TakeAsync(hearers, body, http);
    }

    private async Task<IResult> TakeAsync(IReadOnlyList<Hearer> hearers, byte[] body, HttpContext http)
    {
        try
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(body));
            var (runs, skipped) = (new List<object>(), new List<object>());
            foreach (var happened in CloudEventReader.Read(http.Request, body))
            {
                var message = new RunMessage(TriggerKind.Event, happened.Id, hash, happened.Attributes, new Dictionary<string, string>(), happened.Data);
                foreach (var agent in hearers.Where(h => h.Trigger.Fits(happened.Attributes)).GroupBy(h => h.Agent.Name))
                {
                    if (await TakeAsync(agent, message, http.RequestAborted) is not { } result) continue;
                    if (result is TakeResult.Started started) runs.AddRange(started.All.Select(n => new { run = n, url = answers.UrlOf(http, n), agent = agent.Key, id = happened.Id }));
                    else skipped.Add(new { agent = agent.Key, id = happened.Id, why = WhyNot(result) });
                }
            }

            return Results.Json(new { runs, skipped }, statusCode: StatusCodes.Status202Accepted);
        }
        catch (BodyException e)
        {
            return HookAnswers.Problem(StatusCodes.Status400BadRequest, "No CloudEvent", e.Message);
        }
    }

    // The first of an agent's triggers that wants it; null when none does.
    private async Task<TakeResult?> TakeAsync(IEnumerable<Hearer> triggers, RunMessage message, CancellationToken cancel)
    {
        foreach (var (agent, trigger) in triggers)
        {
            var result = await engine.TakeAsync(new(agent.Name, trigger.Name, message), cancel);
            if (result is not TakeResult.Passed) return result;
        }

        return null;
    }

    private static string WhyNot(TakeResult result) => result switch
    {
        TakeResult.Resting r => r.Why,
        TakeResult.BadVariables r => string.Join(" ", r.Errors.Select(e => $"{e.Key}: {e.Value}")),
        _ => throw new UnreachableException(),
    };

    private sealed record Hearer(Agent Agent, EventTrigger Trigger) : IGuardedTrigger
    {
        public string Name => Trigger.Name;

        public IReadOnlyList<string> Secrets => Trigger.Secrets;
    }
}
