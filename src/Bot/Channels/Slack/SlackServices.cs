using ChatRuns.Bot.Access;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Channels.Slack.Install;
using ChatRuns.Bot.Channels.Slack.Talk;
using Microsoft.AspNetCore.DataProtection;

namespace ChatRuns.Bot.Channels.Slack;

/// <summary>The registration door of Slack.</summary>
internal static class SlackServices
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Adds the channel where the settings give it a way in; otherwise nothing, and it says so once. Needs memory and access, and somebody's
    /// <see cref="IDesk"/>, <see cref="IHints"/> and <see cref="IRunTitles"/>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">With the section "Slack".</param>
    /// <param name="dataFolder">The keys that seal tokens are kept there.</param>
    public static IServiceCollection AddSlack(this IServiceCollection services, IConfiguration settings, string dataFolder)
    {
        services.AddOptions<SlackOptions>().BindConfiguration(SlackOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var options = settings.GetSection(SlackOptions.Section).Get<SlackOptions>() ?? new();
        if (!options.HasWayIn()) return services;

        services.AddDataProtection().SetApplicationName("ChatRuns").PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(dataFolder, "keys")));
        services.AddHttpClient<SlackApi>(http => http.Timeout = CallTimeout)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .RemoveAllLoggers();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<SlackApi>(s, s.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(SlackApi))));
        services.AddSingleton<SlackOAuth>().AddSingleton<SlackWorkspaces>().AddSingleton<SlackChannels>().AddSingleton<SlackMembers>().AddSingleton<SeenRequests>().AddSingleton<SlackRefusals>();
        services.AddSingleton<SlackPeople>().AddSingleton<SlackReplies>().AddSingleton<SlackModals>().AddSingleton<SlackMenus>();
        services.AddSingleton<SlackNotes>().AddSingleton<SlackShares>().AddSingleton<SlackHome>().AddSingleton<SlackEvents>().AddSingleton<SlackAnswers>().AddSingleton<SlackTalk>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<SlackChannel>(s, SlackChannel.NewBudget(s.GetRequiredService<TimeProvider>()))).AddSingleton<IChannel>(s => s.GetRequiredService<SlackChannel>());
        services.AddSingleton<SlackGroups>().AddSingleton<IGroupDirectory>(s => s.GetRequiredService<SlackGroups>()).AddHostedService(s => s.GetRequiredService<SlackGroups>());
        services.AddSingleton<SlackIntake>().AddHostedService(s => s.GetRequiredService<SlackIntake>());
        services.AddSingleton<HomeLoop>().AddHostedService(s => s.GetRequiredService<HomeLoop>());
        if (options.AppToken.Length > 0) services.AddSingleton<SlackSocket>().AddHostedService(s => s.GetRequiredService<SlackSocket>());
        return services;
    }

    /// <summary>A client for Slack outside the bot's services.</summary>
    public static HttpClient NewClient() => new(NewHandler()) { Timeout = CallTimeout };

    private static SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
}
