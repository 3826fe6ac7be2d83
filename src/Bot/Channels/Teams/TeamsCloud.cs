namespace ChatRuns.Bot.Channels.Teams;

/// <summary>The setting Teams:Cloud.</summary>
internal enum CloudName
{
    /// <summary>Microsoft's public cloud, GCC among it.</summary>
    Public,

    /// <summary>The clouds of the government of the United States: GCC High and DoD.</summary>
    Government,

    /// <summary>Microsoft 365 operated by 21Vianet.</summary>
    China,
}

/// <summary>The addresses and names of one of Microsoft's clouds.</summary>
/// <param name="Metadata">OpenID metadata of those who sign inbound tokens.</param>
/// <param name="Issuer">"iss" of inbound tokens.</param>
/// <param name="Login">Root of the login service, without a slash at the end.</param>
/// <param name="Authority">Tenant to ask for tokens where the bot has no tenant of its own.</param>
/// <param name="Scope">Scope of the connector's tokens.</param>
/// <param name="Hosts">Hosts of the connector; one that begins with a dot stands for all below it.</param>
/// <remarks>Source: microsoft/botbuilder-dotnet and microsoft/teams.net, constants of the clouds; learn.microsoft.com, "Send proactive messages".</remarks>
internal sealed record TeamsCloud(string Metadata, string Issuer, string Login, string Authority, string Scope, IReadOnlyList<string> Hosts)
{
    private static readonly TeamsCloud s_public = new(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        "https://api.botframework.com",
        "https://login.microsoftonline.com",
        "botframework.com",
        "https://api.botframework.com/.default",
        ["smba.trafficmanager.net", "smba.onyx.prod.teams.trafficmanager.net", ".botframework.com", ".teams.microsoft.com"]);

    private static readonly TeamsCloud s_government = new(
        "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        "https://api.botframework.us",
        "https://login.microsoftonline.us",
        "MicrosoftServices.onmicrosoft.us",
        "https://api.botframework.us/.default",
        [".botframework.azure.us", ".botframework.us", ".teams.microsoft.us"]);

    private static readonly TeamsCloud s_china = new(
        "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
        "https://api.botframework.azure.cn",
        "https://login.partner.microsoftonline.cn",
        "microsoftservices.partner.onmschina.cn",
        "https://api.botframework.azure.cn/.default",
        [".botframework.azure.cn", ".teams.microsoftonline.cn"]);

    /// <summary>The cloud of that name.</summary>
    public static TeamsCloud Of(CloudName name) => name switch
    {
        CloudName.Public => s_public,
        CloudName.Government => s_government,
        CloudName.China => s_china,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
