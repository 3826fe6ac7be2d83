using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Api;

/// <summary>
/// Tokens that scripts bear: <c>crt_</c> and 256 random bits, kept as SHA-256 only. The hash is looked for, never the token, so the time of an
/// answer tells nothing about a token that is near.
/// </summary>
/// <remarks>Source: RFC 6750 (b64token, "Bearer" in the Authorization header only).</remarks>
internal sealed class BearerTokens(TokenMemory memory, TimeProvider time)
{
    private const string Prefix = "crt_";
    private const string Scheme = "Bearer ";
    private const int MostLetters = 200;
    private static readonly TimeSpan s_touchEvery = TimeSpan.FromMinutes(10);

    /// <summary>A fresh one.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of it: 64 hex digits.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The token that a request bears; null for none.</summary>
    public static string? Read(HttpRequest request) =>
        request.Headers.Authorization is [{ Length: <= MostLetters } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    /// <summary>Who bears it; null when it is none, or none any more. That it was used is noted every ten minutes at most.</summary>
    public async Task<Principal?> FindAsync(string token, CancellationToken cancel)
    {
        var (hash, now) = (HashOf(token), time.GetUtcNow());
        if (await memory.FindAsync(hash, cancel) is not { } row || !AreEqual(row.Hash, hash) || row.IsOver(now)) return null;
        if (row.UsedAt is not { } used || now - DateTimeOffset.FromUnixTimeMilliseconds(used) > s_touchEvery) await memory.TouchAsync(row.Id, now, cancel);
        return row.Who;
    }

    private static bool AreEqual(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}
