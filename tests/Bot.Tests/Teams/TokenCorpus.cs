using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.StandIns.Out;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>A token, what is wrong with it or its activity, and what it has to be answered with.</summary>
internal sealed record TokenCase(string Flaw, int Status, Action<TokenForge> Spoil)
{
    public TokenForge At(long now)
    {
        var forge = new TokenForge(now);
        Spoil(forge);
        return forge;
    }
}

/// <summary>Tokens that are good, and tokens that are not: each names its flaw. The Node lane asks botframework-connector about the same ones.</summary>
internal static class TokenCorpus
{
    public static IReadOnlyList<TokenCase> All { get; } = [.. Good(), .. Headers(), .. Shapes(), .. Algorithms(), .. Keys(), .. Claims(), .. Times(), .. Services(), .. Bodies()];

    private static IEnumerable<TokenCase> Good() =>
    [
        new("none", 200, _ => { }),
        new("none, no nbf", 200, f => f.Claims.Remove("nbf")),
        new("none, no typ", 200, f => f.Header.Remove("typ")),
        new("none, no x5t", 200, f => f.Header.Remove("x5t")),
        new("none, more claims", 200, f => (f.Claims["azp"], f.Claims["ver"], f.Claims["nonce"]) = ("other", "2.0", new JsonArray(1, 2))),
        new("none, the second key", 200, f => f.By(TokenForge.Known[1])),
        new("none, another region", 200, f => f.For("https://smba.trafficmanager.net/amer/")),
        new("none, a government community cloud", 200, f => f.For("https://smba.infra.gcc.teams.microsoft.com/gcc")),
        new("none, expired four minutes ago", 200, f => f.Claims["exp"] = f.Now - 240),
        new("none, expired 299 seconds ago", 200, f => f.Claims["exp"] = f.Now - 299),
        new("none, valid in four minutes", 200, f => f.Claims["nbf"] = f.Now + 240),
        new("none, valid in 300 seconds", 200, f => f.Claims["nbf"] = f.Now + 300),
        new("none, ends in a fraction of a second", 200, f => f.Claims["exp"] = f.Now + 0.5),
        new("none, valid for ten years", 200, f => f.Claims["exp"] = f.Now + 315_360_000),
        new("none, the tenant in one place only", 200, f => f.Activity.Remove("channelData")),
    ];

    private static IEnumerable<TokenCase> Headers() =>
    [
        new("no header", 401, f => f.Authorize = _ => null),
        new("an empty header", 401, f => f.Authorize = _ => ""),
        new("the scheme without a token", 401, f => f.Authorize = _ => "Bearer"),
        new("the scheme and a blank", 401, f => f.Authorize = _ => "Bearer "),
        new("the token without a scheme", 401, f => f.Authorize = token => token),
        new("the scheme Basic", 401, f => f.Authorize = token => "Basic " + token),
        new("the scheme in small letters", 401, f => f.Authorize = token => "bearer " + token),
        new("two blanks", 401, f => f.Authorize = token => "Bearer  " + token),
        new("the token twice", 401, f => f.Authorize = token => $"Bearer {token} {token}"),
        new("two tokens with a comma", 401, f => f.Authorize = token => $"Bearer {token},Bearer {token}"),
        new("a token that is too long", 401, f => f.Claims["filling"] = new string('x', 14_000)),
    ];

    private static IEnumerable<TokenCase> Shapes() =>
    [
        new("no token", 401, f => f.Sign = () => "hello"),
        new("one part", 401, f => f.Then(p => p[..1])),
        new("two parts", 401, f => f.Then(p => p[..2])),
        new("four parts", 401, f => f.Then(p => [.. p, p[2]])),
        new("five parts, encrypted", 401, f => f.Then(p => [TeamsSigningKey.Part("""{"alg":"RSA-OAEP","enc":"A256GCM"}"""), "a", "b", p[1], p[2]])),
        new("five parts that begin like a good one", 401, f => f.Then(p => [.. p, p[1], p[2]])),
        new("no signature", 401, f => f.Then(p => [p[0], p[1], ""])),
        new("a signature with one letter changed", 401, f => f.Then(p => [p[0], p[1], Other(p[2][0]) + p[2][1..]])),
        new("a signature cut short", 401, f => f.Then(p => [p[0], p[1], p[2][..^8]])),
        new("the signature of another token", 401, f => f.Then(p => [p[0], p[1], f.Key.Sign(f.Header, []).Split('.')[2]])),
        new("claims changed after signing", 401, f => f.Then(p => [p[0], Changed(f.Claims, "name", "somebody"), p[2]])),
        new("header changed after signing", 401, f => f.Then(p => [Changed(f.Header, "typ", "jwt"), p[1], p[2]])),
        new("claims that are no JSON", 401, f => f.Sign = () => Raw(f, f.Header.ToJsonString(), "claims")),
        new("claims that are a list", 401, f => f.Sign = () => Raw(f, f.Header.ToJsonString(), "[1]")),
        new("claims that are null", 401, f => f.Sign = () => Raw(f, f.Header.ToJsonString(), "null")),
        new("a header that is no JSON", 401, f => f.Sign = () => Raw(f, "{", f.Claims.ToJsonString())),
        new("an issuer twice, the good one last", 401, f => f.Sign = () => Raw(f, f.Header.ToJsonString(), """{"iss":"https://evil.example",""" + f.Claims.ToJsonString()[1..])),
        new("an algorithm twice, the good one last", 401, f => f.Sign = () => Raw(f, """{"alg":"none",""" + f.Header.ToJsonString()[1..], f.Claims.ToJsonString())),
        new("padding", 401, f => f.Then(p => [p[0], p[1], p[2] + "=="])),
        new("letters of the other base64", 401, f => f.Then(p => [p[0], p[1], "+/" + p[2][2..]])),
        new("an extension that must be understood", 401, f => f.Header["crit"] = new JsonArray("b64")),
    ];

