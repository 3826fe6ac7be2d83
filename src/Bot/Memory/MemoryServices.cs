using ChatRuns.Store;

namespace ChatRuns.Bot.Memory;

/// <summary>The registration door of the bot's memory.</summary>
internal static class MemoryServices
{
    /// <summary>Adds the memory; needs an <see cref="IDatabase"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddMemory(this IServiceCollection services) => services
        .AddSingleton<CourierMemory>()
        .AddSingleton<BurstMemory>()
        .AddSingleton<PeopleMemory>()
        .AddSingleton<SignInMemory>()
        .AddSingleton<CodeMemory>()
        .AddSingleton<TokenMemory>()
        .AddSingleton<SharedFileMemory>()
        .AddSingleton<WebMemory>()
        .AddSingleton<SlackInboxMemory>()
        .AddSingleton<SlackPartMemory>()
        .AddSingleton<SlackPostMemory>()
        .AddSingleton<SlackInstallMemory>()
        .AddSingleton<TeamsInboxMemory>()
        .AddSingleton<TeamsPlaceMemory>()
        .AddSingleton<TeamsPostMemory>();

    /// <summary>Applies the schema; to be awaited before anything serves.</summary>
    public static Task MigrateMemoryAsync(this IDatabase database, CancellationToken cancel) =>
        database.MigrateAsync("bot", typeof(MemoryServices).Assembly, "ChatRuns.Bot.Memory.Schema.", cancel);
}
