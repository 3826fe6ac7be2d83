using ChatRuns.Bot.Control;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Bench;

/// <summary>A data folder with 100,000 runs, as a bot leaves it that was there all along.</summary>
internal static class SeededStore
{
    private const int Runs = 100_000;

    /// <summary>Opens it, and fills it where it is empty.</summary>
    public static async Task<SqliteStore> OpenAsync(string folder, CancellationToken cancel)
    {
        var store = await SqliteStore.OpenAsync(folder, new StoreOptions(), TimeProvider.System, mask: null, cancel);
        if ((await store.ListRunsAsync(new(), new(PerPage: 1), cancel)).Total > 0) return store;
        await Seeding.FillAsync(store, new(Runs, TimeProvider.System.GetUtcNow()), _ => { }, cancel);
        return store;
    }
}
