using System.Data.Common;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class DurabilityTests : StoreTests
{
    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        await using (var before = await OpenAsync())
        {
            await Some.RunAsync(before);
            await Some.HappenAsync(before, "run/1", Some.Noon, new RunStarted());
        }

        await using var after = await OpenAsync();
        (await Some.RunAsync(after)).ShouldBe(2);
        (await after.AppendAsync(Some.AppendAt(Some.Noon, "run/1", 2, Some.Completed()), Cancel)).ShouldBe(new AppendResult.Appended(4, [3]), new AppendComparer());
        (await after.VerifyAsync(Cancel)).ShouldSatisfyAllConditions(v => v.Broken.ShouldBeEmpty(), v => v.Events.ShouldBe(4));
    }

    [Fact]
    public async Task A_second_process_is_told_who_has_the_folder()
    {
        await using var owner = await OpenAsync();

        var error = await Should.ThrowAsync<StoreException>(() => OpenAsync());

        error.Message.ShouldContain(Folder.Path);
        error.Message.ShouldContain("DataFolder");
    }

    [Fact]
    public async Task A_closed_store_gives_up_its_folder_and_takes_nothing_more()
    {
        var store = await OpenAsync();
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => Some.RunAsync(store));
        await Should.ThrowAsync<ObjectDisposedException>(() => store.LastPositionAsync(Cancel));
        await using var next = await OpenAsync();
    }

    [Fact]
    public async Task What_waits_is_stored_before_the_store_closes()
    {
        var store = await OpenAsync();
        var starts = Enumerable.Range(0, 500).Select(_ => Some.RunAsync(store)).ToList();

        await store.DisposeAsync();

        await Task.WhenAll(starts);
        await using var next = await OpenAsync();
        (await next.ListRunsAsync(new(), new(), Cancel)).Total.ShouldBe(500);
    }

    [Fact]
    public async Task On_a_full_disk_reading_goes_on_and_writing_comes_back_with_the_space()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 50; i++) await Some.RunAsync(store);
        await LimitPages(store, "(SELECT page_count + 8 FROM pragma_page_count)");

        var big = new LogWritten("scan", [new(Some.Noon, "out", new string('x', 200_000))]);
        var error = await Should.ThrowAsync<StoreFullException>(() => store.AppendAsync(Some.Append(StreamName.Log(1), big), Cancel));
        var crowd = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => TryRun(store)));

        error.Message.ShouldContain(File);
        crowd.ShouldContain(false);
        (await store.ListRunsAsync(new(), new(), Cancel)).Total.ShouldBe(50 + crowd.Count(stored => stored));
        await LimitPages(store, "1073741823");
        (await Some.RunAsync(store)).ShouldBe(51 + crowd.Count(stored => stored));
        await Some.HappenAsync(store, StreamName.Log(1), Some.Noon, big);
        (await store.VerifyAsync(Cancel)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Work_of_another_room_that_fails_is_undone_alone()
    {
        await using var store = await OpenAsync();
        await TamperAsync(store, "CREATE TABLE notes (text TEXT NOT NULL UNIQUE)");

        var works = Enumerable.Range(0, 30).Select(i => store.WriteAsync(c => Note(c, $"note {i}", i % 3 == 0), Cancel)).ToList();
        var runs = Enumerable.Range(0, 30).Select(_ => Some.RunAsync(store)).ToList();

        for (var i = 0; i < 30; i++)
        {
            if (i % 3 == 0) await Should.ThrowAsync<InvalidOperationException>(() => works[i]);
            else (await works[i]).ShouldBe(1);
        }

        (await Task.WhenAll(runs)).Order().ShouldBe(Enumerable.Range(1, 30).Select(n => (long)n));
        (await store.ReadAsync(c => new Statement(c, "SELECT count(*) FROM notes").One(), Cancel)).ShouldBe(20L);
        (await Should.ThrowAsync<StoreException>(() => store.WriteAsync(c => Note(c, "note 1", false), Cancel))).InnerException.ShouldBeOfType<SqliteException>();
    }

    [Fact]
    public async Task Hundreds_who_read_when_the_store_closes_are_answered_or_told()
    {
        var store = await OpenAsync();
        await Some.RunAsync(store);
        var reads = Enumerable.Range(0, 300).Select(_ => Task.Run(() => store.FindRunAsync(1, Cancel))).ToList();

        await store.DisposeAsync();

        foreach (var read in reads)
        {
            try
            {
                (await read.WaitAsync(TimeSpan.FromSeconds(60))).ShouldNotBeNull();
            }
            catch (ObjectDisposedException e)
            {
                e.ObjectName.ShouldContain(nameof(SqliteStore));
            }
        }
    }

    [Fact]
    public async Task A_folder_made_for_the_data_is_its_owners_alone()
    {
        var folder = Folder["new/data"];

        await using var store = await SqliteStore.OpenAsync(folder, new(), TimeProvider.System, null, Cancel);

        if (!OperatingSystem.IsWindows())
            System.IO.File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_the_remedy()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5_000));

        (await Should.ThrowAsync<StoreException>(() => OpenAsync())).Message.ShouldContain("restore the last backup");

        System.IO.File.Delete(File);
        await using var store = await OpenAsync();
    }

    [Fact]
    public async Task Readers_cannot_write()
    {
        await using var store = await OpenAsync();

        await Should.ThrowAsync<StoreException>(() => store.ReadAsync(c => new Statement(c, "DELETE FROM runs").Run(), Cancel));
    }

    private static int Note(DbConnection connection, string text, bool fails)
    {
        using var insert = new Statement(connection, "INSERT INTO notes (text) VALUES (@text)");
        var rows = insert.Run(text);
        return fails ? throw new InvalidOperationException("Changed its mind.") : rows;
    }

    private static async Task<bool> TryRun(SqliteStore store)
    {
        try
        {
            await Some.RunAsync(store);
            return true;
        }
        catch (StoreFullException)
        {
            return false;
        }
    }

    private static async Task LimitPages(SqliteStore store, string pages)
    {
        var most = await store.ReadAsync(c => new Statement(c, $"SELECT {pages}").One(), Cancel);
        await TamperAsync(store, $"PRAGMA max_page_count = {most}");
    }

    private sealed class AppendComparer : IEqualityComparer<AppendResult>
    {
        public bool Equals(AppendResult? one, AppendResult? other) =>
            one is AppendResult.Appended a && other is AppendResult.Appended b && a.LastPosition == b.LastPosition && a.LastSeqs.SequenceEqual(b.LastSeqs);

        public int GetHashCode(AppendResult result) => 0;
    }
}
