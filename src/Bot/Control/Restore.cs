using System.Globalization;
using ChatRuns.Bot.Memory;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Control;

/// <summary>
/// Makes a data folder of a backup. Looks through all of it before anything is touched, writes into an empty folder only, and puts the database in
/// place last: a restore that was cut off leaves a folder without a database, never half of one. What is restored is held: nothing runs until an
/// admin releases it, because nobody knows what happened after the backup was made.
/// </summary>
internal sealed class Restore(Settings settings, string backup, string into, bool evenIfBroken, TextWriter to, TextWriter aside, TimeProvider time)
{
    private const string Database = "chatruns.db";
    private readonly ProgressLines _progress = new(aside, time);
    private readonly string _backup = Path.GetFullPath(backup);
    private readonly string _into = Path.GetFullPath(into);

    /// <summary>Does it; 1 with what is wrong when the backup is not what was backed up.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var manifest = await BackupManifest.ReadAsync(_backup, cancel);
        if (!PrivateFiles.IsFree(_into)) throw new SettingsException($"{_into} is not empty, and nothing is overwritten. Move it away, or name another folder with --into.");
        if (!await IsSoundAsync(manifest, cancel)) return 1;
        var agents = AgentsFolder();
        using var owner = DataFolderLock.Take(_into);
        var done = 0L;
        await foreach (var (_, path) in BackupManifest.FilesAsync(_backup, cancel))
        {
            if (path != Database) await PrivateFiles.CopyAsync(Path.Combine(_backup, path), PlaceOf(path, agents), cancel);
            _progress.Tell("Copied files", ++done, manifest.Files);
        }

        var marked = await PutDatabaseAsync(manifest, cancel);
        await TellAsync(manifest, marked, agents);
        return 0;
    }

    private async Task<bool> IsSoundAsync(BackupManifest manifest, CancellationToken cancel)
    {
        var broken = new List<string>();
        var looked = 0L;
        await foreach (var (sum, path) in BackupManifest.FilesAsync(_backup, cancel))
        {
            _progress.Tell("Looked at files", ++looked, manifest.Files);
            var file = Path.Combine(_backup, path);
            if (!File.Exists(file)) broken.Add($"{path} is missing.");
            else if (await PrivateFiles.HashAsync(file, cancel) != sum) broken.Add($"{path} is not what was backed up.");
        }

        if (looked != manifest.Files) broken.Add($"The list names {looked} files, the manifest {manifest.Files}.");
        if (broken.Count == 0)
        {
            var chains = await StoreCheck.RunAsync(_backup, new(Path.Combine(_backup, "blobs"), TimeProvider.System), StoreVerbs.OptionsOf(settings), SharedFileBlobs.Instance, _progress.Tell, cancel);
            broken.AddRange(chains.Broken);
        }

        foreach (var wrong in broken.Take(20)) await aside.WriteLineAsync(wrong);
        if (broken.Count == 0) return true;
        await aside.WriteLineAsync(evenIfBroken
            ? $"{broken.Count} things are wrong with this backup; it is restored all the same."
            : $"{broken.Count} things are wrong with this backup, and nothing was touched. Take another one, or add --even-if-broken to restore what there is.");
        return evenIfBroken;
    }

    /// <summary>Where the agents go: the folder of the settings where somebody named one that is free, else beside the data.</summary>
    private string AgentsFolder() =>
        settings.Configuration["AgentsFolder"] is { Length: > 0 } && PrivateFiles.IsFree(settings.Folders.Agents) ? settings.Folders.Agents : Path.Combine(_into, "agents");

    private string PlaceOf(string path, string agents) => path.StartsWith("agents/", StringComparison.Ordinal)
        ? Path.Combine(agents, path["agents/".Length..])
        : Path.Combine(_into, path);

    /// <summary>Holds a copy of the database in a folder of its own, and moves it to its place once that is durable.</summary>
    private async Task<int> PutDatabaseAsync(BackupManifest manifest, CancellationToken cancel)
    {
        var draft = Path.Combine(_into, ".restoring");
        await PrivateFiles.CopyAsync(Path.Combine(_backup, Database), Path.Combine(draft, Database), cancel);
        int marked;
        await using (var store = await SqliteStore.OpenAsync(draft, StoreVerbs.OptionsOf(settings), time, mask: null, cancel))
        {
            var why = string.Create(CultureInfo.InvariantCulture, $"This is a backup of {manifest.MadeAt:yyyy-MM-dd HH:mm} UTC; what happened after it is not known here.");
            marked = await HoldDesk.HoldRestoredAsync(store, why, time, cancel);
        }

        File.Move(Path.Combine(draft, Database), Path.Combine(_into, Database));
        Directory.Delete(draft, recursive: true);
        return marked;
    }

    private async Task TellAsync(BackupManifest manifest, int marked, string agents)
    {
        await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Restored {manifest.Files:N0} files of {manifest.MadeAt:yyyy-MM-dd HH:mm} UTC into {_into}."));
        if (marked > 0)
            await to.WriteLineAsync($"{Journal.Words.Count(marked, "action")} had been approved and had no end yet: whether that happened is not known, and /approvals asks.");
        if (Directory.Exists(Path.Combine(_into, "settings"))) await to.WriteLineAsync($"The settings files lie in {Path.Combine(_into, "settings")}: put them where you start the program.");
        await to.WriteLineAsync($"Make sure that the bot this backup is of does not run any more. Then start with --DataFolder {_into} --AgentsFolder {agents}");
        await to.WriteLineAsync($"Nothing runs until you say so: look around, then release --DataFolder {_into}");
    }
}
