using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Courier;

/// <summary>The registration door of the courier.</summary>
internal static class CourierServices
{
    /// <summary>Adds the loop that brings cards to conversations.</summary>
    public static IServiceCollection AddCourier(this IServiceCollection services)
    {
        services.AddOptions<AlertsOptions>().BindConfiguration(AlertsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<Places>()
            .AddSingleton<Telling>()
            .AddSingleton<ApprovalClock>()
            .AddSingleton<Repeats>()
            .AddSingleton<DigestClock>()
            .AddSingleton<DigestGroups>()
            .AddSingleton<Timed>()
            .AddSingleton<Router>()
            .AddSingleton<Following>()
            .AddSingleton<HeldCards>()
            .AddSingleton<IPlaceNews>(s => s.GetRequiredService<HeldCards>())
            .AddSingleton<CourierLoop>()
            .AddHostedService(s => s.GetRequiredService<CourierLoop>());
    }
}
