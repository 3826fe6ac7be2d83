namespace ChatRuns.Bot.Channels.Slack.Install;

/// <summary>What each scope of the manifest is for. A test holds it together with the calls in the code and with the manifest.</summary>
/// <remarks>Source: docs.slack.dev, the page of each method and event ("Required scopes").</remarks>
internal static class SlackScopes
{
    /// <summary>Methods of the Web API and the scopes that they need; none where any token, or no token of the bot, will do.</summary>
    public static IReadOnlyDictionary<string, string[]> OfMethods { get; } = new Dictionary<string, string[]>
    {
        ["apps.connections.open"] = [],
        ["auth.test"] = [],
        ["blocks.validate"] = [],
        ["chat.postEphemeral"] = ["chat:write"],
        ["chat.postMessage"] = ["chat:write"],
        ["chat.unfurl"] = ["links:write"],
        ["chat.update"] = ["chat:write"],
        ["conversations.history"] = ["channels:history", "groups:history", "im:history"],
        ["conversations.list"] = ["channels:read", "groups:read"],
        ["conversations.members"] = ["channels:read", "groups:read"],
        ["conversations.open"] = ["im:write"],
        ["conversations.replies"] = ["channels:history", "groups:history", "im:history"],
        ["files.info"] = ["files:read"],
        ["oauth.v2.access"] = [],
        ["usergroups.list"] = ["usergroups:read"],
        ["usergroups.users.list"] = ["usergroups:read"],
        ["users.info"] = ["users:read"],
        ["views.open"] = [],
        ["views.publish"] = [],
        ["views.push"] = [],
        ["views.update"] = [],
    };

    /// <summary>Events of the manifest, and what else it offers, with their scopes.</summary>
    public static IReadOnlyDictionary<string, string[]> OfEvents { get; } = new Dictionary<string, string[]>
    {
        ["app_home_opened"] = [],
        ["app_mention"] = ["app_mentions:read"],
        ["app_uninstalled"] = [],
        ["link_shared"] = ["links:read"],
        ["member_joined_channel"] = ["channels:read", "groups:read"],
        ["message.im"] = ["im:history"],
        ["slash_commands"] = ["commands"],
        ["shortcuts"] = ["commands"],
        ["tokens_revoked"] = [],
    };
}
