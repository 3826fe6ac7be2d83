using System.Security.Cryptography;

namespace ChatRuns.Secrets;

/// <summary>The installation's own 256-bit key, made at the first start: keys/install.key in the data folder, readable by its owner only.</summary>
public static class InstallKey
{
    /// <summary>Reads the key, or makes it. Throws when the file is not 32 bytes: it was damaged, and old digests need the old one.</summary>
    public static byte[] ReadOrMake(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "keys", "install.key");
        if (File.Exists(path))
        {
            var key = File.ReadAllBytes(path);
            return key.Length == 32 ? key : throw new InvalidDataException(
                $"{path} is damaged: it has {key.Length} bytes instead of 32. Restore it from a backup; without it, cards posted so far cannot decide actions.");
        }

        CreatePrivateFolder(Path.GetDirectoryName(path)!);
        var made = RandomNumberGenerator.GetBytes(32);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(made);
        file.Flush(flushToDisk: true);
        return made;
    }

    private static void CreatePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
