using System.Diagnostics.Metrics;
using System.Net;
using ChatRuns.Bot.Channels.Teams.Api;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>
/// Stands before Teams' endpoint: the token is judged before the body is read, then whether it was made for this very activity, then
/// whether the activity is for this bot and from somebody who may talk to it. A refusal is a plain 401 or 403 without detail; the reason
/// is counted and logged.
/// </summary>
internal sealed class TeamsDoor(TokenJudge judge, ServiceHosts hosts, IOptions<TeamsOptions> options, TeamsRefusals refusals) : IEndpointFilter
{
    /// <summary>Most bytes of a body.</summary>
    public const int MostBytes = 1 << 20;

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isOpen = options.Value.AllowUnauthenticatedLoopback && http.Request.Headers.Authorization.Count == 0 && IsThisMachine(http);
        InboundToken? token = null;
        if (!isOpen)
        {
            (token, var problem) = await judge.JudgeAsync(http.Request.Headers.Authorization, http.RequestAborted);
            if (problem is { } wrong) return refusals.Refuse(wrong);
        }

        if (http.Request.Headers.ContentEncoding.Count > 0) return refusals.Refuse("encoded");
        if (await ReadAsync(http) is not { } body) return refusals.Refuse("too large");
        if (TeamsActivity.Read(body) is not { } activity) return refusals.Refuse("unreadable");
        if (token?.Judge(activity) is { } misfit) return refusals.Refuse(misfit);
        if (Objection(activity, isOpen) is { } objection) return refusals.Forbid(objection);
        http.Features.Set(new VerifiedActivity(activity, body));
        return await next(context);
    }

    private string? Objection(TeamsActivity activity, bool isOpen)
    {
        if (activity.ChannelId != "msteams") return "another channel";
        if (hosts.Read(activity.ServiceUrl) is not { } service || (isOpen && !service.IsLoopback)) return "a service address that is none of Teams'";
        string?[] tenants = [activity.Conversation.TenantId, activity.ChannelData?.Tenant?.Id];
        if (activity.Tenant is null || tenants.OfType<string>().Any(t => !options.Value.Allows(t))) return "another tenant";
        if (!IsBot(activity.Recipient.Id, isOpen)) return "another bot";
        return activity.Type is "message" or "invoke" && IsBot(activity.From.Id, isOpen) ? "the bot itself" : null;
    }

    // The Agents Playground writes the id of its settings, with or without the prefix.
    private bool IsBot(string id, bool isOpen) => id == options.Value.BotId() || (isOpen && id == options.Value.AppId);

    /// <summary>
    /// Whether a program on this machine calls, and neither a proxy on it, which would make everybody one, nor a web page in a browser on it.
    /// </summary>
    private static bool IsThisMachine(HttpContext http)
    {
        var (connection, headers) = (http.Connection, http.Request.Headers);
        string[] strangers = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via", "Origin", "Sec-Fetch-Site"];
        return connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
            && connection.LocalIpAddress is { } to && IPAddress.IsLoopback(to)
            && http.Request.HasJsonContentType() && !strangers.Any(headers.ContainsKey);
    }

    private static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MostBytes) return null;
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > MostBytes) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}

/// <summary>Refuses requests: the caller learns nothing, the reason is counted and logged.</summary>
internal sealed partial class TeamsRefusals(IMeterFactory meters, ILogger<TeamsRefusals> log)
{
    private readonly Counter<long> _refused = meters.Create("ChatRuns.Teams").CreateCounter<long>("chatruns.teams.refused");

    /// <summary>A plain 401, for what is wrong with the token.</summary>
    public IResult Refuse(TokenProblem problem) => Refuse(problem.ToString(), StatusCodes.Status401Unauthorized);

    /// <summary>A plain 401, for what is wrong with the request.</summary>
    public IResult Refuse(string why) => Refuse(why, StatusCodes.Status401Unauthorized);

    /// <summary>A plain 403: signed, and not for us.</summary>
    public IResult Forbid(string why) => Refuse(why, StatusCodes.Status403Forbidden);

    private IResult Refuse(string why, int status)
    {
        _refused.Add(1, KeyValuePair.Create<string, object?>("why", why));
        LogRefused(why);
        return Results.StatusCode(status);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a request to the Teams endpoint: {Why}")]
    private partial void LogRefused(string why);
}

/// <summary>An activity that the door let in, and its bytes.</summary>
internal sealed record VerifiedActivity(TeamsActivity Activity, byte[] Bytes);
