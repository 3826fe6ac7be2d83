using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ChatRuns.Store;

namespace ChatRuns.Bot.Api;

/// <summary>
/// Where a page of a list ended: the last run's place, the newest number and the moment of the first page, so that later pages are of the same list
/// whatever arrives meanwhile, and a hash of the conditions. It holds nothing that the bearer did not see; a forged one shows no more either.
/// </summary>
/// <param name="Began">The moment of the first page; what is relative to now is relative to this.</param>
/// <param name="NotAfter">The newest number of the first page; null on it.</param>
/// <param name="After">The last run of the page before; null on the first page.</param>
/// <param name="Conditions">The first eight bytes of the SHA-256 of the conditions.</param>
internal sealed record ListCursor(DateTimeOffset Began, long? NotAfter, RunPlace? After, ulong Conditions)
{
    private const int Length = 1 + (5 * sizeof(long));
    private const byte Version = 1;

    /// <summary>That of the first page of a list.</summary>
    public static ListCursor Begin(IQueryCollection query, DateTimeOffset now)
    {
        var conditions = query.Where(p => p.Key is not (ListParameters.After or ListParameters.Per)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}\n");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(conditions)));
        // A moment to the millisecond can be written and read back.
        return new(DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()), null, null, BinaryPrimitives.ReadUInt64BigEndian(hash));
    }

    /// <summary>The same list behind the place of another cursor.</summary>
    public ListCursor GoOn(ListCursor behind) => behind with { Conditions = Conditions };

    /// <summary>Whether another cursor is of the same list.</summary>
    public bool IsOf(ListCursor other) => Conditions == other.Conditions;

    /// <summary>That of the page which follows; null when none does.</summary>
    public string? Next(RunPage page) => page is { Next: { } next, NotAfter: { } newest } ? (this with { After = next, NotAfter = newest }).ToString() : null;

    /// <summary>As a script sends it back; null for anything else.</summary>
    public static ListCursor? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Length + 2];
        if (text.Length != Base64Url.GetEncodedLength(Length) || !Base64Url.TryDecodeFromChars(text, bytes, out var read) || read != Length || bytes[0] != Version) return null;
        Span<long> numbers = stackalloc long[4];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + (i * sizeof(long)))..]);
        if (!IsTime(numbers[0]) || !IsTime(numbers[2]) || numbers[1] < 1 || numbers[3] < 1) return null;
        var place = new RunPlace(DateTimeOffset.FromUnixTimeMilliseconds(numbers[2]), numbers[3]);
        return new(DateTimeOffset.FromUnixTimeMilliseconds(numbers[0]), numbers[1], place, BinaryPrimitives.ReadUInt64BigEndian(bytes[(Length - sizeof(ulong))..]));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        ReadOnlySpan<long> numbers = [Began.ToUnixTimeMilliseconds(), NotAfter ?? 0, After?.QueuedAt.ToUnixTimeMilliseconds() ?? 0, After?.Number ?? 0];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt64BigEndian(bytes[(1 + (i * sizeof(long)))..], numbers[i]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(Length - sizeof(ulong))..], Conditions);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool IsTime(long milliseconds) => milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.AddYears(-1).ToUnixTimeMilliseconds();
}
