using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Web;

namespace ChatRuns.Bot.Pages;

/// <summary>The registration door of the pages beside the chat.</summary>
internal static class PageServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton<Readiness>()
        .AddSingleton<ICardHtml, CardHtml>()
        .AddSingleton<ISidePanel, SidePanel>()
        .AddHostedService<SideWatch>();

    /// <summary>
    /// Until the start is complete everything but <c>/health</c> is answered 503: it listens before agents are read and loops begin,
    /// and what is said then would be answered wrongly.
    /// </summary>
    public static void UseReadiness(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.RequestServices.GetRequiredService<Readiness>().IsReady || context.Request.Path.StartsWithSegments("/health")) return next(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        return Task.CompletedTask;
    });

    /// <summary>Maps <c>/health</c> (200 once ready) and <c>/health/live</c> (200 always).</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).AllowAnyCaller();
        app.MapGet("/health", (Readiness readiness) => readiness.IsReady
            ? Results.Json(new { status = "ready" })
            : Results.Json(new { status = "starting" }, statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnyCaller();
    }
}

/// <summary>Whether the start is complete.</summary>
internal sealed class Readiness
{
    /// <summary>Whether it serves.</summary>
    public bool IsReady { get; set; }
}
