namespace ChatRuns.Bot.Channels.Teams;

/// <summary>How ChatRuns reaches Microsoft Teams: section "Teams". Without an app id the channel is off.</summary>
internal sealed class TeamsOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Teams";

    /// <summary>Application (client) id of the bot's registration; the bot's id in Teams.</summary>
    public string AppId { get; init; } = "";

    /// <summary>Client secret of the registration.</summary>
    public string AppSecret { get; init; } = "";

    /// <summary>A certificate with its RSA key, instead of the secret: a .pem file that holds both, or a .pfx file without a password.</summary>
    public string CertificatePath { get; init; } = "";

    /// <summary>Directory (tenant) id of a single-tenant registration; empty for one that was made multi-tenant before August 2025.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>Ids of the tenants whose people may talk to the bot; empty: the one of <see cref="TenantId"/>.</summary>
    public IReadOnlyList<string> AllowedTenants { get; init; } = [];

    /// <summary>Which of Microsoft's clouds the tenants are in: public, government or china.</summary>
    public CloudName Cloud { get; init; } = CloudName.Public;

    /// <summary>OpenID metadata of those who sign what Teams sends; empty: the cloud's own.</summary>
    public string OpenIdMetadata { get; init; } = "";

    /// <summary>Root of the login service that gives the bot its tokens; empty: the cloud's own.</summary>
    public string LoginUrl { get; init; } = "";

    /// <summary>
    /// Lets this machine talk to the bot without a token, and the bot answer to this machine, as the Agents Playground and stand-ins need.
    /// Only in the environment Development.
    /// </summary>
    public bool AllowUnauthenticatedLoopback { get; init; }

    /// <summary>Whether the channel is on.</summary>
    public bool IsOn() => AppId.Length > 0;

    /// <summary>The bot's id as an account: "28:" and the app id.</summary>
    public string BotId() => "28:" + AppId;

    /// <summary>Whether people of a tenant may talk to the bot.</summary>
    public bool Allows(string tenant) => AllowedTenants.Count > 0
        ? AllowedTenants.Contains(tenant, StringComparer.OrdinalIgnoreCase)
        : TenantId.Length > 0 && TenantId.Equals(tenant, StringComparison.OrdinalIgnoreCase);

    /// <summary>The only tenant whose people may talk to the bot; empty where there are several.</summary>
    public string OnlyTenant() => AllowedTenants.Count switch { 0 => TenantId, 1 => AllowedTenants[0], _ => "" };

    /// <summary>Where the metadata of those who sign is.</summary>
    public Uri MetadataAddress() => new(OpenIdMetadata.Length > 0 ? OpenIdMetadata : TeamsCloud.Of(Cloud).Metadata);

    /// <summary>Where the bot gets its tokens.</summary>
    public Uri TokenAddress()
    {
        var cloud = TeamsCloud.Of(Cloud);
        var root = (LoginUrl.Length > 0 ? LoginUrl : cloud.Login).TrimEnd('/');
        return new($"{root}/{Uri.EscapeDataString(TenantId.Length > 0 ? TenantId : cloud.Authority)}/oauth2/v2.0/token");
    }
}
