using System.Reflection;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class MigrationTests : StoreTests
{
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
    public async Task A_room_without_files_is_a_fault_of_the_program()
    {
        await using var store = await OpenAsync();

        await Should.ThrowAsync<InvalidOperationException>(
            () => store.MigrateAsync("memory", Assembly.GetExecutingAssembly(), "Nothing.", Cancel));
    }

    private static Task<int> Apply(SqliteStore store, IReadOnlyList<SchemaFile> files) =>
        store.WriteAsync(c => Migration.Apply(c, "memory", files, 0), Cancel);
}
