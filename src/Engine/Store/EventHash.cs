using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ChatRuns.Store;

/// <summary>
/// The two chains. An event's hash is SHA-256 of: the hash of the event before it in its stream (32 zero bytes for the first);
/// stream, seq, at, kind, step (empty for none) and actor; SHA-256 of its body. A commit group's hash is SHA-256 of: the hash of
/// the group before it (32 zero bytes for the first); the first and the last position; the hashes of its events in order. Texts
/// are UTF-8 preceded by their length in four bytes, numbers have eight bytes, the highest byte first.
/// </summary>
internal static class EventHash
{
    /// <summary>What stands before the first of a chain.</summary>
    public static readonly byte[] Zero = new byte[32];

    public static byte[] Of(byte[] before, string stream, long seq, long at, string kind, string? step, string actor, byte[] bodyHash)
    {
        var most = 32 + 32 + 16 + (4 * 4) + (3 * (stream.Length + kind.Length + (step?.Length ?? 0) + actor.Length));
        var bytes = most <= 1024 ? stackalloc byte[most] : new byte[most];
        var rest = bytes;
        Add(ref rest, before);
        Add(ref rest, stream);
        Add(ref rest, seq);
        Add(ref rest, at);
        Add(ref rest, kind);
        Add(ref rest, step ?? "");
        Add(ref rest, actor);
        Add(ref rest, bodyHash);
        return SHA256.HashData(bytes[..^rest.Length]);
    }

    public static byte[] OfGroup(byte[] before, long first, long last, IReadOnlyList<byte[]> events)
    {
        Span<byte> bytes = new byte[32 + 16 + (32 * events.Count)];
        var rest = bytes;
        Add(ref rest, before);
        Add(ref rest, first);
        Add(ref rest, last);
        foreach (var hash in events) Add(ref rest, hash);
        return SHA256.HashData(bytes);
    }

    private static void Add(ref Span<byte> rest, byte[] bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void Add(ref Span<byte> rest, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, number);
        rest = rest[8..];
    }

    private static void Add(ref Span<byte> rest, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[4..]);
        BinaryPrimitives.WriteInt32BigEndian(rest, length);
        rest = rest[(4 + length)..];
    }
}
