using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Channels.Teams.Talk;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams;

/// <summary>The registration door of Teams.</summary>
internal static class TeamsServices
{
    private const string Outside = "ChatRuns.Teams";
    private const int MostAnswerBytes = 4 << 20;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Adds the outer rooms of the channel where the settings hold an app id; otherwise nothing. Needs memory and access. What is said in
    /// Teams is put behind them by <see cref="AddTeamsTalk"/>.
    /// </summary>
    public static IServiceCollection AddTeams(this IServiceCollection services, IConfiguration settings)
    {
        services.AddOptions<TeamsOptions>().BindConfiguration(TeamsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TeamsOptions>, TeamsSettings>();
        if (!(settings.GetSection(TeamsOptions.Section).Get<TeamsOptions>() ?? new()).IsOn()) return services;

        services.AddHttpClient(Outside, http => (http.Timeout, http.MaxResponseContentBufferSize) = (CallTimeout, MostAnswerBytes))
            .ConfigurePrimaryHttpMessageHandler(NewHandler).RemoveAllLoggers();
        services.AddHttpClient(nameof(TeamsCaller), http => (http.Timeout, http.MaxResponseContentBufferSize) = (CallTimeout, MostAnswerBytes))
            .ConfigurePrimaryHttpMessageHandler(s => WithDialer(s.GetRequiredService<ServiceDialer>())).RemoveAllLoggers();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<SigningKeys>(s, Client(s, Outside)));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TeamsLogin>(s, Client(s, Outside)));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TeamsCaller>(s, Client(s, nameof(TeamsCaller)), (Func<double>)Random.Shared.NextDouble)).AddSingleton<TeamsApi>();
        services.AddSingleton<ServiceHosts>().AddSingleton<ServiceDialer>().AddSingleton<ConversationPace>().AddSingleton<TenantPace>();
        services.AddSingleton<TokenJudge>().AddSingleton<TeamsRefusals>();
        return services;
    }

    /// <summary>Adds what is said in Teams, where the channel is on. Needs the courier's memory, cards, <see cref="IDesk"/>, <see cref="IHints"/> and <see cref="IRunTitles"/>.</summary>
    public static IServiceCollection AddTeamsTalk(this IServiceCollection services, IConfiguration settings)
    {
        if (!(settings.GetSection(TeamsOptions.Section).Get<TeamsOptions>() ?? new()).IsOn()) return services;
        services.AddSingleton<TeamsPlaces>().AddSingleton<TeamsRoster>().AddSingleton<TeamsPersons>().AddSingleton<TeamsReplies>().AddSingleton<TeamsAnswers>();
        services.AddSingleton<TeamsLook>().AddSingleton<TeamsDialogs>().AddSingleton<TeamsFiles>().AddSingleton<TeamsInvokes>().AddSingleton<TeamsArrivals>();
        services.AddSingleton<TeamsDoubles>().AddHostedService(s => s.GetRequiredService<TeamsDoubles>());
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TeamsShares>(s, Client(s, Outside)));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TeamsChannel>(s, TeamsChannel.NewBudget(s.GetRequiredService<TimeProvider>())));
        services.AddSingleton<IChannel>(s => s.GetRequiredService<TeamsChannel>());
        return services.AddTeamsTalk<TeamsTalk>();
    }

    /// <summary>Puts somebody's talk behind the door: only then is there an address that Teams can send to.</summary>
    public static IServiceCollection AddTeamsTalk<TTalk>(this IServiceCollection services) where TTalk : class, ITeamsTalk => services
        .AddSingleton<ITeamsTalk, TTalk>()
        .AddSingleton<TeamsRetries>().AddSingleton<InvokeAnswers>().AddSingleton<TeamsIntake>()
        .AddHostedService(s => s.GetRequiredService<TeamsIntake>());

    /// <summary>A client for the doctor, which has no services: for the login service and the keys.</summary>
    public static HttpClient NewClient() => new(NewHandler()) { Timeout = CallTimeout, MaxResponseContentBufferSize = MostAnswerBytes };

    private static HttpClient Client(IServiceProvider services, string name) => services.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private static SocketsHttpHandler WithDialer(ServiceDialer dialer)
    {
        var handler = NewHandler();
        handler.ConnectCallback = dialer.ConnectAsync;
        return handler;
    }
}
