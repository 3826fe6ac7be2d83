using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>The registration door of roles, sessions and the front door.</summary>
internal static class AccessServices
{
    /// <summary>Adds roles and sign-in; needs the memory.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section)
            .Validate(o => !o.Everyone.Contains(Role.Admin), "The setting Access:Everyone cannot hold admin. Make one person admin, with the code that admin-code prints.")
            .ValidateOnStart();
        return services
            .AddSingleton<Roles>()
            .AddSingleton<IRoles>(s => s.GetRequiredService<Roles>())
            .AddSingleton<SignIn>()
            .AddSingleton<OneTimeCodes>()
            .AddSingleton<AdminCodes>()
            .AddSingleton<LinkCodes>()
            .AddSingleton<MePreferences>()
            .AddSingleton<OwnHosts>();
    }

    /// <summary>Puts the front door before all endpoints.</summary>
    public static IApplicationBuilder UseFrontDoor(this IApplicationBuilder app) => app.UseMiddleware<FrontDoor>();

    /// <summary>Any host name and origin may call these: they verify their callers themselves, or have nothing to hide.</summary>
    public static TBuilder AllowAnyCaller<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(AnyCaller.Mark);

    /// <summary>Who is signed in; only behind <see cref="SessionFilter"/>.</summary>
    public static Principal Who(this HttpContext context) =>
        context.Features.Get<SignedIn>()?.Who ?? throw new InvalidOperationException("This endpoint is not behind SessionFilter.");
}
