using System.Globalization;
using System.Reflection;
using System.Text;
using ChatRuns.Bot.Memory;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Control;

/// <summary>
/// Copies an installation, running or stopped, into an empty folder: the database as it is committed at one moment, then every blob that it names
/// (a blob is on disk before the event that names it), then keys, secrets, kept files, working folders of runs that are not over, agents and
/// settings. The manifest comes last. Not promised: that a working folder which a program is writing to is copied as of one moment.
/// </summary>
internal sealed class Backup(Settings settings, string folder, TextWriter to, TextWriter aside, TimeProvider time)
{
    private static readonly string[] Folders = ["keys", "secrets", "kept"];
    private readonly List<string> _lost = [];
    private readonly ProgressLines _progress = new(aside, time);
    private readonly string _folder = Path.GetFullPath(folder);
    private long _files;

    /// <summary>Makes it; 1 when a blob is missing or damaged, which is told and leaves the rest of the backup whole.</summary>
    public async Task<int> MakeAsync(CancellationToken cancel)
    {
        RefusePlace();
        PrivateFolder.Make(_folder);
        var database = Path.Combine(_folder, "chatruns.db");
        // For its owner alone from its first byte on.
        await PrivateFiles.New(database).DisposeAsync();
        var copied = await Task.Run(() => StoreCopy.Take(settings.Folders.Data, StoreVerbs.OptionsOf(settings), database), cancel);

        await using (var list = PrivateFiles.New(Path.Combine(_folder, BackupManifest.SumsName)))
        {
            await NoteAsync(list, await PrivateFiles.HashAsync(database, cancel), "chatruns.db", cancel);
            await CopyBlobsAsync(database, list, cancel);
            foreach (var name in Folders) await CopyFolderAsync(Path.Combine(settings.Folders.Data, name), name, followsLinks: false, list, cancel);
            foreach (var run in StoreCopy.UnfinishedIn(database))
                await CopyFolderAsync(settings.Folders.RunFolder(run), string.Create(CultureInfo.InvariantCulture, $"runs/{run}"), followsLinks: false, list, cancel);
            await CopyFolderAsync(settings.Folders.Agents, "agents", followsLinks: true, list, cancel);
            foreach (var file in SettingsFiles()) await CopyFileAsync(file, $"settings/{Path.GetFileName(file)}", list, cancel);
            list.Flush(flushToDisk: true);
        }

        var sums = await PrivateFiles.HashAsync(Path.Combine(_folder, BackupManifest.SumsName), cancel);
        var program = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3) ?? "unknown";
        await new BackupManifest(1, program, time.GetUtcNow(), settings.Folders.Data, copied.Position, copied.Head, _files, sums).WriteAsync(_folder, cancel);
        return await TellAsync();
    }

    private void RefusePlace()
    {
        if (!PrivateFiles.IsFree(_folder)) throw new SettingsException($"{_folder} is not empty. Name a folder that is empty or does not exist, one for each backup.");
        foreach (var of in (string[])[settings.Folders.Data, settings.Folders.Agents])
            if ((_folder + Path.DirectorySeparatorChar).StartsWith(of + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new SettingsException($"{_folder} lies inside {of}, which is backed up. Name a folder elsewhere, best on another disk.");
    }

    private async Task CopyBlobsAsync(string database, Stream list, CancellationToken cancel)
    {
        foreach (var blob in StoreCopy.BlobsIn(database, SharedFileBlobs.Instance))
        {
            var path = $"blobs/{blob[..2]}/{blob}";
            if (File.Exists(Path.Combine(_folder, path)) || _lost.Contains(blob)) continue;
            var wrong = await CopyBlobAsync(blob, path, list, cancel);
            if (wrong is null) continue;
            _lost.Add(blob);
            await aside.WriteLineAsync($"The blob {blob} {wrong}; the backup goes on without it.");
        }
    }

    private async Task<string?> CopyBlobAsync(string blob, string path, Stream list, CancellationToken cancel)
    {
        var from = Path.Combine(settings.Folders.Blobs, blob[..2], blob);
        if (!File.Exists(from)) return "is missing";
        var sum = await PrivateFiles.CopyAsync(from, Path.Combine(_folder, path), cancel);
        if (sum == blob)
        {
            await NoteAsync(list, sum, path, cancel);
            return null;
        }

        File.Delete(Path.Combine(_folder, path));
        return "is not what was stored";
    }

    /// <summary>Links inside the data folder lead elsewhere and are left out; those to files among the agents are followed, as the bot follows them.</summary>
    private async Task CopyFolderAsync(string from, string name, bool followsLinks, Stream list, CancellationToken cancel)
    {
        var folder = new DirectoryInfo(from);
        if (!folder.Exists) return;
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry is DirectoryInfo && entry.LinkTarget is null && entry.Name != ".git") await CopyFolderAsync(entry.FullName, $"{name}/{entry.Name}", followsLinks, list, cancel);
            else if (entry is FileInfo && (followsLinks || entry.LinkTarget is null)) await CopyFileAsync(entry.FullName, $"{name}/{entry.Name}", list, cancel);
        }
    }

    private async Task CopyFileAsync(string from, string path, Stream list, CancellationToken cancel)
    {
        try
        {
            await NoteAsync(list, await PrivateFiles.CopyAsync(from, Path.Combine(_folder, path), cancel), path, cancel);
        }
        catch (FileNotFoundException)
        {
            // Gone since the folder was looked at: a kept copy that grew too old, a program's temporary file, a link to nothing.
        }
    }

    private async Task NoteAsync(Stream list, string sum, string path, CancellationToken cancel)
    {
        await list.WriteAsync(Encoding.UTF8.GetBytes(BackupManifest.Line(sum, path)), cancel);
        _progress.Tell("Copied files", ++_files);
    }

    private static IEnumerable<string> SettingsFiles() =>
        Directory.EnumerateFiles(Directory.GetCurrentDirectory(), "appsettings*.json").Where(f => Path.GetFileName(f) != "appsettings.sample.json").Order(StringComparer.Ordinal);

    private async Task<int> TellAsync()
    {
        await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Backed up {_files:N0} files to {_folder}."));
        await to.WriteLineAsync("It holds the installation's keys, its secrets and all that agents printed: keep it as you keep those. Settings given by environment variables or on the command line are not in it.");
        if (_lost.Count == 0) return 0;
        await aside.WriteLineAsync($"{_lost.Count} blobs that the journal names could not be copied, so the backup is not whole. Run verify, and see what an older backup has.");
        return 1;
    }
}
