namespace ChatRuns.Tools.Files;

/// <summary>One entry of a folder.</summary>
internal sealed record Found(string Path, string Relative, FileFacts Facts);

/// <summary>
/// Goes through a folder, and through those in it, without following links: each folder is held while it is read, so that one which
/// is swapped for a link on the way is passed over.
/// </summary>
internal sealed class FolderWalk(FileRoots roots)
{
    private const int MostDepth = 64;

    /// <summary>How many folders or entries could not be read.</summary>
    public int Unread { get; private set; }

    /// <summary>Files and folders, in no order; drafts of the bot are left out.</summary>
    public IEnumerable<Found> Entries(Spot start, bool recursive, CancellationToken cancel)
    {
        var ahead = new Stack<(string Relative, int Depth)>([("", 0)]);
        while (ahead.TryPop(out var at))
        {
            foreach (var found in EntriesOf(start, at.Relative))
            {
                cancel.ThrowIfCancellationRequested();
                yield return found;
                if (recursive && found.Facts.Kind == FileKind.Folder && at.Depth < MostDepth) ahead.Push((found.Relative, at.Depth + 1));
            }
        }
    }

    private IEnumerable<Found> EntriesOf(Spot start, string relative)
    {
        var spot = relative.Length == 0 ? start : new Spot(start.Root, start.Path, relative);
        using var folder = Hold(spot);
        if (folder is null) yield break;
        foreach (var name in Names(folder))
        {
            if (name.StartsWith(Draft.Prefix, StringComparison.Ordinal)) continue;
            var path = Path.Combine(relative, name);
            // A name that is not UTF-8 cannot be written down, so it cannot be found again either.
            if (name.Contains('\uFFFD', StringComparison.Ordinal)) Unread++;
            else if (Look(folder.PathOf(name)) is { } facts) yield return new(Path.Combine(start.Path, path), path, facts);
        }
    }

    private Anchor? Hold(Spot spot)
    {
        try
        {
            var held = roots.HoldToRead(spot);
            if (held.RealPath == spot.Path) return held;
            held.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ToolException)
        {
            // Gone, or closed to the bot's user: counted, not an error of the whole walk.
        }

        Unread++;
        return null;
    }

    private IEnumerable<string> Names(Anchor folder)
    {
        using var names = Directory.EnumerateFileSystemEntries(folder.Path, "*", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false }).GetEnumerator();
        while (Next(names)) yield return Path.GetFileName(names.Current);
    }

    private bool Next(IEnumerator<string> names)
    {
        try
        {
            return names.MoveNext();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unread++;
            return false;
        }
    }

    private FileFacts? Look(string path)
    {
        try
        {
            return FileFacts.Of(path);
        }
        catch (IOException)
        {
            Unread++;
            return null;
        }
    }
}
