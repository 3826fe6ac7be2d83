namespace ChatRuns.Bot.Channels.Web;

/// <summary>The registration door of the web chat.</summary>
internal static class WebServices
{
    /// <summary>
    /// Adds the web chat; needs memory and access, and somebody's <see cref="IDesk"/>, <see cref="ICardHtml"/>,
    /// <see cref="ISidePanel"/> and <see cref="IHints"/>.
    /// </summary>
    public static IServiceCollection AddWeb(this IServiceCollection services) => services
        .AddSingleton<IChannel, WebChannel>()
        .AddSingleton<WebHub>()
        .AddSingleton<WebTalk>()
        .AddSingleton<WebStream>()
        .AddSingleton<MessageHtml>();
}
