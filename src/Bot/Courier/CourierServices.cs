using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Courier;

/// <summary>The registration door of the courier.</summary>
internal static class CourierServices
{
    /// <summary>Adds the loop that brings cards to conversations.</summary>
    public static IServiceCollection AddCourier(this IServiceCollection services) => services
        .AddSingleton<Telling>()
        .AddSingleton<Router>()
        .AddSingleton<HeldCards>()
        .AddSingleton<IPlaceNews>(s => s.GetRequiredService<HeldCards>())
        .AddSingleton<CourierLoop>()
        .AddHostedService(s => s.GetRequiredService<CourierLoop>());
}
