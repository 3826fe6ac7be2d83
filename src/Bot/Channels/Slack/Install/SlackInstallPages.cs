using System.Diagnostics;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Web;

namespace ChatRuns.Bot.Channels.Slack.Install;

/// <summary>
/// The two pages of an installation by OAuth. The first one is for signed-in people: who installs the app lets a whole workspace in. The
/// second is a GET that stores, because that is OAuth's way; what it stores is bound to the first by a cookie (docs/decisions/0012-slack.md).
/// </summary>
internal static class SlackInstallPages
{
    private const string Cookie = "chatruns-slack-install";

    /// <summary>Maps them where there is an OAuth client and an address to come back to.</summary>
    public static void MapSlackInstall(this IEndpointRouteBuilder app, SlackOptions options, string? publicUrl)
    {
        if (!options.HasWayIn() || options.ClientId.Length == 0 || options.ClientSecret.Length == 0 || string.IsNullOrEmpty(publicUrl)) return;
        app.MapPages("/slack").MapGet("/install", BeginAsync);
        app.MapGet("/slack/oauth", FinishAsync);
    }

    private static async Task<IResult> BeginAsync(HttpContext http, SlackOAuth oauth, SlackWorkspaces workspaces, IConfiguration settings, CancellationToken cancel)
    {
        var (address, secret) = oauth.Begin();
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Cookies.Append(Cookie, secret, OptionsOf(settings, SlackOAuth.Life));
        var installed = (await workspaces.ListAsync(cancel)).Select(w => $"<li>{WebPages.Encode(w.Name)}</li>").ToList();
        return WebPages.Plain(StatusCodes.Status200OK, "Add ChatRuns to Slack", $"""
            <h2>Add ChatRuns to a Slack workspace</h2>
            <p>Slack asks which workspace, and shows what ChatRuns will be able to do there. Afterwards it leads back here. You have ten minutes.</p>
            <p><a class="button" href="{WebPages.Encode(address.AbsoluteUri)}">Continue to Slack</a></p>
            {(installed.Count == 0 ? "" : $"<h2>Installed now</h2><ul>{string.Concat(installed)}</ul>")}
            """);
    }

    private static async Task<IResult> FinishAsync(HttpContext http, SlackOAuth oauth, IConfiguration settings, string? code, string? state, string? error, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        var result = await oauth.FinishAsync(new(code, state, error), http.Request.Cookies[Cookie], cancel);
        http.Response.Cookies.Delete(Cookie, OptionsOf(settings, null));
        return result switch
        {
            InstallResult.Installed installed => WebPages.Plain(StatusCodes.Status200OK, "ChatRuns is in Slack", $"""
                <h2>ChatRuns is in {WebPages.Encode(installed.Name)}</h2>
                <p>Say <code>/chatruns help</code> there. Nobody there has a role yet: an admin gives them with <code>/chatruns access</code>.</p>
                <p>The first admin runs <code>dotnet run --project src/Bot -- admin-code</code> on the machine of the bot and says what it prints in Slack.</p>
                """),
            InstallResult.Refused refused => WebPages.Plain(StatusCodes.Status400BadRequest, "Not installed", $"""
                <h2>Not installed</h2>
                <p>{WebPages.Encode(refused.Why)}</p>
                <p><a href="/slack/install">Begin again</a></p>
                """),
            _ => throw new UnreachableException(),
        };
    }

    // Lax, because it is Slack's page that leads back here.
    private static CookieOptions OptionsOf(IConfiguration settings, TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = settings["PublicUrl"]!.StartsWith("https:", StringComparison.OrdinalIgnoreCase),
        Path = "/slack",
        IsEssential = true,
        MaxAge = life,
    };
}
