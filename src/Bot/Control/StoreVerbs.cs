using System.CommandLine;
using System.Globalization;
using ChatRuns.Bot.Memory;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Control;

/// <summary>The verbs that look after the store: "verify" beside a running bot or without one, "rebuild" while it is stopped.</summary>
internal static class StoreVerbs
{
    private const int MostTold = 20;

    /// <summary>Looks whether the journal and its blobs are what was stored.</summary>
    public static Command Verify() => FolderVerb.Does(
        new("verify", "Walks the hash chains of the journal and looks at every blob it names; ends with 1 and the first broken places when something was changed. The bot may run."),
        (_, settings, cancel) => VerifyAsync(settings, Console.Out, Console.Error, cancel));

    /// <summary>Makes the lists anew.</summary>
    public static Command Rebuild() => FolderVerb.Does(
        new("rebuild", "Makes the rows that lists, counts and searches read from anew from the journal. The bot must be stopped; a rebuild that is cut off changes nothing."),
        (_, settings, cancel) => RebuildAsync(settings, Console.Out, Console.Error, cancel));

    /// <summary>Writes what was found to <paramref name="to"/>, how far it has come and what stopped it to <paramref name="aside"/>; 1 when something is broken.</summary>
    public static async Task<int> VerifyAsync(Settings settings, TextWriter to, TextWriter aside, CancellationToken cancel)
    {
        var result = await StoreCheck.RunAsync(
            settings.Folders.Data, new(settings.Folders.Blobs, TimeProvider.System), OptionsOf(settings), SharedFileBlobs.Instance, new ProgressLines(aside, TimeProvider.System).Tell, cancel);
        foreach (var broken in result.Broken.Take(MostTold)) await to.WriteLineAsync(broken);
        if (result.Broken.Count > MostTold) await to.WriteLineAsync($"… and {result.Broken.Count - MostTold} more.");
        var looked = $"{Count(result.Events, "event")} and {Count(result.Blobs, "blob")}";
        await to.WriteLineAsync(result.Broken.Count == 0
            ? $"All is as it was stored: {looked}."
            : $"Not as it was stored. Looked at {looked}; the first broken place stands on top. Keep a copy of the data folder, and restore the last backup that verifies.");
        return result.Broken.Count == 0 ? 0 : 1;
    }

    /// <summary>Writes how many rows each table had and has.</summary>
    public static async Task<int> RebuildAsync(Settings settings, TextWriter to, TextWriter aside, CancellationToken cancel)
    {
        var result = await StoreRebuild.RunAsync(settings.Folders.Data, OptionsOf(settings), TimeProvider.System, new ProgressLines(aside, TimeProvider.System).Tell, cancel);
        foreach (var table in result.Tables)
        {
            var was = table.Before == table.After ? "" : string.Create(CultureInfo.InvariantCulture, $" (before: {table.Before:N0})");
            await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{table.Name,-12} {table.After,12:N0}{was}"));
        }

        await to.WriteLineAsync(result.Tables.All(t => t.Before == t.After)
            ? $"Rebuilt from {Count(result.Events, "event")}. Every table has as many rows as before."
            : $"Rebuilt from {Count(result.Events, "event")}. Where the number of rows differs, the journal is right and the rows before were not.");
        return 0;
    }

    /// <summary>A verb that only looks or mends makes no store where there is none.</summary>
    internal static void RefuseNoStore(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "chatruns.db"))) throw new StoreException($"There is no store in {folder}. Name the data folder with --DataFolder.");
    }

    internal static StoreOptions OptionsOf(Settings settings) => settings.Configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new();

    private static string Count(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