    private static IEnumerable<TokenCase> Algorithms() =>
    [
        new("unsigned", 401, f => Unsigned(f, "none")),
        new("unsigned, in capitals", 401, f => Unsigned(f, "None")),
        new("unsigned, with a signature", 401, f => f.Header["alg"] = "none"),
        new("no algorithm", 401, f => f.Header.Remove("alg")),
        new("an algorithm in small letters", 401, f => f.Header["alg"] = "rs256"),
        new("an algorithm that is a number", 401, f => f.Header["alg"] = 256),
        new("HS256 with the public key as the secret", 401, f => Hashed(f, Encoding.ASCII.GetBytes(f.Key.Rsa.ExportSubjectPublicKeyInfoPem()))),
        new("HS256 with the modulus as the secret", 401, f => Hashed(f, f.Key.Rsa.ExportParameters(false).Modulus!)),
        new("HS256 with nothing as the secret", 401, f => Hashed(f, [])),
        new("RS384", 401, f => Signed(f, "RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)),
        new("RS512", 401, f => Signed(f, "RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
        new("PS256", 401, f => Signed(f, "PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
        new("PSS padding under the name RS256", 401, f => Signed(f, "RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
        new("ES256", 401, f => f.Header["alg"] = "ES256"),
    ];

    private static IEnumerable<TokenCase> Keys() =>
    [
        new("no key id", 401, f => f.Header.Remove("kid")),
        new("a key id that is a number", 401, f => f.Header["kid"] = 1),
        new("a key id that is a path", 401, f => f.Header["kid"] = "../../standin-1"),
        new("a key that nobody knows", 401, f => f.By(TokenForge.Stranger)),
        new("a key that nobody knows under a known id", 401, f => f.Key = TokenForge.Stranger),
        new("the id of another key", 401, f => f.Header["kid"] = "second"),
        new("a key brought along", 401, f => (f.Key, f.Header["jwk"]) = (TokenForge.Stranger, TokenForge.Stranger.Jwk())),
        new("an address of keys brought along", 401, f => (f.Key, f.Header["jku"]) = (TokenForge.Stranger, "https://evil.example/keys")),
        new("a key for the web chat", 401, f => f.By(TokenForge.Known[2])),
        new("a key without endorsements", 401, f => f.By(TokenForge.Known[3])),
        new("a key endorsed for nothing", 401, f => f.By(TokenForge.Known[4])),
        new("a key of 1024 bits", 401, f => f.By(TokenForge.Known[5])),
    ];

    private static IEnumerable<TokenCase> Claims() =>
    [
        new("no issuer", 401, f => f.Claims.Remove("iss")),
        new("another issuer", 401, f => f.Claims["iss"] = "https://evil.example"),
        new("the issuer of the emulator", 401, f => f.Claims["iss"] = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"),
        new("the issuer of a tenant", 401, f => f.Claims["iss"] = $"https://login.microsoftonline.com/{TokenForge.Tenant}/v2.0"),
        new("the issuer of the government's cloud", 401, f => f.Claims["iss"] = "https://api.botframework.us"),
        new("the issuer with a slash", 401, f => f.Claims["iss"] = "https://api.botframework.com/"),
        new("a list of issuers", 401, f => f.Claims["iss"] = new JsonArray("https://api.botframework.com")),
        new("no audience", 401, f => f.Claims.Remove("aud")),
        new("another bot's audience", 401, f => f.Claims["aud"] = "99998888-aaaa-2222-bbbb-3333cccc4444"),
        new("an empty audience", 401, f => f.Claims["aud"] = ""),
        new("the audience in capitals", 401, f => f.Claims["aud"] = TokenForge.AppId.ToUpperInvariant()),
        new("the audience as an address", 401, f => f.Claims["aud"] = "api://" + TokenForge.AppId),
        new("a list of audiences", 401, f => f.Claims["aud"] = new JsonArray("other", TokenForge.AppId)),
    ];

    private static IEnumerable<TokenCase> Times() =>
    [
        new("expired six minutes ago", 401, f => f.Claims["exp"] = f.Now - 360),
        new("expired 300 seconds ago", 401, f => f.Claims["exp"] = f.Now - 300),
        new("no end", 401, f => f.Claims.Remove("exp")),
        new("an end that is a text", 401, f => f.Claims["exp"] = "9999999999"),
        new("an end in 1970", 401, f => f.Claims["exp"] = 0),
        new("an end before 1970", 401, f => f.Claims["exp"] = -1),
        new("valid in six minutes", 401, f => f.Claims["nbf"] = f.Now + 360),
        new("valid in 301 seconds", 401, f => f.Claims["nbf"] = f.Now + 301),
        new("a beginning that is a text", 401, f => f.Claims["nbf"] = "0"),
    ];

    private static IEnumerable<TokenCase> Services() =>
    [
        new("no service address", 401, f => f.Claims.Remove("serviceurl")),
        new("a service address spelt serviceUrl", 401, f => (f.Claims["serviceUrl"], _) = (TokenForge.Service, f.Claims.Remove("serviceurl"))),
        new("a list of service addresses", 401, f => f.Claims["serviceurl"] = new JsonArray(TokenForge.Service)),
        new("another service address", 401, f => f.Activity["serviceUrl"] = "https://smba.trafficmanager.net/amer/"),
        new("a service address of somebody else", 401, f => f.Activity["serviceUrl"] = "https://evil.example/"),
        new("a service address without its slash", 401, f => f.Activity["serviceUrl"] = TokenForge.Service.TrimEnd('/')),
        new("a service address in capitals", 401, f => f.Activity["serviceUrl"] = TokenForge.Service.ToUpperInvariant()),
        new("a service address in clear", 401, f => f.Activity["serviceUrl"] = TokenForge.Service.Replace("https", "http", StringComparison.Ordinal)),
        new("a channel that the key is not for", 401, f => f.Activity["channelId"] = "webchat"),
        new("the channel in capitals", 401, f => f.Activity["channelId"] = "MSTeams"),
    ];

    // The token is good: what it brings is not for us.
    private static IEnumerable<TokenCase> Bodies() =>
    [
        new("the emulator's channel", 403, f => f.Activity["channelId"] = "emulator"),
        new("another tenant's conversation", 403, f => f.Activity["conversation"]!["tenantId"] = "11110000-0000-cccc-1111-dddd2222eeee"),
        new("another tenant's data", 403, f => f.Activity["channelData"]!["tenant"]!["id"] = "11110000-0000-cccc-1111-dddd2222eeee"),
        new("no tenant", 403, f => (_, _) = (f.Activity.Remove("channelData"), ((JsonObject)f.Activity["conversation"]!).Remove("tenantId"))),
        new("for another bot", 403, f => f.Activity["recipient"]!["id"] = "28:99998888-aaaa-2222-bbbb-3333cccc4444"),
        new("for a person", 403, f => f.Activity["recipient"]!["id"] = "29:jon"),
        new("from the bot itself", 403, f => f.Activity["from"]!["id"] = "28:" + TokenForge.AppId),
        new("a signed service address that is none of Teams'", 403, f => f.For("https://evil.example/")),
        new("a signed service address that looks like Teams'", 403, f => f.For("https://smba.trafficmanager.net.evil.example/")),
        new("a signed service address on this machine", 403, f => f.For("http://127.0.0.1:9/")),
    ];

    private static char Other(char letter) => letter == 'A' ? 'B' : 'A';

    private static string Changed(JsonObject json, string name, string value)
    {
        var copy = (JsonObject)json.DeepClone();
        copy[name] = value;
        return TeamsSigningKey.Part(copy.ToJsonString());
    }

    private static void Unsigned(TokenForge forge, string algorithm)
    {
        forge.Header["alg"] = algorithm;
        forge.Then(p => [p[0], p[1], ""]);
    }

    private static void Hashed(TokenForge forge, byte[] secret)
    {
        forge.Header["alg"] = "HS256";
        forge.Sign = () => With(forge, text => HMACSHA256.HashData(secret, text));
    }

    private static void Signed(TokenForge forge, string algorithm, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        forge.Header["alg"] = algorithm;
        forge.Sign = () => With(forge, text => forge.Key.Rsa.SignData(text, hash, padding));
    }

    private static string With(TokenForge forge, Func<byte[], byte[]> sign) => Raw(forge.Header.ToJsonString(), forge.Claims.ToJsonString(), sign);

    private static string Raw(TokenForge forge, string header, string claims) =>
        Raw(header, claims, text => forge.Key.Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private static string Raw(string header, string claims, Func<byte[], byte[]> sign)
    {
        var text = $"{TeamsSigningKey.Part(header)}.{TeamsSigningKey.Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }
}
