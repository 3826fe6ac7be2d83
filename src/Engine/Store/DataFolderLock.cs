using System.Globalization;

namespace ChatRuns.Store;

/// <summary>
/// One process owns a data folder: it holds <c>chatruns.lock</c> as long as it lives. The operating system lets go of it when the
/// process ends, however it ends, so a lock is never left behind. Its number stands in <c>chatruns.pid</c>, because nobody can read
/// a file that is locked; it means nothing without the lock.
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
            PrivateFolder.Make(folder);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            WriteOwner(path);
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

    private static string OwnerFile(string path) => Path.ChangeExtension(path, ".pid");

    private static void WriteOwner(string path)
    {
        try
        {
            File.WriteAllText(OwnerFile(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is taken all the same; the next one who wants it is told less.
        }
    }

    private static string OwnerOf(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(OwnerFile(path)), CultureInfo.InvariantCulture, out var id) ? $" (process {id})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
