using System.CommandLine;
using System.Globalization;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bot.Control;

/// <summary>A data folder with plausible runs, as a bot leaves it that was there all along: the verb "seed", and what is measured with.</summary>
internal static class Seeding
{
    /// <summary>The verb.</summary>
    public static Command Verb()
    {
        var runs = new Option<long>("--runs") { Description = "How many runs to add.", DefaultValueFactory = _ => 1_000_000 };
        var rowsOnly = new Option<bool>("--projections-only") { Description = "Rows of lists only, without a journal: for ten million runs. Such a store cannot be verified or rebuilt." };
        var verb = new Command("seed", "Adds plausible runs to a data folder without real ones, for measurements and demonstrations. The bot must be stopped.") { runs, rowsOnly };
        return FolderVerb.Does(verb, (parsed, settings, cancel) => SeedAsync(settings, parsed.GetValue(runs), parsed.GetValue(rowsOnly), Console.Out, Console.Error, cancel));
    }

    /// <summary>Adds the runs. The courier begins where it has read them: it would else read its way through millions of events to find that nothing of it is to be told.</summary>
    public static async Task FillAsync(SqliteStore store, SeedPlan plan, Action<long> progress, CancellationToken cancel)
    {
        await new Seeder(store).SeedAsync(plan, progress, cancel);
        await store.MigrateMemoryAsync(cancel);
        await new CourierMemory(store).WantAsync(Following.Cursor, await store.LastPositionAsync(cancel), [], cancel);
    }

    private static async Task<int> SeedAsync(Settings settings, long runs, bool rowsOnly, TextWriter to, TextWriter aside, CancellationToken cancel)
    {
        if (runs < 1) throw new SettingsException($"--runs cannot be {runs}. It takes a number from 1.");
        var lines = new ProgressLines(aside, TimeProvider.System);
        await using var store = await SqliteStore.OpenAsync(settings.Folders.Data, StoreVerbs.OptionsOf(settings), TimeProvider.System, mask: null, cancel);
        await FillAsync(store, new(runs, TimeProvider.System.GetUtcNow()) { RowsOnly = rowsOnly }, made => lines.Tell("Runs made", made, runs), cancel);
        await to.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Added {runs:N0} runs to {settings.Folders.Data}{(rowsOnly ? ", without a journal" : "")}."));
        return 0;
    }
}
