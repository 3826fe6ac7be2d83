using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChatRuns.Agents;

namespace ChatRuns.Bot.Hooks;

/// <summary>
/// Standard Webhooks' symmetric signature: HMAC-SHA256 over <c>id.timestamp.</c> and the raw bytes of the body, as <c>v1,</c> and Base64;
/// several, separated by spaces, while keys are exchanged. Other versions in that list are passed over. The timestamp (Unix seconds) may be
/// off by five minutes in both directions.
/// </summary>
/// <remarks>Source: standardwebhooks.com, the specification, "Signature scheme" and "Webhook headers". Full stops in an id are refused, as it advises.</remarks>
internal sealed record StandardSignature : SignedRequest
{
    private const string Version = "v1,";
    private const int MostSignatures = 10;
    private const int MostOfId = 256;
    private const int MostDigits = 12;
    private const int WindowSeconds = 300;
    private readonly string _id;
    private readonly string _timestamp;
    private readonly IReadOnlyList<byte[]> _given;

    private StandardSignature(string id, string timestamp, IReadOnlyList<byte[]> given) => (_id, _timestamp, _given) = (id, timestamp, given);

    /// <inheritdoc/>
    public override WebhookPreset Preset => WebhookPreset.Standard;

    /// <inheritdoc/>
    public override string? Id => _id;

    /// <summary>From its three headers; null when one is missing, or is not of the form it must have.</summary>
    public static new StandardSignature? From(IHeaderDictionary headers)
    {
        var (id, timestamp) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString());
        if (id.Length is 0 or > MostOfId || id.Any(c => c is <= ' ' or > '~' or '.')) return null;
        if (timestamp.Length is 0 or > MostDigits || !timestamp.All(char.IsAsciiDigit)) return null;
        var given = headers["webhook-signature"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostSignatures).Select(Read).OfType<byte[]>().ToList();
        return given.Count == 0 ? null : new(id, timestamp, given);
    }

    /// <inheritdoc/>
    public override string? Untimely(DateTimeOffset now)
    {
        var age = now.ToUnixTimeSeconds() - long.Parse(_timestamp, CultureInfo.InvariantCulture);
        return Math.Abs(age) <= WindowSeconds ? null
            : $"The webhook-timestamp is more than {WindowSeconds / 60} minutes {(age > 0 ? "old" : "ahead")}. Sign each attempt anew, and look at the clocks.";
    }

    /// <inheritdoc/>
    public override bool IsSignedBy(byte[] key, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.ASCII.GetBytes($"{_id}.{_timestamp}."));
        hash.AppendData(body);
        var own = hash.GetHashAndReset();
        var fits = false;
        foreach (var given in _given) fits |= CryptographicOperations.FixedTimeEquals(own, given);
        return fits;
    }

    private static byte[]? Read(string signature)
    {
        if (!signature.StartsWith(Version, StringComparison.Ordinal)) return null;
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature[Version.Length..], bytes, out var length) && length == SHA256.HashSizeInBytes ? bytes[..length] : null;
    }
}
