using System.Security.Cryptography;
using ChatRuns.Agents;

namespace ChatRuns.Bot.Hooks;

/// <summary>
/// GitHub's signature: <c>X-Hub-Signature-256: sha256=</c> and HMAC-SHA256 over the raw bytes of the body, in hex. Nothing else is signed: neither the
/// delivery's id nor a time, so that who has recorded a delivery could send it again under another id.
/// </summary>
/// <remarks>Source: docs.github.com, "Validating webhook deliveries" and "Webhook events and payloads" (delivery headers).</remarks>
internal sealed record GitHubSignature : SignedRequest
{
    private const string Scheme = "sha256=";
    private readonly byte[] _given;

    private GitHubSignature(byte[] given) => _given = given;

    /// <inheritdoc/>
    public override WebhookPreset Preset => WebhookPreset.GitHub;

    /// <inheritdoc/>
    public override string? Id => Delivery;

    /// <summary>What it tells, such as "push"; empty where it does not say.</summary>
    public string Event { get; private init; } = "";

    private string? Delivery { get; init; }

    /// <summary>From its headers; null when there is no signature, or it is not of the form it must have.</summary>
    public static new GitHubSignature? From(IHeaderDictionary headers)
    {
        var signature = headers["X-Hub-Signature-256"].ToString();
        if (signature.Length != Scheme.Length + (2 * SHA256.HashSizeInBytes) || !signature.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        if (!signature.AsSpan(Scheme.Length).ToString().All(char.IsAsciiHexDigit)) return null;
        return new(Convert.FromHexString(signature.AsSpan(Scheme.Length)))
        {
            Delivery = Short(headers["X-GitHub-Delivery"].ToString()) is { Length: > 0 } id ? id : null,
            Event = Short(headers["X-GitHub-Event"].ToString()),
        };
    }

    /// <inheritdoc/>
    public override string? Untimely(DateTimeOffset now) => null;

    /// <inheritdoc/>
    public override bool IsSignedBy(byte[] key, ReadOnlySpan<byte> body) => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), _given);

    private static string Short(string header) => header.Length <= 100 && header.All(c => c is > ' ' and <= '~') ? header : "";
}
