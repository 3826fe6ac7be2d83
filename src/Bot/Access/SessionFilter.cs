using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>Lets only signed-in people through to a group of endpoints; these ask <see cref="AccessServices.Who"/> who it is.</summary>
internal sealed class SessionFilter(SignIn signIn, Func<HttpContext, IResult> refuse) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var who = SessionCookie.Read(http.Request) is { } token ? await signIn.FindAsync(token, http.RequestAborted) : null;
        if (who is null) return refuse(http);

        http.Features.Set(new SignedIn(who));
        return await next(context);
    }
}

/// <summary>Who sent the request.</summary>
internal sealed record SignedIn(Principal Who);
