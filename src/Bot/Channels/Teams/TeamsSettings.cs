using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatRuns.Bot.Channels.Teams.Api;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams;

/// <summary>Refuses settings of Teams that cannot work, or that would leave a door open; each sentence names the setting and the remedy.</summary>
internal sealed class TeamsSettings(IHostEnvironment environment) : IValidateOptions<TeamsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TeamsOptions options) =>
        Problems(options, environment.EnvironmentName).ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;

    /// <summary>What is wrong with them in an environment ("Production"), a sentence each.</summary>
    public static IEnumerable<string> Problems(TeamsOptions options, string environment)
    {
        if (options.AllowUnauthenticatedLoopback && !environment.Equals(Environments.Development, StringComparison.OrdinalIgnoreCase))
            yield return $"The setting Teams:AllowUnauthenticatedLoopback lets requests in without a token, and this is the environment {environment}. Leave it out, or start with --environment Development to try the bot on this machine.";
        if (!options.IsOn())
        {
            if (Given(options) is { } given) yield return $"The setting Teams:{given} is given without Teams:AppId. Set Teams:AppId to the application id of the bot's registration, or leave out the section Teams.";
            yield break;
        }

        if (ProblemOfAppId(options) is { } problemOfId) yield return problemOfId;
        foreach (var problem in Secrets(options).Concat(Tenants(options)).Concat(Addresses(options))) yield return problem;
    }

    /// <summary>What is wrong with the app id; null for nothing.</summary>
    public static string? ProblemOfAppId(TeamsOptions options) => IsLowerGuid(options.AppId)
        ? null
        : $"The setting Teams:AppId cannot be \"{options.AppId}\". It takes the application (client) id of the bot's registration, such as 00001111-aaaa-2222-bbbb-3333cccc4444, in small letters.";

    private static string? Given(TeamsOptions options) =>
        options.AppSecret.Length > 0 ? nameof(options.AppSecret)
        : options.CertificatePath.Length > 0 ? nameof(options.CertificatePath)
        : options.TenantId.Length > 0 ? nameof(options.TenantId)
        : null;

    private static IEnumerable<string> Secrets(TeamsOptions options)
    {
        if (options.AppSecret.Length > 0 && options.CertificatePath.Length > 0)
            yield return "Both Teams:AppSecret and Teams:CertificatePath are set. Keep the one that the registration knows, and leave out the other.";
        if (options.AppSecret.Length == 0 && options.CertificatePath.Length == 0 && !options.AllowUnauthenticatedLoopback)
            yield return "Teams:AppId is set without a secret: the bot could not answer. Set Teams:AppSecret to a client secret of the registration, or Teams:CertificatePath to a certificate.";
        if (options.CertificatePath.Length > 0 && Unreadable(options.CertificatePath) is { } why)
            yield return $"The certificate {options.CertificatePath} of the setting Teams:CertificatePath cannot be used: {why}. It takes a .pem file with certificate and RSA key, or a .pfx file without a password.";
    }

    private static string? Unreadable(string path)
    {
        try
        {
            using var certificate = ClientAssertion.Load(path);
            using var key = certificate.GetRSAPrivateKey();
            return key is null ? "it has no RSA key" : null;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static IEnumerable<string> Tenants(TeamsOptions options)
    {
        if (options.TenantId.Length > 0 && !Guid.TryParseExact(options.TenantId, "D", out _))
            yield return $"The setting Teams:TenantId cannot be \"{options.TenantId}\". It takes the directory (tenant) id of the registration, or nothing for a multi-tenant one.";
        if (options.TenantId.Length == 0 && options.AllowedTenants.Count == 0)
            yield return "No tenant may talk to the bot. Set Teams:TenantId, or Teams:AllowedTenants:0 for a multi-tenant registration, to the directory id of your organisation.";
        foreach (var tenant in options.AllowedTenants.Where(t => !Guid.TryParseExact(t, "D", out _)))
            yield return $"The setting Teams:AllowedTenants cannot hold \"{tenant}\". It takes directory (tenant) ids.";
    }

    private static IEnumerable<string> Addresses(TeamsOptions options)
    {
        if (!IsSafe(options.OpenIdMetadata)) yield return $"The setting Teams:OpenIdMetadata cannot be \"{options.OpenIdMetadata}\". It takes an https address; leave it out for the cloud's own.";
        if (!IsSafe(options.LoginUrl)) yield return $"The setting Teams:LoginUrl cannot be \"{options.LoginUrl}\". It takes an https address such as https://login.microsoftonline.com; leave it out for the cloud's own.";
    }

    // In clear only to this machine: a stand-in.
    private static bool IsSafe(string address) => address.Length == 0
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)));

    private static bool IsLowerGuid(string text) => Guid.TryParseExact(text, "D", out var id) && id.ToString("D") == text;
}
