using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChatRuns.Actions;

/// <summary>
/// Binds a decision to what was shown. The digest of a revision is an HMAC-SHA256 with the installation's key over the action's
/// id, the revision, the tool, the hash of the tool's definition, the canonical arguments and the target, each preceded by its
/// length, as 64 lower-case hex digits. The fingerprint, without id and revision, is equal for identical proposals.
/// </summary>
public sealed class ActionDigest(byte[] installKey)
{
    /// <summary>The digest of one revision; throws <see cref="FormatException"/> for numbers beyond 2^53.</summary>
    public string Of(ActionId id, int revision, string tool, string toolVersion, JsonElement arguments, string? target) =>
        Keyed("action", id.ToString(), revision.ToString(System.Globalization.CultureInfo.InvariantCulture), tool, toolVersion,
            Canonical(arguments), target ?? "");

    /// <summary>The fingerprint of a proposal; throws <see cref="FormatException"/> for numbers beyond 2^53.</summary>
    public string Fingerprint(string agent, string tool, JsonElement arguments, string? target) =>
        Keyed("proposal", agent, tool, Canonical(arguments), target ?? "");

    /// <summary>Whether two digests are equal, in constant time.</summary>
    public static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));

    private static string Canonical(JsonElement arguments) => Encoding.UTF8.GetString(CanonicalJson.Write(arguments));

    private string Keyed(params ReadOnlySpan<string> parts)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, installKey);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            mac.AppendData(BitConverter.GetBytes((long)bytes.Length));
            mac.AppendData(bytes);
        }

        return Convert.ToHexStringLower(mac.GetHashAndReset());
    }
}
