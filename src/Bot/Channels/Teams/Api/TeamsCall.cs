using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>One call of the connector.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="ServiceUrl">Where, as an activity told.</param>
/// <param name="Path">Below it, encoded.</param>
/// <param name="Kind">What it counts as.</param>
/// <param name="Place">The conversation that it counts for.</param>
/// <param name="Tenant">The tenant that it counts for.</param>
/// <param name="Body">JSON; null for none.</param>
internal sealed record TeamsCall(HttpMethod Method, string ServiceUrl, string Path, PaceKind Kind, string Place, string Tenant, JsonObject? Body = null)
{
    /// <summary>How JSON is written for Teams: letters as they are, which is shorter.</summary>
    public static JsonSerializerOptions Wire { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly MediaTypeHeaderValue s_json = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");

    /// <summary>The body where it was written already; null: as <see cref="Body"/> says.</summary>
    public byte[]? Written { get; init; }

    /// <summary>Whether nobody waits for it, so that others go first where the tenant's limit is near.</summary>
    public bool MayWait { get; init; }

    /// <summary>The content of one try; null for none.</summary>
    public HttpContent? NewContent() => Written is { } bytes ? new ByteArrayContent(bytes) { Headers = { ContentType = s_json } }
        : Body is { } json ? JsonContent.Create(json, s_json, Wire)
        : null;
}

/// <summary>One try of a call.</summary>
/// <param name="Answer">What it came to.</param>
/// <param name="MayRetry">Whether another try may help.</param>
/// <param name="Hint">How long Teams asked to wait; null where it did not say.</param>
internal sealed record TeamsTry(TeamsAnswer Answer, bool MayRetry = false, TimeSpan? Hint = null)
{
    /// <summary>How long to wait after Teams said "too often" without saying how long.</summary>
    public static TimeSpan DefaultWait { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Reads an answer: what it means, and whether to try again (412, 429, 502 and 504 only).</summary>
    public static TeamsTry Read(HttpResponseMessage response, byte[] body, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        var json = Parse(body);
        var (code, detail) = (Error(json, "code"), Error(json, "message"));
        var hint = Wait(response.Headers.RetryAfter, now);
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => new(new TeamsAnswer.Ok(json)),
            HttpStatusCode.Forbidden => new(new TeamsAnswer.Unreachable(code)),
            HttpStatusCode.NotFound => new(new TeamsAnswer.NotFound(code)),
            HttpStatusCode.RequestEntityTooLarge => new(new TeamsAnswer.TooBig()),
            HttpStatusCode.TooManyRequests => new(new TeamsAnswer.Throttled(hint ?? DefaultWait), MayRetry: true, hint),
            // Somebody else wrote at the same moment; this one was not done.
            HttpStatusCode.PreconditionFailed => new(new TeamsAnswer.Down("HTTP 412", Uncertain: false), MayRetry: true, hint),
            HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => new(new TeamsAnswer.Down($"HTTP {status}", Uncertain: true), MayRetry: true, hint),
            _ when status >= 500 => new(new TeamsAnswer.Down($"HTTP {status}", Uncertain: true)),
            _ => new(new TeamsAnswer.Refused(status, code.Length > 0 ? code : $"HTTP {status}", detail)),
        };
    }

    /// <summary>Pause before the try after this one: 2, 4, 8, 16, 20 s, and up to half of it more.</summary>
    /// <param name="tries">Tries so far, from 1.</param>
    /// <param name="dice">From 0 to 1.</param>
    public static TimeSpan Pause(int tries, double dice) => TimeSpan.FromSeconds(Math.Min(20, Math.Pow(2, tries) * (1 + (dice / 2))));

    private static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        if ((header?.Delta ?? (header?.Date - now)) is not { } wait) return null;
        return TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 1, 3600));
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return body is [(byte)'{' or (byte)'[', ..] ? JsonSerializer.Deserialize<JsonElement>(body) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string Error(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.String ? at.GetString()! : "";
}
