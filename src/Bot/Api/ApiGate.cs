using System.Diagnostics.Metrics;
using ChatRuns.Bot.Access;

namespace ChatRuns.Bot.Api;

/// <summary>
/// Before each endpoint of scripts: only bearers of a token with some role come through; a cookie is not looked at. What goes wrong behind it is
/// logged under an id and answered as a problem.
/// </summary>
/// <remarks>Source: RFC 6750, section 3 (the challenge, with an error only where a token was sent).</remarks>
internal sealed partial class ApiGate(BearerTokens tokens, RunEngine engine, IMeterFactory meters, ILogger<ApiGate> log) : IEndpointFilter
{
    private readonly Counter<long> _refused = meters.Create("ChatRuns.Api").CreateCounter<long>("chatruns.api.refused");

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var token = BearerTokens.Read(http.Request);
            var who = token is null ? null : await tokens.FindAsync(token, http.RequestAborted);
            if (who is null) return Refuse(http, isSent: http.Request.Headers.Authorization.Count > 0);
            if (engine.MaySee(who) is { } refusal) return ProblemKind.Forbidden.Answer(refusal);
            http.Features.Set(new SignedIn(who));
            return await next(context);
        }
        catch (Exception e) when (e is not OperationCanceledException and not BadHttpRequestException)
        {
            Failed(log, http.TraceIdentifier, http.Request.Path, e);
            return ProblemKind.Internal.Answer($"Something went wrong in ChatRuns itself. The entry {http.TraceIdentifier} of its log says what.");
        }
    }

    private IResult Refuse(HttpContext http, bool isSent)
    {
        _refused.Add(1);
        http.Response.Headers.WWWAuthenticate = isSent ? "Bearer realm=\"ChatRuns\", error=\"invalid_token\"" : "Bearer realm=\"ChatRuns\"";
        return ProblemKind.Unauthorized.Answer(ProblemKind.Unauthorized.Meaning);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The request {Id} to {Path} failed")]
    private static partial void Failed(ILogger log, string id, PathString path, Exception e);
}
