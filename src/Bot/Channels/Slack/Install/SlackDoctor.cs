using System.Runtime.CompilerServices;
using ChatRuns.Bot.Cards;
using ChatRuns.Bot.Channels.Slack.Api;

namespace ChatRuns.Bot.Channels.Slack.Install;

/// <summary>Looks whether the settings and Slack fit together. Needs no running bot, posts nothing and stores nothing; tells no token.</summary>
/// <param name="api">Slack.</param>
/// <param name="options">The settings.</param>
/// <param name="publicUrl">The setting PublicUrl.</param>
/// <param name="cards">Draws the samples.</param>
/// <param name="routes">Routes that agents name, and the agent.</param>
/// <param name="time">The clock.</param>
internal sealed class SlackDoctor(SlackApi api, SlackOptions options, string? publicUrl, CardDesk cards, IReadOnlyList<(string Agent, string Route)> routes, TimeProvider time)
{
    /// <summary>Slack's signatures count for five minutes; a minute off is worth a word.</summary>
    private static readonly TimeSpan MostOff = TimeSpan.FromSeconds(60);

    /// <summary>All looks, in the order in which they are mended best.</summary>
    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        yield return WayIn();
        var answer = options.BotToken.Length == 0 ? null : await api.CallAsync(options.BotToken, "auth.test", [], cancel);
        foreach (var finding in Token(answer)) yield return finding;
        if (options.AppToken.Length > 0) yield return await AppTokenAsync(cancel);
        foreach (var finding in Addresses()) yield return finding;
        if (answer is not SlackAnswer.Ok)
        {
            yield return new(Verdict.Aside, "The cards were not shown to Slack: that needs a token that works.");
            yield break;
        }

