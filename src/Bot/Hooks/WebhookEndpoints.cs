using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatRuns.Agents;
using ChatRuns.Bot.Access;
using ChatRuns.Runs;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatRuns.Bot.Hooks;

/// <summary>
/// <c>POST /hooks/AGENT</c> and <c>/hooks/AGENT/TRIGGER</c> (T3). Of a request headers are read first, then at most 1 MB; nothing is parsed before the
/// signature is judged, and up to then every answer is the same for agents that there are and those that there are not.
/// </summary>
internal sealed class WebhookEndpoints(RunEngine engine, TriggerKeys keys, HookRefusals refusals, HookAnswers answers, TimeProvider time)
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MostBytes = 1_000_000;

    private const int MostOfHeader = 400;

    /// <summary>Takes one request.</summary>
    public async Task<IResult> TakeAsync(string agent, string? trigger, HttpContext http)
    {
        if (http.Request.Headers.ContentEncoding.Count > 0) return Refused(StatusCodes.Status415UnsupportedMediaType, "Send the body as it was signed, without Content-Encoding.");
        if (SignedRequest.From(http.Request.Headers) is not { } signed) return refusals.Refuse(http, "no signature");
        if (signed.Untimely(time.GetUtcNow()) is { } untimely) return refusals.RefuseUntimely(http, untimely);
        if (await BoundedBody.ReadAsync(http.Request, MostBytes, http.RequestAborted) is not { } body)
            return Refused(StatusCodes.Status413PayloadTooLarge, $"A body has at most {Journal.Words.Bytes(MostBytes)}.");

        var asked = engine.FindAgent(agent)?.Triggers.OfType<WebhookTrigger>().Where(t => t.Preset == signed.Preset && (trigger is null || t.Name == trigger)) ?? [];
        var opened = keys.SignedFor(asked, signed, body);
        if (opened.Count == 0) return refusals.Refuse(http, "not signed with a secret of a trigger there");
        if (opened is [var only]) return await TakeAsync(agent, only, signed, body, http);
        var addresses = string.Join(", ", opened.Select(t => $"/hooks/{agent}/{Uri.EscapeDataString(t.Name)}"));
        return HookAnswers.Problem(StatusCodes.Status400BadRequest, "Which trigger?", $"This secret opens several: {addresses}.");
    }

    private async Task<IResult> TakeAsync(string agent, WebhookTrigger trigger, SignedRequest signed, byte[] body, HttpContext http)
    {
        if (signed is GitHubSignature { Event: "ping" }) return HookAnswers.Nothing("ping");
        if (signed.Id is not { } id) return HookAnswers.Problem(StatusCodes.Status400BadRequest, "No id", "The header X-GitHub-Delivery is missing.");
        try
        {
            var type = RequestBody.MediaTypeOf(http.Request.ContentType);
            var value = ReadBody(body, type, trigger.Preset);
            var attributes = new Dictionary<string, string> { ["event"] = EventOf(signed, value), ["type"] = type };
            var headers = trigger.Headers.ToDictionary(name => name, name => Cut(http.Request.Headers[name].ToString()));
            var message = new RunMessage(TriggerKind.Webhook, id, Convert.ToHexStringLower(SHA256.HashData(body)), attributes, headers, value);
            return answers.Of(http, await engine.TakeAsync(new(agent, trigger.Name, message), http.RequestAborted));
        }
        catch (BodyException e)
        {
            return HookAnswers.Problem(StatusCodes.Status400BadRequest, "A body that cannot be read", e.Message);
        }
    }

    // GitHub can be set to send its JSON as a field of a form.
    private static JsonElement? ReadBody(byte[] body, string type, WebhookPreset preset)
    {
        if (preset != WebhookPreset.GitHub || type != "application/x-www-form-urlencoded") return RequestBody.Read(body, type);
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        return form.TryGetValue("payload", out var payload) ? RequestBody.ReadJson(Encoding.UTF8.GetBytes(payload.ToString())) : throw new BodyException("The form has no field payload.");
    }

    private static string EventOf(SignedRequest signed, JsonElement? body) => signed switch
    {
        GitHubSignature github => github.Event,
        _ when body is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String => Cut(type.GetString()!),
        _ => "",
    };

    private static string Cut(string text) => text.Length <= MostOfHeader ? text : text[..MostOfHeader];

    private static IResult Refused(int status, string detail) => HookAnswers.Problem(status, "Cannot be taken", detail);
}
