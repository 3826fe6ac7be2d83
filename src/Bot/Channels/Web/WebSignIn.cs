using ChatRuns.Bot.Access;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Web;

/// <summary>
/// The way in. Opening a printed address only shows a page, and that page sends the key by itself: a link scanner, which reads
/// addresses and runs no scripts, uses none up.
/// </summary>
internal static class WebSignIn
{
    /// <summary>The address that lets one browser in.</summary>
    public static string AddressOf(string server, string key) => $"{server.TrimEnd('/')}/?key={key}";

    /// <summary>Only signed-in people open the pages of this group; others are told how to get in.</summary>
    public static RouteGroupBuilder MapPages(this IEndpointRouteBuilder app, string prefix) => app.MapGroup(prefix)
        .AddEndpointFilter(new SessionFilter(app.ServiceProvider.GetRequiredService<SignIn>(), _ => WebPages.SignInNeeded(null)));

    /// <summary>Maps the chat page and the way to it.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", ShowAsync);
        app.MapGet("/signin", () => WebPages.SignInNeeded(null));
        app.MapPost("/signin", SignInAsync);
        app.MapPost("/signout", SignOutAsync);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, SignIn signIn, WebMemory memory, MessageHtml html, string? key, CancellationToken cancel)
    {
        context.Response.Headers.CacheControl = "no-store";
        var who = SessionCookie.Read(context.Request) is { } token ? await signIn.FindAsync(token, cancel) : null;
        if (key is not null)
        {
            var state = await signIn.LookAsync(key, cancel);
            if (state == KeyState.Open) return WebPages.OpenKey(key);
            return who is null ? WebPages.SignInNeeded(state) : SeeOther("/");
        }

        if (who is not null) return await WebEndpoints.ChatAsync(who, memory, html, cancel);
        return context.Request.Headers["Sec-Fetch-Site"] == "cross-site" ? WebPages.ComeAgain() : WebPages.SignInNeeded(null);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, SignIn signIn, CancellationToken cancel)
    {
        var key = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(cancel))["key"].ToString() : "";
        switch (await signIn.OpenAsync(key, cancel))
        {
            case SignInResult.Opened opened:
                SessionCookie.Set(context, opened.Token);
                return SeeOther("/");
            case SignInResult.Refused refused:
                return WebPages.SignInNeeded(refused.Why);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SignIn signIn, CancellationToken cancel)
    {
        if (SessionCookie.Read(context.Request) is { } token) await signIn.EndAsync(token, cancel);
        SessionCookie.Drop(context);
        return SeeOther("/");
    }

    // 303, so that a reload never sends the form again.
    private static SeeOtherResult SeeOther(string where) => new SeeOtherResult(where);

    private sealed class SeeOtherResult(string where) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = where;
            return Task.CompletedTask;
        }
    }
}
