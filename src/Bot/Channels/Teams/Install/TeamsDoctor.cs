using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Channels.Teams.Door;
using ChatRuns.Bot.Memory;

namespace ChatRuns.Bot.Channels.Teams.Install;

/// <summary>
/// Looks whether the settings, the bot's registration and Teams fit together. Needs no running bot, sends nothing to anybody and stores
/// nothing; tells no token. Expects settings that <see cref="TeamsSettings"/> lets through.
/// </summary>
/// <param name="login">Gives the bot its tokens.</param>
/// <param name="keys">What Teams signs with.</param>
/// <param name="options">The settings.</param>
/// <param name="publicUrl">The setting PublicUrl.</param>
/// <param name="places">What the bot remembers of Teams; null where it never ran.</param>
/// <param name="routes">Routes that agents name, and the agent.</param>
internal sealed class TeamsDoctor(
    TeamsLogin login, SigningKeys keys, TeamsOptions options, string? publicUrl, IReadOnlyList<KnownPlace>? places, IReadOnlyList<(string Agent, string Route)> routes)
{
    /// <summary>What keys name the channel that Teams' activities come by.</summary>
    private const string Endorsement = "msteams";

    private static readonly TimeSpan MostOff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LittleOff = TimeSpan.FromSeconds(60);

    /// <summary>All looks, in the order in which they are mended best.</summary>
    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        yield return new(Verdict.Good, $"The settings of Teams fit together: app {options.AppId}, {Registration()}, {options.Cloud.ToString().ToLowerInvariant()} cloud.");
        if (options.AllowUnauthenticatedLoopback)
            yield return new(Verdict.Aside, "This machine may talk to the bot without a token (Teams:AllowUnauthenticatedLoopback): for trying things out only.");
        yield return await TokenAsync(cancel);
        var look = await keys.LookAsync(cancel);
        yield return Keys(look);
        if ((look.Ahead ?? login.Ahead) is { } ahead) yield return Clock(ahead);
        var address = Address(out var wayIn);
        yield return wayIn;
        foreach (var finding in Manifest(address)) yield return finding;
        foreach (var finding in new TeamsRouteCheck(places).Look(routes)) yield return finding;
    }

    private string Registration() => options.TenantId.Length > 0 ? $"single tenant {options.TenantId}" : "multi-tenant";

    private async Task<Finding> TokenAsync(CancellationToken cancel)
    {
        if (options.AppSecret.Length == 0 && options.CertificatePath.Length == 0)
            return new(Verdict.Aside, "No token was asked for: neither Teams:AppSecret nor Teams:CertificatePath is set, so this machine alone gets answers.");
        var host = options.TokenAddress().Host;
        return await login.GetAsync(cancel) switch
        {
            LoginAnswer.Granted => new(Verdict.Good, $"{host} gives the bot a token."),
            LoginAnswer.Denied denied => new(Verdict.Bad, $"{host} gives the bot no token ({denied.Error}).", RemedyOf(denied.Error)),
            LoginAnswer.Failed failed => new(Verdict.Bad, $"No token could be asked for: {failed.Why}.", $"Let this machine make HTTPS connections to {host}, and look at Teams:LoginUrl and Teams:Cloud."),
            _ => throw new UnreachableException(),
        };
    }

    // Source: RFC 6749, section 5.2; the codes of Microsoft's login service are the same.
    private static string RemedyOf(string error) => error switch
    {
        "invalid_client" => "Make a new client secret at the registration (Certificates & secrets) and set its value, not its id, as Teams:AppSecret; or look at Teams:CertificatePath. Secrets expire.",
        "unauthorized_client" => "Set Teams:AppId to the application (client) id of the registration, and Teams:TenantId to the directory it was made in.",
        "invalid_scope" => "Set Teams:Cloud to the cloud that the registration is in.",
        _ => "Check Teams:AppId, Teams:TenantId and the secret or certificate against the bot's registration.",
    };

    private Finding Keys(KeysLook look)
    {
        var host = options.MetadataAddress().Host;
        if (look.Problem.Length > 0)
            return new(options.AllowUnauthenticatedLoopback ? Verdict.Aside : Verdict.Bad, $"The keys that Teams signs with could not be read from {host}: {look.Problem}.", $"Let this machine make HTTPS connections to {host}, and look at Teams:OpenIdMetadata and Teams:Cloud.");
        return look.Keys.Values.Any(k => k.Endorsements.Contains(Endorsement))
            ? new(Verdict.Good, $"The keys that Teams signs with are read from {host} ({look.Keys.Count}).")
            : new(Verdict.Bad, $"None of the keys at {host} may sign for Teams.", "Leave out Teams:OpenIdMetadata, for the cloud's own.");
    }

    // Tokens are good for a time: those of Teams by our clock, with five minutes' grace, and ours by theirs.
    private static Finding Clock(TimeSpan ahead)
    {
        var off = ahead.Duration();
        if (off <= LittleOff) return new(Verdict.Good, "This machine's clock agrees with Microsoft's.");
        var how = off < TimeSpan.FromMinutes(2) ? $"{off.TotalSeconds:0} s" : off < TimeSpan.FromHours(2) ? $"{off.TotalMinutes:0} min" : $"{off.TotalHours:0} h";
        var what = $"This machine's clock is {how} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} Microsoft's";
        const string remedy = "Set the clock, and let it be kept by a time service (NTP).";
        return off > MostOff
            ? new(Verdict.Bad, $"{what}: requests of Teams are refused, because their tokens are not good at that time.", remedy)
            : new(Verdict.Aside, $"{what}. From 5 min on requests of Teams are refused.", remedy);
    }

    private Uri? Address(out Finding wayIn)
    {
        if (Uri.TryCreate(publicUrl, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && !address.IsLoopback)
        {
            wayIn = new(Verdict.Good, $"The registration's messaging endpoint must be {publicUrl!.TrimEnd('/')}{TeamsEndpoints.Path}.");
            return address;
        }

        var what = string.IsNullOrEmpty(publicUrl) ? "PublicUrl is not set" : "PublicUrl is not an https address that others can reach";
        wayIn = new(options.AllowUnauthenticatedLoopback ? Verdict.Aside : Verdict.Bad, $"{what}: Teams cannot reach the bot.",
            $"Set PublicUrl to the https:// address of a proxy before ChatRuns, and the registration's messaging endpoint to the same with {TeamsEndpoints.Path}.");
        return null;
    }

    private IEnumerable<Finding> Manifest(Uri? address)
    {
        if (address is null) return [new(Verdict.Aside, "The app's manifest was not looked at: it needs PublicUrl.")];
        var problems = TeamsManifestRules.Problems(JsonNode.Parse(TeamsManifest.Text(options.AppId, address, version: null))!.AsObject()).ToList();
        return problems.Count == 0
            ? [new(Verdict.Good, "The app's manifest is in order: \"pack teams\" writes the package.")]
            : problems.Select(p => new Finding(Verdict.Bad, $"The app's manifest: {p}", "Correct teams/manifest.json."));
    }
}
