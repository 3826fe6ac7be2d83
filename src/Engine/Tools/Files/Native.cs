using System.Runtime.InteropServices;

namespace ChatRuns.Tools.Files;

/// <summary>The three calls of Linux that .NET lacks: hold a path without opening it, tell kinds of files apart, sync a folder.</summary>
internal static class Native
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int HoldOnly = 0x200000;
    private const int CloseOnExec = 0x80000;

    /// <summary>A descriptor that only holds the path's target: opening it neither blocks on a pipe nor wakes a device. -1 and errno.</summary>
    public static int Hold(string path) => Open(path, HoldOnly | CloseOnExec);

    /// <summary>Makes a rename in the folder survive a power cut, as far as the file system does that.</summary>
    public static void SyncFolder(string path)
    {
        var folder = Open(path, CloseOnExec);
        if (folder < 0) return;
        _ = Sync(folder);
        Close(folder);
    }

    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    /// <summary>0 for success, without following a last link; else errno is set.</summary>
    public static int Look(string path, out Stat stat) => StatX(CurrentFolder, path, NoFollow, BasicStats, out stat);

    public static int Look(int descriptor, out Stat stat) => StatX(descriptor, "", EmptyPath, BasicStats, out stat);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Stat stat);

    /// <summary>The kernel's <c>struct statx</c>, the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public readonly struct Stat
    {
        [FieldOffset(16)] public readonly uint Links;
        [FieldOffset(28)] public readonly ushort Mode;
        [FieldOffset(32)] public readonly ulong Inode;
        [FieldOffset(40)] public readonly ulong Size;
        [FieldOffset(112)] public readonly long ModifiedSeconds;
        [FieldOffset(120)] public readonly uint ModifiedNanoseconds;
        [FieldOffset(136)] public readonly uint DeviceMajor;
        [FieldOffset(140)] public readonly uint DeviceMinor;
    }
}
