using ChatRuns.Bot.Access;

namespace ChatRuns.Bot.Hooks;

/// <summary>The registration door of triggers by request: webhooks, events, uploads.</summary>
internal static class HookServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddHooks(this IServiceCollection services) => services
        .AddSingleton<TriggerKeys>()
        .AddSingleton<HookRefusals>()
        .AddSingleton<HookAnswers>()
        .AddSingleton<WebhookEndpoints>()
        .AddSingleton<EventEndpoints>()
        .AddSingleton<UploadEndpoints>();

    /// <summary>Maps them. Any host and origin may call: each request is let in by a signature or a secret, and there is no GET.</summary>
    public static void MapHooks(this IEndpointRouteBuilder app)
    {
        var hooks = app.MapGroup("").AllowAnyCaller();
        hooks.MapPost("/hooks/{agent}", (string agent, HttpContext http, WebhookEndpoints hook) => hook.TakeAsync(agent, null, http));
        hooks.MapPost("/hooks/{agent}/{trigger}", (string agent, string trigger, HttpContext http, WebhookEndpoints hook) => hook.TakeAsync(agent, trigger, http));
        hooks.MapPost("/events", (HttpContext http, EventEndpoints events) => events.TakeAsync(http));
        hooks.MapPost("/uploads/{agent}", (string agent, HttpContext http, UploadEndpoints uploads) => uploads.TakeAsync(agent, null, http));
        hooks.MapPost("/uploads/{agent}/{trigger}", (string agent, string trigger, HttpContext http, UploadEndpoints uploads) => uploads.TakeAsync(agent, trigger, http));
    }
}
