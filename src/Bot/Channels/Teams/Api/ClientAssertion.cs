using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>
/// Says who the bot is by a certificate instead of a secret: a JWT of ten minutes, signed with PS256, for the very address that it is sent to.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Microsoft identity platform application authentication certificate credentials"; RFC 7523.</remarks>
internal static class ClientAssertion
{
    /// <summary>What the form says that this is.</summary>
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Reads a certificate with its key: a .pem file that holds both, or a .pfx file without a password.</summary>
    public static X509Certificate2 Load(string path) => X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12
        ? X509CertificateLoader.LoadPkcs12FromFile(path, password: null)
        : X509Certificate2.CreateFromPemFile(path);

    /// <summary>Makes one.</summary>
    public static string Make(X509Certificate2 certificate, string appId, Uri audience, DateTimeOffset now)
    {
        var start = now.ToUnixTimeSeconds();
        var head = new JsonObject { ["alg"] = "PS256", ["typ"] = "JWT", ["x5t#S256"] = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)) };
        var claims = new JsonObject
        {
            ["aud"] = audience.AbsoluteUri,
            ["iss"] = appId,
            ["sub"] = appId,
            ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            ["nbf"] = start,
            ["iat"] = start,
            ["exp"] = start + (long)Life.TotalSeconds,
        };
        var text = $"{Part(head)}.{Part(claims)}";
        using var key = certificate.GetRSAPrivateKey() ?? throw new CryptographicException("The certificate has no RSA key.");
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pss))}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
