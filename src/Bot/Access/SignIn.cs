using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>
/// One-time keys for sessions. Keys and session tokens are 256 random bits and kept as SHA-256 only: who reads the database can
/// neither sign in nor take over a session.
/// </summary>
internal sealed class SignIn(SignInMemory memory, TimeProvider time)
{
    /// <summary>How long a signed-in browser may stay away.</summary>
    public static TimeSpan SessionLife { get; } = TimeSpan.FromDays(30);

    /// <summary>How long a key lives that a person asked for.</summary>
    public static TimeSpan KeyLife { get; } = TimeSpan.FromMinutes(30);

    /// <summary>How long the key lives that the start prints.</summary>
    public static TimeSpan StartKeyLife { get; } = TimeSpan.FromHours(24);

    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(10);

    /// <summary>The key for the address that the start prints; the one of the start before stops working.</summary>
    public Task<string> IssueAtStartAsync(CancellationToken cancel) => IssueAsync("start", LocalAdmin.Principal, StartKeyLife, only: true, cancel);

    /// <summary>A fresh key for this person.</summary>
    public Task<string> IssueAsync(Principal who, CancellationToken cancel) => IssueAsync("open", who, KeyLife, only: false, cancel);

    /// <summary>Whether a key would let somebody in; uses nothing up.</summary>
    public async Task<KeyState> LookAsync(string key, CancellationToken cancel) =>
        StateOf(await memory.FindKeyAsync(Hash(key), cancel));

    /// <summary>Uses up a key and opens a session.</summary>
    public async Task<SignInResult> OpenAsync(string key, CancellationToken cancel)
    {
        var token = NewSecret();
        var now = time.GetUtcNow();
        var row = await memory.UseKeyAsync(Hash(key), Hash(token), now, now + SessionLife, cancel);
        return row is not null && row.IsOpen(now) ? new SignInResult.Opened(token) : new SignInResult.Refused(StateOf(row));
    }

    /// <summary>Who holds this session token; null when it is none, or none any more.</summary>
    public async Task<Principal?> FindAsync(string token, CancellationToken cancel)
    {
        var hash = Hash(token);
        var now = time.GetUtcNow();
        var session = await memory.FindSessionAsync(hash, cancel);
        if (session is null || !AreEqual(session.Hash, hash) || session.ExpiresAt <= now.ToUnixTimeMilliseconds()) return null;

        if (now - DateTimeOffset.FromUnixTimeMilliseconds(session.SeenAt) > TouchEvery)
            await memory.TouchSessionAsync(hash, now, now + SessionLife, cancel);
        return session.Who;
    }

    /// <summary>Ends a session.</summary>
    public Task EndAsync(string token, CancellationToken cancel) => memory.DropSessionAsync(Hash(token), cancel);

    private async Task<string> IssueAsync(string purpose, Principal who, TimeSpan life, bool only, CancellationToken cancel)
    {
        var key = NewSecret();
        var now = time.GetUtcNow();
        await memory.AddKeyAsync(Hash(key), purpose, who, now, now + life, only, cancel);
        return key;
    }

    private KeyState StateOf(KeyRow? row) =>
        row is null ? KeyState.Unknown
        : row.UsedAt is not null ? KeyState.Used
        : row.IsOpen(time.GetUtcNow()) ? KeyState.Open
        : KeyState.Expired;

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}

/// <summary>What a one-time key is good for.</summary>
internal enum KeyState
{
    /// <summary>We never gave it out, or long ago.</summary>
    Unknown,

    /// <summary>It lets one browser in.</summary>
    Open,

    /// <summary>It let one in already.</summary>
    Used,

    /// <summary>Its time is over.</summary>
    Expired,
}

/// <summary>What became of a sign-in: a closed family.</summary>
internal abstract record SignInResult
{
    /// <summary>Come in.</summary>
    /// <param name="Token">For the cookie; known to nobody else.</param>
    internal sealed record Opened(string Token) : SignInResult;

    /// <summary>Not with this key.</summary>
    internal sealed record Refused(KeyState Why) : SignInResult;
}
