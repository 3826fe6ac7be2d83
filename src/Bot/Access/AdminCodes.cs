using System.Security.Cryptography;
using System.Text;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>
/// The one-time code that makes somebody admin from any chat: 80 random bits, printed by the program to whoever owns the machine, and
/// kept as SHA-256 only. A new one voids those before.
/// </summary>
internal sealed class AdminCodes(AdminCodeMemory memory, TimeProvider time)
{
    /// <summary>How long a code works.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Wrong codes that one person may enter within <see cref="Window"/>.</summary>
    public const int MostWrong = 5;

    /// <summary>How long a wrong code counts.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(1);

    // Crockford's Base32 has no I, L, O and U, so that a code can be read aloud.
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 16;

    /// <summary>A fresh code: "7QK2-M9DT-0XWV-3RBN".</summary>
    public async Task<string> IssueAsync(CancellationToken cancel)
    {
        var code = RandomNumberGenerator.GetString(Letters, Length);
        var now = time.GetUtcNow();
        await memory.AddAsync(Hash(code), now, now + Life, cancel);
        return string.Join('-', code.Chunk(4).Select(part => new string(part)));
    }

    /// <summary>Uses up a code. A person with too many wrong ones is refused even with the right one.</summary>
    public Task<AdminCodeState> UseAsync(string code, Principal who, CancellationToken cancel) =>
        memory.UseAsync(Hash(Plain(code)), who.Key, MostWrong, Window, time.GetUtcNow(), cancel);

    private static string Plain(string code) => string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit))
        .Replace('O', '0').Replace('I', '1').Replace('L', '1');

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("admin-code/" + code)));
}
