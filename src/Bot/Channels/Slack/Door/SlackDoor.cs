using System.Diagnostics.Metrics;
using ChatRuns.Bot.Access;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Slack.Door;

/// <summary>
/// Stands before Slack's endpoints: the signature over the raw bytes of the body is verified before anything is parsed. A refusal is a
/// plain 401 without detail; the reason is counted and logged.
/// </summary>
internal sealed class SlackDoor(IOptions<SlackOptions> options, SeenRequests seen, SlackRefusals refusals, TimeProvider time) : IEndpointFilter
{
    private const int MostBytes = 1 << 20;

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var secret = options.Value.SigningSecret;
        if (secret.Length == 0) return refusals.Refuse("no signing secret is set");
        if (request.Headers.ContentEncoding.Count > 0) return refusals.Refuse("encoded");
        if (await BoundedBody.ReadAsync(request, MostBytes, context.HttpContext.RequestAborted) is not { } body) return refusals.Refuse("too large");

        var signature = request.Headers["X-Slack-Signature"].ToString();
        var problem = SlackSignature.Judge(secret, request.Headers["X-Slack-Request-Timestamp"], signature, body, time.GetUtcNow());
        if (problem is { } wrong) return refusals.Refuse(wrong.ToString());

        // The very same signature again is somebody who listened, unless Slack says that it tries an event once more: that one the inbox knows.
        if (!seen.IsNew(signature) && !request.Headers.ContainsKey("X-Slack-Retry-Num")) return refusals.Refuse("replayed");
        context.HttpContext.Features.Set(new SignedBody(body));
        return await next(context);
    }
}

/// <summary>Refuses requests: the caller learns nothing, the reason is counted and logged.</summary>
internal sealed partial class SlackRefusals(IMeterFactory meters, ILogger<SlackRefusals> log)
{
    private readonly Counter<long> _refused = meters.Create("ChatRuns.Slack").CreateCounter<long>("chatruns.slack.refused");

    /// <summary>A plain 401.</summary>
    public IResult Refuse(string why)
    {
        _refused.Add(1, KeyValuePair.Create<string, object?>("why", why));
        LogRefused(why);
        return Results.StatusCode(StatusCodes.Status401Unauthorized);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a request to a Slack endpoint: {Why}")]
    private partial void LogRefused(string why);
}

/// <summary>The raw body of a request that Slack signed.</summary>
internal sealed record SignedBody(byte[] Bytes);

/// <summary>
/// Signatures of the last ten minutes, longer than a timestamp is believed. Kept in memory: after a restart a replay within its five minutes is
/// caught by the inbox where it would change something.
/// </summary>
internal sealed class SeenRequests(TimeProvider time)
{
    private static readonly TimeSpan Half = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private HashSet<string> _young = new(StringComparer.Ordinal);
    private HashSet<string> _old = new(StringComparer.Ordinal);
    private DateTimeOffset _turnAt;

    /// <summary>Whether it was not seen before; it is from now on.</summary>
    public bool IsNew(string signature)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now >= _turnAt) (_old, _young, _turnAt) = (_young, new(StringComparer.Ordinal), now + Half);
            return !_old.Contains(signature) && _young.Add(signature);
        }
    }
}
