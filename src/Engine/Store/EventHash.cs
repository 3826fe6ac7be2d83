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
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(before);
        Add(sha, stream);
        Add(sha, seq);
        Add(sha, at);
        Add(sha, kind);
        Add(sha, step ?? "");
        Add(sha, actor);
        sha.AppendData(bodyHash);
        return sha.GetHashAndReset();
    }

    public static byte[] OfGroup(byte[] before, long first, long last, IEnumerable<byte[]> events)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(before);
        Add(sha, first);
        Add(sha, last);
        foreach (var hash in events) sha.AppendData(hash);
        return sha.GetHashAndReset();
    }

    private static void Add(IncrementalHash sha, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        sha.AppendData(bytes);
    }

    private static void Add(IncrementalHash sha, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        sha.AppendData(length);
        sha.AppendData(bytes);
    }
}
