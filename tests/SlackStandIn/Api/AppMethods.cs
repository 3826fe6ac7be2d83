using System.Net;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatRuns.StandIns.Api;

/// <summary>auth.test, apps.connections.open, oauth.v2.access and the page before it.</summary>
internal sealed class AppMethods(Workspace workspace)
{
    private readonly HashSet<string> _codes = [];

    public IEnumerable<Method> All() =>
    [
        new("auth.test", _ => Test()), new("apps.connections.open", _ => Open(), Needs.AppToken), new("oauth.v2.access", Access, Needs.Nothing),
    ];

    /// <summary>Tickets that were given for a web socket and not yet used.</summary>
    public HashSet<string> Tickets { get; } = [];

    /// <summary>The page where somebody allows the app, or does not: leads back with a code or an error.</summary>
    public void Map(IEndpointRouteBuilder app) => app.MapGet("/oauth/v2/authorize", (string client_id, string scope, string redirect_uri, string state) =>
    {
        if (client_id != workspace.Options.ClientId) return Results.Text("invalid_client_id", statusCode: StatusCodes.Status400BadRequest);
        var (allow, cancel) = (Back("code", $"code-{Guid.NewGuid():N}"), Back("error", "access_denied"));
        return Results.Content($"""
            <!doctype html><title>Stand-in for Slack</title><h1>ChatRuns wants to come into {workspace.Options.TeamName}</h1>
            <p>It asks for: {WebUtility.HtmlEncode(scope)}</p><p><a href="{WebUtility.HtmlEncode(allow)}">Allow</a> · <a href="{WebUtility.HtmlEncode(cancel)}">Cancel</a></p>
            """, "text/html; charset=utf-8");

        string Back(string name, string value) => $"{redirect_uri}?{name}={value}&state={Uri.EscapeDataString(state)}";
    });

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
        if (!_codes.Add(arguments.Need("code"))) throw new SlackError("code_already_used");
        workspace.Uninstalled = false;
        var ofAll = workspace.Options.EnterpriseId is not null;
        return new JsonObject
        {
            ["access_token"] = workspace.Options.BotToken, ["token_type"] = "bot", ["scope"] = workspace.Options.Scopes, ["bot_user_id"] = workspace.Options.BotUserId,
            ["app_id"] = workspace.Options.AppId, ["team"] = ofAll ? null : new JsonObject { ["id"] = workspace.Options.TeamId, ["name"] = workspace.Options.TeamName },
            ["enterprise"] = ofAll ? new JsonObject { ["id"] = workspace.Options.EnterpriseId, ["name"] = "All of it" } : null, ["is_enterprise_install"] = ofAll, ["authed_user"] = new JsonObject { ["id"] = workspace.People.Keys.First() },
        };
    }
}
