using System.CommandLine;
using ChatRuns.Bot.Access;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Control;

/// <summary>The verbs "backup", "restore" and "release".</summary>
internal static class BackupVerbs
{
    /// <summary>Copies the installation.</summary>
    public static Command Backup()
    {
        var folder = new Argument<string>("folder") { Description = "A folder that is empty or does not exist." };
        var verb = new Command("backup", "Copies database, blobs, keys, secrets, agents and settings into a folder, with a manifest. The bot may run.") { folder };
        return FolderVerb.Does(verb, (parsed, settings, cancel) => new Backup(settings, parsed.GetValue(folder)!, Console.Out, Console.Error, TimeProvider.System).MakeAsync(cancel));
    }

    /// <summary>Makes a data folder of a backup.</summary>
    public static Command Restore()
    {
        var folder = new Argument<string>("folder") { Description = "What backup wrote." };
        var into = new Option<string?>("--into") { Description = "The folder to make, instead of the data folder of the settings. It must be empty or not exist." };
        var evenIfBroken = new Option<bool>("--even-if-broken") { Description = "Restores what there is when the backup does not verify." };
        var verb = new Command("restore", "Verifies a backup and makes a data folder of it. Nothing runs there until release; what was approved and not executed is asked about.") { folder, into, evenIfBroken };
        return FolderVerb.Does(verb, (parsed, settings, cancel) => new Restore(
            settings, parsed.GetValue(folder)!, parsed.GetValue(into) ?? settings.Folders.Data, parsed.GetValue(evenIfBroken), Console.Out, Console.Error, TimeProvider.System).RunAsync(cancel));
    }

    /// <summary>Lets work go on that a restore holds.</summary>
    public static Command Release() => FolderVerb.Does(
        new Command("release", "Lets schedules, runs and approved actions go on that a restore holds. The bot may run."), (_, settings, cancel) => ReleaseAsync(settings, Console.Out, cancel));

    /// <summary>By the bot that runs on the data folder; without one, in its store.</summary>
    public static async Task<int> ReleaseAsync(Settings settings, TextWriter to, CancellationToken cancel)
    {
        var data = settings.Folders.Data;
        if (await ControlClient.IsRunningAsync(data, cancel))
        {
            await to.WriteLineAsync(await ControlClient.AskAsync(data, "release", cancel));
            return 0;
        }

        StoreVerbs.RefuseNoStore(data);
        await using var store = await SqliteStore.OpenAsync(data, StoreVerbs.OptionsOf(settings), TimeProvider.System, mask: null, cancel);
        await to.WriteLineAsync(Told(await new HoldDesk(store, TimeProvider.System).ReleaseAsync(LocalAdmin.Principal, cancel)));
        return 0;
    }

    /// <summary>What became of it.</summary>
    public static string Told(Hold? hold) => hold is null
        ? "Nothing was held."
        : "Released: schedules, runs and approved actions go on. What was planned meanwhile is treated as after a time in which the bot was off.";
}
