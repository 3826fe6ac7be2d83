using System.Globalization;
using System.Runtime.InteropServices;

namespace ChatRuns.Tools.Files;

/// <summary>
/// Holds on to what a path named when it was checked, so that a folder which is swapped for a link between check and use leads
/// nowhere else. On Linux the kernel holds it; elsewhere the path is only resolved once more just before its use.
/// </summary>
internal sealed class Anchor : IDisposable
{
    private readonly int _descriptor;

    private Anchor(int descriptor, string path, string realPath, FileFacts facts)
    {
        _descriptor = descriptor;
        Path = path;
        RealPath = realPath;
        Facts = facts;
    }

    /// <summary>The path to use for what is held.</summary>
    public string Path { get; }

    /// <summary>Where it really is, all links resolved.</summary>
    public string RealPath { get; }

    public FileFacts Facts { get; }

    /// <summary>Holds a file or folder; throws as the file system does when there is none.</summary>
    public static Anchor Hold(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            var real = LinkWalk.Real(path);
            return new(-1, real, real, FileFacts.Of(real) ?? throw new FileNotFoundException("There is no such file or folder."));
        }

        var descriptor = Native.Hold(path);
        if (descriptor < 0) throw FileFacts.Failure(Marshal.GetLastPInvokeError());
        try
        {
            var held = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}");
            var real = new FileInfo(held).LinkTarget ?? throw new IOException("/proc is not mounted, so that paths cannot be checked.");
            return new(descriptor, held, real, FileFacts.Of(descriptor));
        }
        catch
        {
            Native.Close(descriptor);
            throw;
        }
    }

    /// <summary>The path of an entry of this folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes earlier renames in this folder survive a power cut.</summary>
    public void Sync()
    {
        if (_descriptor >= 0) Native.SyncFolder(Path);
    }

    public void Dispose()
    {
        if (_descriptor >= 0) Native.Close(_descriptor);
    }
}
