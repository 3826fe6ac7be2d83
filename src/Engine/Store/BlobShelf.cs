using System.Security.Cryptography;

namespace ChatRuns.Store;

/// <summary>
/// Big values as files named by their SHA-256, in folders by the first two digits. A blob is on disk before its name is given
/// out, so an event never names one that a crash has lost. Text is masked by whoever makes it, not here.
/// </summary>
public sealed class BlobShelf(string folder, TimeProvider time)
{
    private readonly Lock _keeping = new();

    /// <summary>Stores bytes; returns 64 hex digits. Storing the same bytes twice is free.</summary>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var path = PathOf(name);
        if (IsKept(path)) return name;
        PrivateFolder.Make(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Path.GetRandomFileName()}";
        await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            await file.WriteAsync(bytes, cancel);
            file.Flush(flushToDisk: true);
        }

        Place(draft, path);
        return name;
    }

    /// <summary>Stores a stream of at most so many bytes, without holding it in memory; null when it is longer, and then nothing is kept.</summary>
    public async Task<(string Name, long Bytes)?> PutAsync(Stream content, long most, CancellationToken cancel)
    {
        PrivateFolder.Make(folder);
        var draft = Path.Combine(folder, $"draft.{Path.GetRandomFileName()}");
        try
        {
            long bytes;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                if (await CopyAsync(content, file, hash, most, cancel) is not { } copied) return null;
                bytes = copied;
                file.Flush(flushToDisk: true);
            }

            var name = Convert.ToHexStringLower(hash.GetHashAndReset());
            PrivateFolder.Make(Path.GetDirectoryName(PathOf(name))!);
            Place(draft, PathOf(name));
            return (name, bytes);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>
    /// Removes a blob that nothing names any more; false while it is younger than that, for then somebody may be about to name it.
    /// </summary>
    public bool Remove(string name, DateTimeOffset olderThan)
    {
        lock (_keeping)
        {
            var path = PathOf(name);
            if (!File.Exists(path)) return true;
            if (File.GetLastWriteTimeUtc(path) > olderThan.UtcDateTime) return false;
            File.Delete(path);
            return true;
        }
    }

    private void Place(string draft, string path)
    {
        lock (_keeping)
        {
            File.SetLastWriteTimeUtc(draft, time.GetUtcNow().UtcDateTime);
            File.Move(draft, path, overwrite: true);
        }
    }

    // Whoever stores the same again is about to name it: it counts as new.
    private bool IsKept(string path)
    {
        lock (_keeping)
        {
            if (!File.Exists(path)) return false;
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    /// <summary>Opens a blob for reading; null when there is none of that name.</summary>
    public Stream? Open(string name) =>
        name.Length == 64 && name.All(char.IsAsciiHexDigitLower) && File.Exists(PathOf(name)) ? File.OpenRead(PathOf(name)) : null;

    /// <summary>Reads a whole blob; null when there is none of that name.</summary>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancel)
    {
        await using var stream = Open(name);
        if (stream is null) return null;
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }

    /// <summary>What is wrong with a blob, as the end of a sentence about it; null when it is there and holds what its name says.</summary>
    public async Task<string?> ExamineAsync(string name, CancellationToken cancel)
    {
        try
        {
            await using var content = Open(name);
            if (content is null) return "is missing";
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel)) == name ? null : "is not what was stored: its bytes do not have the hash that is its name";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message.TrimEnd('.')}";
        }
    }

    private static async Task<long?> CopyAsync(Stream from, FileStream to, IncrementalHash hash, long most, CancellationToken cancel)
    {
        var buffer = new byte[81_920];
        long bytes = 0;
        while (await from.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            if ((bytes += read) > most) return null;
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }

        return bytes;
    }

    private string PathOf(string name) => Path.Combine(folder, name[..2], name);
}
