using System.Security.Cryptography;
using ChatRuns.Store;

namespace ChatRuns.Bot.Control;

/// <summary>Files and folders for their owner alone: copies of what a data folder holds, keys and secrets among them.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Copies a file to a new one, mode 600, or 700 where its owner may execute it; returns the SHA-256 of what was copied, 64 hex digits.</summary>
    public static async Task<string> CopyAsync(string from, string to, CancellationToken cancel)
    {
        PrivateFolder.Make(Path.GetDirectoryName(to)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var copy = New(to, Executes(from));
        var buffer = new byte[81_920];
        while (await source.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await copy.WriteAsync(buffer.AsMemory(0, read), cancel);
        }

        copy.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The SHA-256 of a file, 64 hex digits.</summary>
    public static async Task<string> HashAsync(string file, CancellationToken cancel)
    {
        await using var source = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancel));
    }

    /// <summary>A new file for its owner alone.</summary>
    public static FileStream New(string path, bool executes = false)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = executes ? Owner | UnixFileMode.UserExecute : Owner;
        return new(path, options);
    }

    /// <summary>Whether nothing stands there, or an empty folder.</summary>
    public static bool IsFree(string folder) => !File.Exists(folder) && (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any());

    private static bool Executes(string file) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute);
}
