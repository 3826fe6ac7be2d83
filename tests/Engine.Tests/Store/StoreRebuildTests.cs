using System.Data.Common;
using ChatRuns.Journal;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class StoreRebuildTests : StoreTests
{
    private static readonly string[] NotMadeFromEvents = ["events", "commit_groups", "counters", "schema_version"];

    [Fact]
    public async Task Every_row_is_as_it_was_after_a_history_with_every_kind_of_event()
    {
        string before;
        await using (var store = await OpenAsync())
        {
            await EveryKind.HappenAsync(store, new('f', 64));
            await new RandomHistory(store, 7).HappenAsync(200);
            var kinds = await store.ReadAsync(c => new Statement(c, "SELECT DISTINCT kind FROM events").All(row => row.Text(0)), Cancel);
            EventJson.Kinds().Select(k => k.Name).Where(k => k != nameof(RowsSeeded)).ShouldBe(kinds, ignoreOrder: true);
            before = await DumpAsync(store);
        }

        var result = await RebuildAsync();

        await using var after = await OpenAsync();
        (await DumpAsync(after)).ShouldBe(before);
        result.Events.ShouldBeGreaterThan(250);
        result.Tables.ShouldAllBe(t => t.Before == t.After && t.After > 0);
    }

    [Fact]
    public async Task Rows_that_went_astray_are_put_right_and_the_difference_is_told()
    {
        await using (var store = await OpenAsync())
        {
            await EveryKind.HappenAsync(store, new('f', 64));
            await TamperAsync(store, "DELETE FROM runs WHERE number = 1; UPDATE runs SET summary = 'forged'; DELETE FROM mutes");
        }

        var result = await RebuildAsync();

        result.Tables.ShouldContain(new RebuiltTable("runs", 1, 2));
        result.Tables.ShouldContain(new RebuiltTable("mutes", 0, 1));
        await using var after = await OpenAsync();
        (await after.FindRunAsync(2, Cancel))!.Summary.ShouldBe("Canceled");
        (await Some.RunAsync(after)).ShouldBe(4);
    }

    [Fact]
    public async Task What_is_cut_off_in_the_middle_leaves_the_old_rows()
    {
        await SeedAsync();
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => StoreRebuild.RunAsync(Folder.Path, new(), TimeProvider.System, _ => stop.Cancel(), stop.Token));

        await StandsAsBefore(Folder.Path);
    }

    [Fact]
    public async Task What_a_kill_would_find_on_the_disk_in_the_middle_is_the_old_rows()
    {
        await SeedAsync();
        using var copy = new TempFolder();

        await StoreRebuild.RunAsync(Folder.Path, new(), TimeProvider.System, _ => Copy(copy), Cancel);

        await StandsAsBefore(copy.Path);
        await using var done = await OpenAsync();
        (await done.FindRunAsync(1, Cancel))!.Summary.ShouldNotBe("as before");
    }

    [Fact]
    public async Task A_store_that_is_in_use_is_refused()
    {
        await using var store = await OpenAsync();

        (await Should.ThrowAsync<StoreException>(RebuildAsync)).Message.ShouldContain("is in use by another ChatRuns");
    }

    [Fact]
    public async Task Rows_without_a_journal_are_refused_and_stay()
    {
        await SeedAsync();
        await using (var store = await OpenAsync()) await Some.HappenAsync(store, StreamName.Admin, Some.Noon, new RowsSeeded(1, 900));

        (await Should.ThrowAsync<StoreException>(RebuildAsync)).Message.ShouldContain("without a journal");

        await StandsAsBefore(Folder.Path);
    }

    [Fact]
    public async Task Where_there_is_no_store_none_is_made()
    {
        await Should.ThrowAsync<StoreException>(RebuildAsync);

        Directory.EnumerateFileSystemEntries(Folder.Path).ShouldBeEmpty();
    }

    private Task<RebuildResult> RebuildAsync() => StoreRebuild.RunAsync(Folder.Path, new(), TimeProvider.System, _ => { }, Cancel);

    /// <summary>More events than a portion, and a row that a rebuild puts right.</summary>
    private async Task SeedAsync()
    {
        await using var store = await OpenAsync();
        await new Seeder(store).SeedAsync(new(900, Some.Noon), _ => { }, Cancel);
        await TamperAsync(store, "UPDATE runs SET summary = 'as before'");
    }

    private static async Task StandsAsBefore(string folder)
    {
        await using var store = await SqliteStore.OpenAsync(folder, new(), TimeProvider.System, null, Cancel);
        (await store.ReadAsync(c => new Statement(c, "SELECT count(*) FROM runs WHERE summary = 'as before'").One(), Cancel)).ShouldBe(900L);
    }

    private void Copy(TempFolder to)
    {
        foreach (var file in Directory.EnumerateFiles(Folder.Path, "chatruns.db*").Where(f => !f.EndsWith("-shm", StringComparison.Ordinal)))
            System.IO.File.Copy(file, to[Path.GetFileName(file)], overwrite: true);
    }

    /// <summary>All rows of all tables that are made from events, and each word that can be searched for.</summary>
    private static Task<string> DumpAsync(SqliteStore store) => store.WriteAsync(
        connection =>
        {
            new Statement(connection, "CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, runs_fts, instance)").Run();
            var tables = new Statement(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'runs_fts%' ORDER BY name").All(row => row.Text(0));
            var text = string.Join("\n\n", tables.Except(NotMadeFromEvents).Select(t => $"{t}\n{Rows(connection, t)}"));
            return $"{text}\n\nwords\n{Rows(connection, "temp.words")}";
        },
        Cancel);

    private static string Rows(DbConnection connection, string table)
    {
        using var select = new Statement(connection, $"SELECT * FROM {table} ORDER BY 1, 2, 3");
        return string.Join('\n', select.All(row => string.Join(" | ", Enumerable.Range(0, row.FieldCount).Select(i => $"{row.GetName(i)}={row[i]}"))));
    }
}
