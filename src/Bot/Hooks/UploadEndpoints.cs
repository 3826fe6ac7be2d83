using System.Net.Http.Headers;
using ChatRuns.Agents;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ChatRuns.Bot.Hooks;

/// <summary>
/// <c>POST /uploads/AGENT</c> and <c>/uploads/AGENT/TRIGGER</c> (T5): one file, as the body or as the only part of a form, let in by the trigger's secret as
/// a bearer token. The token is judged by the headers alone, and then the file goes to disk as it comes.
/// </summary>
internal sealed class UploadEndpoints(RunEngine engine, TriggerKeys keys, HookRefusals refusals, HookAnswers answers)
{
    private const int MostAround = 64 * 1024;
    private const int MostOfKey = 200;
    private const int MostOfBoundary = 200;

    // COR_E_IO: thrown by a library, not by the system.
    private const int OfNoDisk = unchecked((int)0x80131620);

    /// <summary>Takes one request.</summary>
    public async Task<IResult> TakeAsync(string agent, string? trigger, HttpContext http)
    {
        var found = engine.FindAgent(agent);
        var asked = found?.Triggers.OfType<UploadTrigger>().Where(t => trigger is null || t.Name == trigger) ?? [];
        var opened = keys.OpenedBy(asked, http.Request.Headers.Authorization);
        if (found is null || opened.Count == 0) return refusals.Refuse(http, "no secret of an upload trigger there");
        if (RunEngine.RestsNow(found) is { } rests) return HookAnswers.Resting(http, rests);
        if (http.Request.Headers["Idempotency-Key"].ToString() is { Length: > MostOfKey }) return Problem(400, $"An Idempotency-Key has at most {MostOfKey} characters.");
        try
        {
            return MultipartBoundary(http.Request) is { } boundary ? await TakePartAsync(found, opened, boundary, http) : await TakeBodyAsync(found, opened, http);
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException && e.HResult == OfNoDisk))
        {
            // From the reader of forms, whose sentence says what is malformed. What the disk answers is not the sender's fault.
            return Problem(400, e.Message);
        }
    }

    private async Task<IResult> TakeBodyAsync(Agent agent, IReadOnlyList<UploadTrigger> opened, HttpContext http)
    {
        var name = http.Request.Query["name"].ToString() is { Length: > 0 } given ? given : FileNameIn(http.Request.Headers.ContentDisposition);
        if (name is null) return Problem(400, "The file has no name. Add ?name=data.csv to the address, or send a form with one file.");
        var (trigger, refused) = Choose(opened, name, http.Request.ContentLength);
        return trigger is null ? refused! : await KeepAsync(agent, trigger, name, http.Request.ContentType, http.Request.Body, null, http);
    }

    private async Task<IResult> TakePartAsync(Agent agent, IReadOnlyList<UploadTrigger> opened, string boundary, HttpContext http)
    {
        if (boundary.Length is 0 or > MostOfBoundary) return Problem(400, "The form's boundary is missing, or too long.");
        SetLimit(http, opened.Max(t => t.MostBytes));
        var form = new MultipartReader(boundary, http.Request.Body);
        var part = await form.ReadNextSectionAsync(http.RequestAborted);
        if (part is null || FileNameIn(part.ContentDisposition) is not { } name) return Problem(400, "The form must begin with a file: curl -F file=@data.csv");
        var (trigger, refused) = Choose(opened, name, null);
        return trigger is null ? refused! : await KeepAsync(agent, trigger, name, part.ContentType, part.Body, form, http);
    }

    private async Task<IResult> KeepAsync(Agent agent, UploadTrigger trigger, string name, string? type, Stream content, MultipartReader? form, HttpContext http)
    {
        SetLimit(http, trigger.MostBytes);
        if (await engine.KeepFileAsync(name, type, content, trigger.MostBytes, http.RequestAborted) is not { } file) return TooLarge(trigger);
        if (form is not null && await form.ReadNextSectionAsync(http.RequestAborted) is not null) return Problem(400, "Send one file and nothing else: each file is a run of its own.");
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        return answers.Of(http, await engine.TakeFileAsync(agent.Name, trigger.Name, file, key.Length == 0 ? null : key, http.RequestAborted));
    }

    private static (UploadTrigger? Trigger, IResult? Refused) Choose(IReadOnlyList<UploadTrigger> opened, string name, long? bytes)
    {
        var takers = opened.Where(t => t.TakesType(name)).ToList();
        if (takers.Count == 0) return (null, Problem(415, $"This takes {string.Join("; ", opened.Select(t => t.Wants))}."));
        var widest = takers.MaxBy(t => t.MostBytes)!;
        return bytes > widest.MostBytes ? (null, TooLarge(widest)) : (widest, null);
    }

    // The server's own limit is lower than what a trigger may take; beyond the file itself a form needs little.
    private static void SetLimit(HttpContext http, long most)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most + MostAround;
    }

    private static IResult TooLarge(UploadTrigger trigger) => Problem(413, $"This takes {trigger.Wants}.");

    private static IResult Problem(int status, string detail) => HookAnswers.Problem(status, "Cannot be taken", detail);

    private static string? MultipartBoundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType == "multipart/form-data"
            ? type.Parameters.FirstOrDefault(p => p.Name == "boundary")?.Value?.Trim('"') ?? ""
            : null;

    private static string? FileNameIn(string? disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out var value) && (value.FileNameStar ?? value.FileName?.Trim('"')) is { Length: > 0 } name ? name : null;
}