        await foreach (var finding in new SlackRouteCheck(api).LookAsync(options.BotToken, answer.Text("team_id"), routes, cancel)) yield return finding;
        await foreach (var finding in new SlackCardCheck(api, cards, time).LookAsync(options.BotToken, cancel)) yield return finding;
    }

    private Finding WayIn() => (options.SigningSecret.Length > 0, options.AppToken.Length > 0) switch
    {
        (false, false) => new(Verdict.Bad, "There is no way in: the channel is off.",
            "Set Slack:SigningSecret (Basic Information, App Credentials) for HTTP, or Slack:AppToken (Basic Information, App-Level Tokens) for Socket Mode."),
        (true, true) => new(Verdict.Aside, "Both ways in are set. While Socket Mode is on at Slack, nothing comes over HTTP.",
            "Leave out Slack:AppToken for HTTP, or Slack:SigningSecret for Socket Mode."),
        (true, false) => new(Verdict.Good, "The signing secret is set: Slack comes in over HTTP."),
        _ => new(Verdict.Good, "The app-level token is set: Slack comes in by Socket Mode."),
    };

    private IEnumerable<Finding> Token(SlackAnswer? answer)
    {
        switch (answer)
        {
            case null when options.ClientId.Length > 0:
                yield return new(Verdict.Aside, "No bot's token is set: each workspace brings its own when it installs the app.");
                break;
            case null:
                yield return new(Verdict.Bad, "No bot's token is set.", "Set Slack:BotToken to the Bot User OAuth Token (xoxb-…) under OAuth & Permissions.");
                break;
            case SlackAnswer.Ok ok:
                yield return new(Verdict.Good, $"The bot's token works: {answer.Text("user")} in {answer.Text("team")} ({answer.Text("team_id")}).");
                yield return Scopes(ok.Scopes);
                yield return Clock(ok.SaidAt);
                break;
            case SlackAnswer.Refused refused:
                yield return new(Verdict.Bad, $"Slack refuses the bot's token ({refused.Error}).", "Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions to Slack:BotToken once more.");
                break;
            default:
                yield return new(Verdict.Bad, $"Slack could not be reached ({answer.Words()}).", "Let this machine make HTTPS connections to slack.com, and look at Slack:ApiUrl.");
                break;
        }
    }

    private static Finding Scopes(string has)
    {
        if (has.Length == 0) return new(Verdict.Aside, "Slack did not say which scopes the token has.");
        var missing = SlackManifest.Scopes().Except(has.Split(',', StringSplitOptions.TrimEntries)).ToList();
        return missing.Count == 0
            ? new(Verdict.Good, "The token has all scopes of the manifest.")
            : new(Verdict.Bad, $"The token lacks {(missing.Count == 1 ? "the scope" : "the scopes")} {string.Join(", ", missing)}.",
                "Add them under OAuth & Permissions, Bot Token Scopes (or put the manifest in again under App Manifest), then press Reinstall to Workspace.");
    }

    private Finding Clock(DateTimeOffset? said)
    {
        if (said is not { } slacks) return new(Verdict.Aside, "Slack did not say what time it is.");
        var off = (time.GetUtcNow() - slacks).Duration();
        return off <= MostOff
            ? new(Verdict.Good, "The clock agrees with Slack's.")
            : new(Verdict.Bad, $"The clock is {off.TotalSeconds:0} seconds off Slack's: beyond 300, every request of Slack's is refused.", "Set this machine's clock by a time service (NTP).");
    }

    private async Task<Finding> AppTokenAsync(CancellationToken cancel)
    {
        var answer = await api.CallAsync(options.AppToken, "apps.connections.open", [], cancel);
        return answer switch
        {
            SlackAnswer.Ok when SlackAddresses.Socket(answer.Text("url"), api.Root) is not null => new(Verdict.Good, "The app-level token works: Socket Mode can connect."),
            SlackAnswer.Ok => new(Verdict.Bad, "Slack names an address for Socket Mode that is not Slack's.", "Look at Slack:ApiUrl, and at what stands between this machine and Slack."),
            SlackAnswer.Refused refused => new(Verdict.Bad, $"Slack refuses the app-level token ({refused.Error}).",
                "Make one under Basic Information, App-Level Tokens, with the scope connections:write; set it as Slack:AppToken (xapp-…); turn on Socket Mode."),
            _ => new(Verdict.Bad, $"Socket Mode could not be asked for ({answer.Words()}).", "Let this machine make HTTPS connections to slack.com."),
        };
    }

    private IEnumerable<Finding> Addresses()
    {
        var overHttp = options.AppToken.Length == 0 && options.SigningSecret.Length > 0;
        var isSlacks = api.Root.Host.EndsWith("slack.com", StringComparison.Ordinal) || api.Root.Host.EndsWith("slack-gov.com", StringComparison.Ordinal);
        if (!isSlacks) yield return new(Verdict.Aside, $"Slack:ApiUrl is {api.Root.Host}, not Slack.");
        if (publicUrl is not { Length: > 0 })
            yield return overHttp && isSlacks
                ? new(Verdict.Bad, "PublicUrl is not set, and Slack comes in over HTTP.", "Set PublicUrl to the https:// address that Slack's Request URLs begin with.")
                : new(Verdict.Aside, "PublicUrl is not set: cards have no links to run pages.");
        else if (Uri.TryCreate(publicUrl, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && !address.IsLoopback)
            yield return new(Verdict.Good, $"PublicUrl is {address.GetLeftPart(UriPartial.Path)}: Slack can be given https addresses.");
        else
            yield return new(overHttp && isSlacks ? Verdict.Bad : Verdict.Aside, "PublicUrl is not an https address that others can reach.", "Slack calls https addresses only: put a proxy with a certificate before ChatRuns, or use Socket Mode.");
        if (OAuth() is { } finding) yield return finding;
    }

    private Finding? OAuth() => (options.ClientId.Length > 0, options.ClientSecret.Length > 0, publicUrl is { Length: > 0 }) switch
    {
        (false, false, _) => null,
        (true, true, true) => new(Verdict.Good, $"Workspaces install at {publicUrl!.TrimEnd('/')}/slack/install."),
        (true, true, false) => new(Verdict.Bad, "Installing in several workspaces needs PublicUrl.", "Set PublicUrl, and add it with /slack/oauth to the Redirect URLs under OAuth & Permissions."),
        _ => new(Verdict.Bad, "Of Slack:ClientId and Slack:ClientSecret only one is set.", "Copy both from Basic Information, App Credentials, or leave out both."),
    };
}
