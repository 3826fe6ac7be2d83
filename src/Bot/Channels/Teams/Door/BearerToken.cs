using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace ChatRuns.Bot.Channels.Teams.Door;

/// <summary>Why a request is not from Teams.</summary>
internal enum TokenProblem
{
    /// <summary>There is no bearer token.</summary>
    Missing,

    /// <summary>It is no signed JWT, or says something twice, or has extensions.</summary>
    Malformed,

    /// <summary>It is encrypted (five parts).</summary>
    Encrypted,

    /// <summary>It is not signed with RS256.</summary>
    Algorithm,

    /// <summary>Another issuer.</summary>
    Issuer,

    /// <summary>For another bot.</summary>
    Audience,

    /// <summary>Expired more than five minutes ago, or without an end.</summary>
    Expired,

    /// <summary>Not valid before more than five minutes from now.</summary>
    Early,

    /// <summary>Signed with a key that the metadata does not hold.</summary>
    Key,

    /// <summary>Not signed with that key, or changed since.</summary>
    Signature,

    /// <summary>The key may not sign for this channel.</summary>
    Endorsement,

    /// <summary>Signed for another service address.</summary>
    ServiceUrl,
}

/// <summary>A bearer token that was taken apart and not yet believed.</summary>
internal sealed class BearerToken
{
    private const string Scheme = "Bearer ";
    private const int MostChars = 16 * 1024;
    private static readonly SearchValues<char> s_letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private BearerToken(string kid, JsonElement claims, byte[] signedPart, byte[] signature) => (Kid, Claims, SignedPart, Signature) = (kid, claims, signedPart, signature);

    /// <summary>Id of the key.</summary>
    public string Kid { get; }

    /// <summary>The claims, an object.</summary>
    public JsonElement Claims { get; }

    /// <summary>What is signed.</summary>
    public byte[] SignedPart { get; }

    /// <summary>The signature.</summary>
    public byte[] Signature { get; }

    /// <summary>
    /// Takes the header Authorization apart. Encrypted tokens, and those that are not signed with RS256, end here: nothing of them is
    /// looked into but the header's "alg".
    /// </summary>
    public static (BearerToken? Token, TokenProblem? Problem) Read(StringValues authorization)
    {
        if (authorization.Count != 1 || authorization[0] is not { } header || !header.StartsWith(Scheme, StringComparison.Ordinal)) return (null, TokenProblem.Missing);
        var text = header[Scheme.Length..];
        if (text.Length == 0) return (null, TokenProblem.Missing);
        if (text.Length > MostChars) return (null, TokenProblem.Malformed);
        var parts = text.Split('.');
        if (parts.Length == 5) return (null, TokenProblem.Encrypted);
        if (parts.Length != 3 || Json(parts[0]) is not { } head) return (null, TokenProblem.Malformed);
        if (Text(head, "alg") != "RS256") return (null, TokenProblem.Algorithm);
        if (head.TryGetProperty("crit", out _) || Text(head, "kid") is not { } kid) return (null, TokenProblem.Malformed);
        if (Json(parts[1]) is not { } claims || Bytes(parts[2]) is not { Length: > 0 } signature) return (null, TokenProblem.Malformed);
        return (new(kid, claims, Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]), signature), null);
    }

    /// <summary>A claim that is a text; null when it is missing, empty or anything else, a list of texts among it.</summary>
    public string? Text(string claim) => Text(Claims, claim);

    /// <summary>Whether a claim is there.</summary>
    public bool Has(string claim) => Claims.TryGetProperty(claim, out _);

    /// <summary>A claim that is a number of seconds since 1970; null when it is missing or anything else.</summary>
    public double? Seconds(string claim) => Claims.TryGetProperty(claim, out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetDouble(out var seconds) ? seconds : null;

    private static string? Text(JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out var at) || at.ValueKind != JsonValueKind.String) return null;
        try
        {
            return at.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a character: JSON may escape one, and it is no text.
            return null;
        }
    }

    private static JsonElement? Json(string part)
    {
        if (Bytes(part) is not { } bytes) return null;
        try
        {
            using var document = JsonDocument.Parse(bytes, s_strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(string part)
    {
        if (part.AsSpan().ContainsAnyExcept(s_letters)) return null;
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
