using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;

namespace ChatRuns.StandIns.Api;

/// <summary>auth.test, apps.connections.open and oauth.v2.access.</summary>
internal sealed class AppMethods(Workspace workspace)
{
    public IEnumerable<Method> All() =>
    [
        new("auth.test", _ => Test()), new("apps.connections.open", _ => Open(), Needs.AppToken), new("oauth.v2.access", Access, Needs.Nothing),
    ];

    /// <summary>Tickets that were given for a web socket and not yet used.</summary>
    public HashSet<string> Tickets { get; } = [];

    private JsonObject Test() => new()
    {
        ["url"] = $"https://{workspace.Options.TeamDomain}.slack.com/", ["team"] = workspace.Options.TeamName, ["user"] = "chatruns", ["team_id"] = workspace.Options.TeamId,
        ["user_id"] = workspace.Options.BotUserId, ["bot_id"] = workspace.Options.BotId, ["is_enterprise_install"] = false,
    };

    private JsonObject Open()
    {
        var ticket = workspace.NewId("ticket");
        Tickets.Add(ticket);
        return new JsonObject { ["url"] = $"{workspace.Home.Replace("http://", "ws://", StringComparison.Ordinal)}/link/?ticket={ticket}&app_id={workspace.Options.AppId}" };
    }

    private JsonObject Access(Arguments arguments)
    {
        if (arguments.Need("client_id") != workspace.Options.ClientId) throw new SlackError("invalid_client_id");
        if (arguments.Need("client_secret") != workspace.Options.ClientSecret) throw new SlackError("bad_client_secret");
        if (!arguments.Need("code").StartsWith("code-", StringComparison.Ordinal)) throw new SlackError("invalid_code");
        workspace.Uninstalled = false;
        return new JsonObject
        {
            ["access_token"] = workspace.Options.BotToken, ["token_type"] = "bot", ["scope"] = workspace.Options.Scopes, ["bot_user_id"] = workspace.Options.BotUserId,
            ["app_id"] = workspace.Options.AppId, ["team"] = new JsonObject { ["id"] = workspace.Options.TeamId, ["name"] = workspace.Options.TeamName },
            ["enterprise"] = null, ["is_enterprise_install"] = false, ["authed_user"] = new JsonObject { ["id"] = workspace.People.Keys.First() },
        };
    }
}
