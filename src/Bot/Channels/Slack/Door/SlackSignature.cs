using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatRuns.Bot.Channels.Slack.Door;

/// <summary>Why a request is not Slack's.</summary>
internal enum SignatureProblem
{
    /// <summary>A header is missing.</summary>
    Missing,

    /// <summary>A header is not of the form it must have.</summary>
    Malformed,

    /// <summary>More than five minutes old.</summary>
    Stale,

    /// <summary>More than five minutes ahead.</summary>
    Future,

    /// <summary>Not signed with our secret, or changed since.</summary>
    Wrong,
}

/// <summary>
/// Slack's request signature, version v0: HMAC-SHA256, keyed by the signing secret, over <c>v0:timestamp:</c> and the raw bytes of the
/// body. The timestamp may be off by 300 s in both directions.
/// </summary>
/// <remarks>Source: docs.slack.dev, "Verifying requests from Slack".</remarks>
internal static class SlackSignature
{
    private const string Version = "v0=";
    private const int HexLength = 64;
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    /// <summary>Null when the request is Slack's.</summary>
    public static SignatureProblem? Judge(string secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature)) return SignatureProblem.Missing;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || timestamp.Length > 12) return SignatureProblem.Malformed;
        if (ReadHex(signature) is not { } given) return SignatureProblem.Malformed;
        var age = now.ToUnixTimeSeconds() - at;
        if (age > Window.TotalSeconds) return SignatureProblem.Stale;
        if (age < -Window.TotalSeconds) return SignatureProblem.Future;
        return CryptographicOperations.FixedTimeEquals(Compute(secret, timestamp, body), given) ? null : SignatureProblem.Wrong;
    }

    private static byte[]? ReadHex(string signature)
    {
        var hex = signature.AsSpan();
        if (!hex.StartsWith(Version, StringComparison.Ordinal) || hex.Length != Version.Length + HexLength) return null;
        hex = hex[Version.Length..];
        return hex.ContainsAnyExcept(s_hex) ? null : Convert.FromHexString(hex);
    }

    private static byte[] Compute(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes($"v0:{timestamp}:"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
