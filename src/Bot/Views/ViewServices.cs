using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Courier;

namespace ChatRuns.Bot.Views;

/// <summary>The registration door of cards and views.</summary>
internal static class ViewServices
{
    /// <summary>Adds what turns the engine's state into cards.</summary>
    public static IServiceCollection AddViews(this IServiceCollection services) => services
        .AddSingleton(_ => new CardDesk())
        .AddSingleton<PageLinks>()
        .AddSingleton<RunViews>()
        .AddSingleton<RunRows>()
        .AddSingleton<RunParts>()
        .AddSingleton<RunPapers>()
        .AddSingleton<ChangeViews>()
        .AddSingleton<Turns>()
        .AddSingleton<OpenQuestions>()
        .AddSingleton<Waiting>()
        .AddSingleton<HomeViews>()
        .AddSingleton<RouteTroubles>()
        .AddSingleton<Banners>()
        .AddSingleton<AgentViews>()
        .AddSingleton<StreakViews>()
        .AddSingleton<AlertViews>()
        .AddSingleton<OverviewViews>()
        .AddSingleton<LivingCards>()
        .AddSingleton<ILivingCards>(s => s.GetRequiredService<LivingCards>());
}
