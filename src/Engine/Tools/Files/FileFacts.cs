using System.Globalization;
using System.Runtime.InteropServices;

namespace ChatRuns.Tools.Files;

/// <summary>What stands at a path.</summary>
internal enum FileKind
{
    File,
    Folder,
    Link,

    /// <summary>A device, pipe or socket.</summary>
    Other,
}

/// <summary>What is seen of a file without reading it; a last link is not followed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Modified">When its content last changed.</param>
/// <param name="Device">With <paramref name="Inode"/> its identity on Linux; 0 elsewhere.</param>
/// <param name="Inode">See <paramref name="Device"/>.</param>
/// <param name="Links">How many names it has; 1 where that is not known.</param>
internal sealed record FileFacts(FileKind Kind, long Bytes, DateTimeOffset Modified, ulong Device, ulong Inode, uint Links)
{
    private const int NoEntry = 2;
    private const int NotAFolder = 20;

    /// <summary>What stands at a path; null when nothing does.</summary>
    public static FileFacts? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return OfPortable(path);
        if (Native.Look(path, out var stat) == 0) return From(stat);
        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotAFolder ? null : throw Failure(error);
    }

    /// <summary>What a descriptor holds.</summary>
    public static FileFacts Of(int descriptor) =>
        Native.Look(descriptor, out var stat) == 0 ? From(stat) : throw Failure(Marshal.GetLastPInvokeError());

    /// <summary>As a text that changes when the file does.</summary>
    public string State => string.Create(CultureInfo.InvariantCulture, $"{Kind}, {Bytes} bytes, {Modified:O}");

    /// <summary>Whether both are one file, unchanged.</summary>
    public bool IsSameAs(FileFacts other) => this with { Links = 0 } == other with { Links = 0 };

    public static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    private static FileFacts From(Native.Stat stat)
    {
        var kind = (stat.Mode & 0xF000) switch { 0x8000 => FileKind.File, 0x4000 => FileKind.Folder, 0xA000 => FileKind.Link, _ => FileKind.Other };
        var modified = DateTimeOffset.UnixEpoch.AddTicks(stat.ModifiedSeconds * TimeSpan.TicksPerSecond + stat.ModifiedNanoseconds / 100);
        return new(kind, (long)stat.Size, modified, ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor, stat.Inode, stat.Links);
    }

    // Not promised: pipes and devices are told apart on Linux and Windows only.
    private static FileFacts? OfPortable(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null) return new(FileKind.Link, 0, file.LastWriteTimeUtc, 0, 0, 1);
        if (Directory.Exists(path)) return new(FileKind.Folder, 0, file.LastWriteTimeUtc, 0, 0, 1);
        if (!file.Exists) return null;
        var kind = file.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Other : FileKind.File;
        return new(kind, file.Length, file.LastWriteTimeUtc, 0, 0, 1);
    }
}
