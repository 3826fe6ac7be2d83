namespace ChatRuns.Tools.Files;

/// <summary>
/// A file in the making, beside the place where it will stand: written, synced and renamed, so that a reader or a crash sees the old
/// content or the new one, never half of it. A kill leaves at most a hidden file named like <see cref="Prefix"/>.
/// </summary>
internal sealed class Draft : IAsyncDisposable
{
    public const string Prefix = ".chatruns-";

    private readonly Anchor _folder;
    private readonly string _path;
    private bool _placed;

    public Draft(Anchor folder)
    {
        _folder = folder;
        _path = folder.PathOf(Prefix + Path.GetRandomFileName());
        Stream = new(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 128 * 1024);
    }

    public FileStream Stream { get; }

    /// <summary>Writes it down and gives it its name; throws when a file of that name is there and may not be replaced.</summary>
    /// <param name="name">Its name in the folder.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="like">A file whose permissions it takes over; null for none.</param>
    /// <param name="withTime">Whether it takes over the time of change too.</param>
    public async Task PlaceAsync(string name, bool overwrite, Anchor? like, bool withTime = true)
    {
        await Stream.FlushAsync(CancellationToken.None);
        if (like is not null && !OperatingSystem.IsWindows()) File.SetUnixFileMode(Stream.SafeFileHandle, File.GetUnixFileMode(like.Path));
        if (like is not null && withTime) File.SetLastWriteTimeUtc(Stream.SafeFileHandle, like.Facts.Modified.UtcDateTime);
        Stream.Flush(flushToDisk: true);
        await Stream.DisposeAsync();
        File.Move(_path, _folder.PathOf(name), overwrite);
        _placed = true;
        _folder.Sync();
    }

    /// <summary>Removes it when it was not placed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stream.DisposeAsync();
        }
        catch (IOException) when (!_placed)
        {
            // On a full disk the last bytes cannot be written either; the reason was thrown before, and the draft must still go.
        }

        if (!_placed) File.Delete(_path);
    }
}
