using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatRuns.StandIns.Out;

/// <summary>A key that tokens are signed with.</summary>
/// <param name="Kid">Its id.</param>
/// <param name="Rsa">The key.</param>
/// <param name="Endorsements">Channels that it may sign for; null: the key names none.</param>
public sealed record TeamsSigningKey(string Kid, RSA Rsa, IReadOnlyList<string>? Endorsements)
{
    private static readonly Lazy<RSA>[] s_pool = [.. Enumerable.Range(0, 4).Select(_ => new Lazy<RSA>(() => RSA.Create(2048)))];

    /// <summary>One of four keys that the process makes once each: making them takes a while.</summary>
    public static RSA Pooled(int number) => s_pool[number % s_pool.Length].Value;

    /// <summary>A token of any header and claims, signed as RS256 whatever the header says.</summary>
    public string Sign(JsonObject header, JsonObject claims)
    {
        var text = $"{Part(header.ToJsonString())}.{Part(claims.ToJsonString())}";
        return $"{text}.{Base64Url.EncodeToString(Rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>The public half, as a set of keys holds it.</summary>
    public JsonObject Jwk()
    {
        var key = Rsa.ExportParameters(includePrivateParameters: false);
        var jwk = new JsonObject
        {
            ["kty"] = "RSA", ["use"] = "sig", ["kid"] = Kid, ["x5t"] = Kid,
            ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent),
        };
        if (Endorsements is not null) jwk["endorsements"] = new JsonArray([.. Endorsements.Select(e => (JsonNode)e)]);
        return jwk;
    }

    /// <summary>Text as a part of a token.</summary>
    public static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}

/// <summary>The keys that the metadata holds now; the last one signs.</summary>
internal sealed class KeyRing(TeamsStandInOptions options)
{
    private readonly Lock _gate = new();
    private List<TeamsSigningKey> _keys = [new("standin-1", TeamsSigningKey.Pooled(0), ["msteams", "emulator"])];
    private int _made = 1;

    public IReadOnlyList<TeamsSigningKey> Keys
    {
        get { lock (_gate) return [.. _keys]; }
    }

    public void Add(TeamsSigningKey key)
    {
        lock (_gate) _keys = [key, .. _keys];
    }

    /// <summary>A new key signs from now on, and the old ones are gone.</summary>
    public void RollOver()
    {
        lock (_gate) _keys = [new($"standin-{++_made}", TeamsSigningKey.Pooled(_made - 1), ["msteams"])];
    }

    /// <summary>A token for the bot, as the Bot Framework issues them.</summary>
    public string Issue(string serviceUrl)
    {
        var (key, now) = (Keys[^1], options.Time.GetUtcNow().ToUnixTimeSeconds());
        return key.Sign(
            new() { ["alg"] = "RS256", ["kid"] = key.Kid, ["x5t"] = key.Kid, ["typ"] = "JWT" },
            new() { ["serviceurl"] = serviceUrl, ["nbf"] = now, ["exp"] = now + 3600, ["iss"] = options.Issuer, ["aud"] = options.AppId });
    }

    public JsonObject Set() => new() { ["keys"] = new JsonArray([.. Keys.Select(k => (JsonNode)k.Jwk())]) };
}
