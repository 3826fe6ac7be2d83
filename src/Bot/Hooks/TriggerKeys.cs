using System.Security.Cryptography;
using System.Text;
using ChatRuns.Agents;
using ChatRuns.Secrets;

namespace ChatRuns.Bot.Hooks;

/// <summary>
/// Which triggers a request's signature or secret opens. A signature is tried with five keys at least, with one that nobody has where there are
/// fewer, so that the time of an answer does not tell which agents there are, or that a secret is missing.
/// </summary>
internal sealed class TriggerKeys(SecretShelf secrets)
{
    private const int LeastTried = 5;
    private const string Scheme = "Bearer ";
    private static readonly byte[] s_nobodys = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <summary>Those with a key that made the signature over the body.</summary>
    public IReadOnlyList<T> SignedFor<T>(IEnumerable<T> triggers, SignedRequest request, ReadOnlyMemory<byte> body) where T : IGuardedTrigger
    {
        List<T> asked = [.. triggers];
        var opens = asked.SelectMany(t => t.Secrets).Distinct().ToDictionary(name => name, name =>
        {
            var key = SigningKey.Read(secrets.Find(name));
            return request.IsSignedBy(key ?? s_nobodys, body.Span) && key is not null;
        });
        for (var tried = opens.Count; tried < LeastTried; tried++) request.IsSignedBy(s_nobodys, body.Span);
        return [.. asked.Where(t => t.Secrets.Any(name => opens[name]))];
    }

    /// <summary>Those with a secret that is the bearer token of the request.</summary>
    public IReadOnlyList<T> OpenedBy<T>(IEnumerable<T> triggers, string? authorization) where T : IGuardedTrigger
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return [];
        var given = HashOf(authorization[Scheme.Length..].Trim());
        // Compared as hashes: texts of two lengths could not be compared in constant time.
        return [.. triggers.Where(t => t.Secrets.Any(name => secrets.Find(name) is { Length: > 0 } secret && CryptographicOperations.FixedTimeEquals(HashOf(secret), given)))];
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
