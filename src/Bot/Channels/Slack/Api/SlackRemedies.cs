namespace ChatRuns.Bot.Channels.Slack.Api;

/// <summary>What an operator does about an error of chat.postMessage or conversations.open.</summary>
internal static class SlackRemedies
{
    /// <summary>Into a conversation that does not exist, or that the app is no member of.</summary>
    public const string Invite = "Invite the app there (/invite @ChatRuns), or correct the route in the agent's file.";

    /// <summary>One or two sentences; null for an error that nobody can mend here.</summary>
    public static string? Of(string? error) => error switch
    {
        "not_in_channel" or "channel_not_found" => Invite,
        "user_not_found" or "user_not_visible" => "Correct the person's id in the route of the agent's file.",
        "missing_scope" or "no_permission" => "Install the app again with the scopes of its manifest.",
        "restricted_action" or "restricted_action_read_only_channel" => "Let the app write there in the channel's settings, or name another channel in the agent's file.",
        "invalid_auth" or "account_inactive" or "token_revoked" or "not_authed" => "Set Slack:BotToken to the bot's token, or install the app again.",
        _ => null,
    };
}
