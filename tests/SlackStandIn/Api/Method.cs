using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Api;

/// <summary>Who may call a method.</summary>
internal enum Needs
{
    /// <summary>The bot's token.</summary>
    BotToken,

    /// <summary>The app's token.</summary>
    AppToken,

    /// <summary>No token.</summary>
    Nothing,
}

/// <summary>One method of the Web API.</summary>
/// <param name="Name">As in the address.</param>
/// <param name="Do">Runs under the workspace's lock; throws <see cref="SlackError"/>.</param>
/// <param name="Token">Which token it wants.</param>
/// <param name="FormOnly">Slack's reading methods are documented for forms; what is sent to them as JSON is not read.</param>
internal sealed record Method(string Name, Func<Arguments, JsonObject> Do, Needs Token = Needs.BotToken, bool FormOnly = false);
