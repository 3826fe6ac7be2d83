using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Channels.Slack.Door;
using ChatRuns.Bot.Memory;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Slack.Install;

/// <summary>
/// Installing in a workspace by OAuth: begun by a browser, which gets a cookie; allowed at Slack; finished by the same browser within ten
/// minutes, once. Not promised: after a restart a finished one could be tried once more, and Slack takes no code twice.
/// </summary>
/// <remarks>Source: docs.slack.dev, "Installing with OAuth", and the page of oauth.v2.access.</remarks>
internal sealed partial class SlackOAuth(
    SlackApi api, SlackWorkspaces workspaces, IDataProtectionProvider protection, IOptions<SlackOptions> options, IConfiguration settings, TimeProvider time, ILogger<SlackOAuth> log)
{
    /// <summary>How long a browser has from the first page to the last.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(10);

    private const int MostUsed = 10_000;
    private readonly IDataProtector _seal = protection.CreateProtector("ChatRuns.Slack.Install.v1");
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();

    /// <summary>Where Slack sends the browser back to: "https://runs.example.org/slack/oauth".</summary>
    private string Back => settings["PublicUrl"]!.TrimEnd('/') + "/slack/oauth";

    /// <summary>Begins one: where to send the browser, and the secret for its cookie.</summary>
    public (Uri Address, string Secret) Begin()
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var until = (time.GetUtcNow() + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = options.Value.ClientId,
            ["scope"] = string.Join(',', SlackManifest.Scopes()),
            ["redirect_uri"] = Back,
            ["state"] = _seal.Protect($"{until} {secret}"),
        };
        return (new(QueryHelpers.AddQueryString(new Uri(api.Root, "/oauth/v2/authorize").AbsoluteUri, query)), secret);
    }

    /// <summary>Slack sent the browser back.</summary>
    /// <param name="answer">Its query: state, and code or error.</param>
    /// <param name="secret">Of the browser's cookie; null for none.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<InstallResult> FinishAsync(SlackWayBack answer, string? secret, CancellationToken cancel)
    {
        if (WhyNot(answer.State, secret) is { } why) return Refuse(why, "the state was not this browser's, not fresh or used");
        if (answer.Error == "access_denied") return Refuse("You pressed Cancel at Slack, so nothing was installed.", "somebody pressed Cancel");
        if (answer.Error is not null || answer.Code is not { Length: > 0 } code)
            return Refuse("Slack did not allow it. Ask an admin of the workspace, and look at the app's settings at api.slack.com/apps.", "Slack gave no code");

        var installed = await api.CallAsync("", "oauth.v2.access", new JsonObject
        {
            ["client_id"] = options.Value.ClientId, ["client_secret"] = options.Value.ClientSecret, ["code"] = code, ["redirect_uri"] = Back,
        }, cancel);
        if (installed is not SlackAnswer.Ok || Read(installed) is not { } install) return Refuse(RemedyOf(installed), installed.Words());
        await workspaces.InstallAsync(install, installed.Text("access_token"), cancel);
        return new InstallResult.Installed(install.Name);
    }

    /// <summary>Who installed what; null for an answer that holds no bot's token.</summary>
    private static SlackInstall? Read(SlackAnswer answer)
    {
        var enterprise = answer.Text("enterprise.id") is { Length: > 0 } id ? id : null;
        // Installed for a whole organisation, it belongs to no team: the organisation stands in its place.
        var ofAll = answer is SlackAnswer.Ok ok && ok.Body.IsTrue("is_enterprise_install");
        var (team, name) = ofAll ? (enterprise ?? "", answer.Text("enterprise.name")) : (answer.Text("team.id"), answer.Text("team.name"));
        if (team.Length == 0 || answer.Text("access_token").Length == 0) return null;
        return new SlackInstall
        {
            Team = team,
            Enterprise = enterprise,
            App = answer.Text("app_id") is { Length: > 0 } app ? app : null,
            BotUser = answer.Text("bot_user_id"),
            Name = name.Length > 0 ? name : team,
            Token = "",
            Scopes = answer.Text("scope"),
        };
    }

    private string? WhyNot(string? state, string? secret)
    {
        const string again = "This installation was begun in another browser, more than ten minutes ago, or is done already. Begin again.";
        if (secret is null || state is null || Open(state) is not [var until, var bound]) return again;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(bound))) return again;
        var now = time.GetUtcNow();
        if (now.ToUnixTimeSeconds() > long.Parse(until, CultureInfo.InvariantCulture)) return again;
        foreach (var (old, end) in _used)
            if (end < now) _used.TryRemove(old, out _);
        if (_used.Count >= MostUsed) return "Too many installations were tried within ten minutes. Try again later.";
        return _used.TryAdd(bound, now + Life) ? null : again;
    }

    private string[]? Open(string state)
    {
        try
        {
            return _seal.Unprotect(state).Split(' ');
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string RemedyOf(SlackAnswer answer) => answer switch
    {
        SlackAnswer.Refused { Error: "invalid_client_id" or "bad_client_secret" } =>
            "Slack does not know this app. Set Slack:ClientId and Slack:ClientSecret to what Basic Information, App Credentials shows.",
        SlackAnswer.Refused { Error: "bad_redirect_uri" } => "Slack does not know this address. Add PublicUrl with /slack/oauth to the Redirect URLs under OAuth & Permissions.",
        SlackAnswer.Refused { Error: "invalid_code" or "code_already_used" } => "Slack's code was used already, or its ten minutes are over. Begin again.",
        SlackAnswer.Refused refused => $"Slack refused it ({refused.Error}). Begin again, and run doctor slack if it stays so.",
        SlackAnswer.Limited or SlackAnswer.Unreachable => "Slack could not be reached. Begin again in a minute.",
        _ => "Slack's answer held no token for a bot. Is the app made from slack-manifest.yaml?",
    };

    private InstallResult.Refused Refuse(string why, string forLog)
    {
        LogNotInstalled(forLog);
        return new(why);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An installation in a Slack workspace did not come about: {Why}")]
    private partial void LogNotInstalled(string why);
}

/// <summary>What Slack sends a browser back with; anything may be missing.</summary>
internal sealed record SlackWayBack(string? Code, string? State, string? Error);

/// <summary>What became of an installation: a closed family.</summary>
internal abstract record InstallResult
{
    /// <summary>It is kept.</summary>
    /// <param name="Name">Of the workspace or organisation.</param>
    internal sealed record Installed(string Name) : InstallResult;

    /// <summary>Nothing was kept.</summary>
    /// <param name="Why">For the person at the browser, with a remedy.</param>
    internal sealed record Refused(string Why) : InstallResult;
}
