using System.Globalization;

namespace ChatRuns.Store;

/// <summary>
/// One process owns a data folder: it holds <c>chatruns.lock</c> as long as it lives. The operating system lets go of it when the
/// process ends, however it ends, so a lock is never left behind.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder, making it where there is none; throws <see cref="StoreException"/> when another process has it.</summary>
    public static DataFolderLock Take(string folder)
    {
        var path = Path.Combine(Path.GetFullPath(folder), "chatruns.lock");
        try
        {
            Make(folder);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            WriteOwner(file);
            return new(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreException($"{path} cannot be written. Give this user the right to write there, or set DataFolder to another folder.", e);
        }
        catch (IOException e)
        {
            throw new StoreException(
                $"{Path.GetDirectoryName(path)} is in use by another ChatRuns{OwnerOf(path)}. Stop that one, or set DataFolder to another folder.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>What agents print and people decide is nobody else's business on this machine.</summary>
    private static void Make(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void WriteOwner(FileStream file)
    {
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
    }

    private static string OwnerOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(file);
            return int.TryParse(text.ReadToEnd(), CultureInfo.InvariantCulture, out var id) ? $" (process {id})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
