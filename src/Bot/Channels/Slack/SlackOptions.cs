using System.ComponentModel.DataAnnotations;

namespace ChatRuns.Bot.Channels.Slack;

/// <summary>How ChatRuns reaches Slack: section "Slack". Without a signing secret or an app token the channel is off.</summary>
internal sealed class SlackOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Slack";

    /// <summary>Secret that Slack signs its requests with (Basic Information → App Credentials); needed for the HTTP way in.</summary>
    public string SigningSecret { get; init; } = "";

    /// <summary>The bot's token (xoxb-…) of a single workspace; not needed where workspaces install by OAuth.</summary>
    public string BotToken { get; init; } = "";

    /// <summary>An app-level token (xapp-…) with connections:write; with it Slack is reached by Socket Mode and needs no public address.</summary>
    public string AppToken { get; init; } = "";

    /// <summary>Address of Slack's Web API.</summary>
    [Url]
    public string ApiUrl { get; init; } = DefaultApiUrl;

    /// <summary>OAuth client id, for installing in several workspaces.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>OAuth client secret.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>Slack's own Web API.</summary>
    public const string DefaultApiUrl = "https://slack.com/api/";

    /// <summary>Whether there is a way in.</summary>
    public bool HasWayIn() => SigningSecret.Length > 0 || AppToken.Length > 0;
}
