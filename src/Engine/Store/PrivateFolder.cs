namespace ChatRuns.Store;

/// <summary>Folders that hold what agents print and people decide: nobody else's business on this machine.</summary>
public static class PrivateFolder
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes an empty file for this user alone, before anything is written into it.</summary>
    public static void NewFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    /// <summary>Makes a folder, and those above it that are missing, for this user alone; one that is there stays as it is.</summary>
    public static void Make(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) is { Length: > 0 } above) Make(above);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, Owner);
    }
}
