using System.Security.Cryptography;
using System.Text;
using ChatRuns.Bot.Memory;
using ChatRuns.Journal;

namespace ChatRuns.Bot.Access;

/// <summary>
/// Codes that work once: 80 random bits, kept as SHA-256 only. Wrong ones count per person, whatever they were for, so that nobody gets
/// more guesses by asking in another way.
/// </summary>
internal sealed class OneTimeCodes(CodeMemory memory, TimeProvider time)
{
    /// <summary>Wrong codes that one person may enter within <see cref="Window"/>.</summary>
    public const int MostWrong = 5;

    /// <summary>How long a wrong code counts.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(1);

    /// <summary>Letters and digits of a code.</summary>
    public const int Length = 16;

    // Crockford's Base32 has no I, L, O and U, so that a code can be read aloud.
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A fresh code: "7QK2-M9DT-0XWV-3RBN". Those before it with the same purpose for the same person stop working.</summary>
    public async Task<string> IssueAsync(string purpose, Principal? to, TimeSpan life, CancellationToken cancel)
    {
        var code = RandomNumberGenerator.GetString(Letters, Length);
        var now = time.GetUtcNow();
        await memory.AddAsync(purpose, Hash(purpose, code), to, now, now + life, cancel);
        return string.Join('-', code.Chunk(4).Select(part => new string(part)));
    }

    /// <summary>Looks at a code, or uses it up. A person with too many wrong ones is refused even with the right one.</summary>
    public Task<EnteredCode> EnterAsync(string purpose, string code, Principal who, bool use, CancellationToken cancel) =>
        memory.EnterAsync(Hash(purpose, Plain(code)), who.Key, use, MostWrong, Window, time.GetUtcNow(), cancel);

    private static string Plain(string code) => string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit))
        .Replace('O', '0').Replace('I', '1').Replace('L', '1');

    private static string Hash(string purpose, string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}-code/{code}")));
}
