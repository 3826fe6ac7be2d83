using System.Reflection;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class MigrationTests : StoreTests
{
    private readonly ManualTime _time = new(Some.Noon);

    [Fact]
    public async Task Files_that_are_missing_are_applied_in_order_and_once()
    {
        await using var store = await OpenAsync();
        SchemaFile[] first = [new(1, "CREATE TABLE notes (text TEXT)")];
        SchemaFile[] both = [.. first, new(2, "INSERT INTO notes VALUES ('x'); ALTER TABLE notes ADD COLUMN at BIGINT")];

        (await Apply(store, first)).ShouldBe(1);
        (await Apply(store, both)).ShouldBe(1);
        (await Apply(store, both)).ShouldBe(0);

        (await store.ReadAsync(c => new Statement(c, "SELECT count(at IS NULL) FROM notes").One(), Cancel)).ShouldBe(1L);
    }

    [Fact]
    public async Task A_number_that_was_left_out_can_come_later()
    {
        await using var store = await OpenAsync();
        SchemaFile[] gap = [new(1, "CREATE TABLE notes (text TEXT)"), new(3, "CREATE TABLE more (text TEXT)")];

        (await Apply(store, gap)).ShouldBe(2);
        (await Apply(store, [gap[0], new(2, "ALTER TABLE notes ADD COLUMN at BIGINT"), gap[1]])).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_was_held_before_rests_had_rows_of_their_own_is_held_after_the_upgrade(bool isReleased)
    {
        await using (var store = await OpenAsync())
        {
            await HoldDesk.HoldRestoredAsync(store, "From a backup.", _time, Cancel);
            if (isReleased) await new HoldDesk(store, _time).ReleaseAsync(Some.Mia, Cancel);
            await TamperAsync(store, "DROP TABLE rests; DROP TABLE overrides; DELETE FROM schema_version WHERE room = 'store' AND id = 5");
        }

        await using var upgraded = await OpenAsync();

        (await new HoldDesk(upgraded, _time).ReadAsync(Cancel)).ShouldBe(isReleased ? null : new Hold("From a backup.", Some.Noon));
    }

    [Fact]
    public async Task A_file_that_was_edited_is_refused()
    {
        await using var store = await OpenAsync();
        await Apply(store, [new(1, "CREATE TABLE notes (text TEXT)")]);

        var error = await Should.ThrowAsync<StoreException>(() => Apply(store, [new(1, "CREATE TABLE notes (text TEXT, at BIGINT)")]));

        error.Message.ShouldContain("0001.sql of memory");
    }

    [Fact]
    public async Task Data_of_a_newer_version_is_refused()
    {
        await using var store = await OpenAsync();
        await Apply(store, [new(1, "CREATE TABLE notes (text TEXT)"), new(2, "ALTER TABLE notes ADD COLUMN at BIGINT")]);

        var error = await Should.ThrowAsync<StoreException>(() => Apply(store, [new(1, "CREATE TABLE notes (text TEXT)")]));

        error.Message.ShouldContain("newer ChatRuns");
        error.Message.ShouldContain("0002");
    }

    [Fact]
    public async Task A_file_that_fails_leaves_nothing_behind()
    {
        await using var store = await OpenAsync();

        await Should.ThrowAsync<StoreException>(() => Apply(store, [new(1, "CREATE TABLE notes (text TEXT); CREATE TABLE runs (x TEXT)")]));

        (await Apply(store, [new(1, "CREATE TABLE notes (text TEXT)")])).ShouldBe(1);
    }

    [Fact]
    public async Task Before_an_upgrade_the_database_is_copied_beside_itself_and_the_last_two_copies_are_kept()
    {
        for (var upgrade = 0; upgrade < 3; upgrade++)
        {
            await using (var store = await OpenAsync())
            {
                await Some.RunAsync(store);
                await TamperAsync(store, "ALTER TABLE actions DROP COLUMN is_undo; DELETE FROM schema_version WHERE room = 'store' AND id = 2");
            }

            _time.Advance(TimeSpan.FromHours(1));
        }

        await using var upgraded = await OpenAsync();
        await Some.RunAsync(upgraded);

        Copies().Select(Path.GetFileName).ShouldBe(["chatruns.before-20261121T140000Z.db", "chatruns.before-20261121T150000Z.db"]);
        Directory.EnumerateFiles(Folder.Path, "*.part").ShouldBeEmpty();
        if (!OperatingSystem.IsWindows()) System.IO.File.GetUnixFileMode(Copies()[0]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var copy = new DatabaseFile(Copies()[1]).OpenReader();
        new Statement(copy, "SELECT count(*) FROM runs").One().ShouldBe(3L);
        new Statement(copy, "SELECT count(*) FROM schema_version WHERE room = 'store' AND id = 2").One().ShouldBe(0L);
    }

    [Fact]
    public async Task A_new_store_a_second_start_and_a_refused_one_leave_no_copy()
    {
        await using (var first = await OpenAsync()) await Some.RunAsync(first);
        await using (var second = await OpenAsync()) await TamperAsync(second, "UPDATE schema_version SET id = 9 WHERE room = 'store' AND id = 2");

        await Should.ThrowAsync<StoreException>(OpenAsync);

        Copies().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upgrade_of_two_rooms_is_copied_once()
    {
        SchemaFile[] first = [new(1, "CREATE TABLE notes (text TEXT)")];
        await using (var store = await OpenAsync())
        {
            await Some.RunAsync(store);
            await store.MigrateAsync("memory", first, Cancel);
            await TamperAsync(store, "ALTER TABLE actions DROP COLUMN is_undo; DELETE FROM schema_version WHERE room = 'store' AND id = 2");
        }

        await using var upgraded = await OpenAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await upgraded.MigrateAsync("memory", [.. first, new(2, "ALTER TABLE notes ADD COLUMN at BIGINT")], Cancel);

        Copies().Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_room_without_files_is_a_fault_of_the_program()
    {
        await using var store = await OpenAsync();

        await Should.ThrowAsync<InvalidOperationException>(
            () => store.MigrateAsync("memory", Assembly.GetExecutingAssembly(), "Nothing.", Cancel));
    }

    private Task<SqliteStore> OpenAsync() => SqliteStore.OpenAsync(Folder.Path, new(), _time, null, Cancel);

    private string[] Copies() => [.. Directory.EnumerateFiles(Folder.Path, "chatruns.before-*").Order(StringComparer.Ordinal)];

    private static Task<int> Apply(SqliteStore store, IReadOnlyList<SchemaFile> files) =>
        store.WriteAsync(c => Migration.Apply(c, "memory", files, 0), Cancel);
}
