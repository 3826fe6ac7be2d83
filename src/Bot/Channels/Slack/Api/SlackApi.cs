using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Door;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Slack.Api;

/// <summary>
/// Slack's Web API: <c>POST method</c>, a bearer token, a form whose nested values are JSON, an envelope with <c>ok</c>. One try a
/// call: whoever calls knows whether to try again. A method that Slack limited is not called before its Retry-After is over.
/// </summary>
/// <remarks>Source: docs.slack.dev, "Using the Slack Web API" and "Rate limits".</remarks>
internal sealed class SlackApi(HttpClient http, IOptions<SlackOptions> options, TimeProvider time)
{
    private const int MostErrors = 10;
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);
    private readonly Uri _root = new(options.Value.ApiUrl.TrimEnd('/') + "/");
    private readonly ConcurrentDictionary<(string Token, string Method), DateTimeOffset> _limited = new();

    /// <summary>Whether the Web API is another's than Slack's own, as in tests and emulators: then its host may offer response_urls and uploads.</summary>
    public Uri Root => _root;

    /// <summary>Calls a method.</summary>
    public async Task<SlackAnswer> CallAsync(string token, string method, JsonObject arguments, CancellationToken cancel)
    {
        if (_limited.TryGetValue((token, method), out var until))
        {
            if (until > time.GetUtcNow()) return new SlackAnswer.Limited(until - time.GetUtcNow());
            _limited.TryRemove((token, method), out _);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_root, method)) { Content = Form(arguments) };
        if (token.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await SendAsync(request, cancel);
        if (answer is SlackAnswer.Limited limited) _limited[(token, method)] = time.GetUtcNow() + limited.After;
        return answer;
    }

    /// <summary>Posts JSON to an address that Slack gave for it (a response_url); no token goes there. See <see cref="SlackAddresses"/>.</summary>
    public async Task<SlackAnswer> PostAsync(Uri address, JsonObject body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        return await SendAsync(request, cancel);
    }

    /// <summary>
    /// Begins to fetch a file: <see cref="SlackAnswer.File"/>, or what went wrong, an HTTP status as "http_302". The address is one that
    /// <see cref="SlackAddresses.File"/> lets pass, for the token goes there.
    /// </summary>
    public async Task<SlackAnswer> DownloadAsync(string token, Uri address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await TryAsync(async () =>
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.StatusCode == HttpStatusCode.OK)
                return new SlackAnswer.File(await response.Content.ReadAsStreamAsync(cancel), response.Content.Headers.ContentType?.MediaType ?? "");
            using (response)
                return response.StatusCode == HttpStatusCode.TooManyRequests ? new SlackAnswer.Limited(WaitOf(response))
                    : (int)response.StatusCode >= 500 ? new SlackAnswer.Unreachable($"HTTP {(int)response.StatusCode}", Uncertain: false)
                    : new SlackAnswer.Refused($"http_{(int)response.StatusCode}", "");
        }, cancel);
    }

    private static FormUrlEncodedContent Form(JsonObject arguments) => new(arguments
        .Where(a => a.Value is not null)
        .Select(a => KeyValuePair.Create(a.Key, a.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : a.Value!.ToJsonString())));

    private Task<SlackAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancel) => TryAsync(async () =>
    {
        using var response = await http.SendAsync(request, cancel);
        if (response.StatusCode == HttpStatusCode.TooManyRequests) return new SlackAnswer.Limited(WaitOf(response));
        var body = await response.Content.ReadAsByteArrayAsync(cancel);
        return Read(response, body);
    }, cancel);

    private static async Task<SlackAnswer> TryAsync(Func<Task<SlackAnswer>> send, CancellationToken cancel)
    {
        try
        {
            return await send();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new SlackAnswer.Unreachable("no answer in time", Uncertain: true);
        }
        catch (HttpRequestException e)
        {
            // Where no connection came about, nothing was sent.
            var uncertain = e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            return new SlackAnswer.Unreachable(e.HttpRequestError.ToString(), uncertain);
        }
    }

    private static SlackAnswer Read(HttpResponseMessage response, byte[] body)
    {
        if ((int)response.StatusCode >= 500) return new SlackAnswer.Unreachable($"HTTP {(int)response.StatusCode}", Uncertain: true);
        var json = Parse(body);
        if (json is not { ValueKind: JsonValueKind.Object } answer || !answer.TryGetProperty("ok", out var ok))
            return response.IsSuccessStatusCode ? new SlackAnswer.Ok(default) : new SlackAnswer.Refused($"http_{(int)response.StatusCode}", "");
        if (ok.ValueKind == JsonValueKind.True) return new SlackAnswer.Ok(answer, Header(response, "x-oauth-scopes"), response.Headers.Date);
        var error = answer.TryGetProperty("error", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString()! : "unknown_error";
        if (error is "ratelimited" or "rate_limited") return new SlackAnswer.Limited(WaitOf(response));
        if (error is "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout") return new SlackAnswer.Unreachable(error, Uncertain: true);
        return new SlackAnswer.Refused(error, DetailOf(answer));
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return body is [(byte)'{', ..] ? JsonSerializer.Deserialize<JsonElement>(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string DetailOf(JsonElement answer)
    {
        if (answer.TryGetProperty("needed", out var needed) && needed.ValueKind == JsonValueKind.String) return $"needs the scope {needed.GetString()}";
        if (answer.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0)
            return string.Join("; ", errors.EnumerateArray().Take(MostErrors).Select(e => $"{e.Text("pointer")}: {e.Text("message") ?? e.Text("code")}"));
        var messages = answer.TryGetProperty("response_metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("messages", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(m => m.ToString()) : [];
        return string.Join("; ", messages.Take(3));
    }

    private static TimeSpan WaitOf(HttpResponseMessage response) =>
        int.TryParse(Header(response, "Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 3600)) : DefaultWait;

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
}
