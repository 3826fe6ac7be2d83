using System.Data.Common;
using System.Text;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class StoreCheckTests : StoreTests
{
    private readonly List<StoreProgress> _told = [];

    private BlobShelf Blobs => new(Folder["blobs"], TimeProvider.System);

    [Fact]
    public async Task A_store_that_somebody_else_has_open_is_walked_with_its_blobs()
    {
        await using var store = await FilledAsync();

        var result = await CheckAsync();

        result.Broken.ShouldBeEmpty();
        (result.Events, result.Blobs).ShouldBe((await store.LastPositionAsync(Cancel), 1));
    }

    [Fact]
    public async Task A_stopped_store_is_walked_and_stays_as_it_was()
    {
        await (await FilledAsync()).DisposeAsync();
        var before = await System.IO.File.ReadAllBytesAsync(File);

        (await CheckAsync()).Broken.ShouldBeEmpty();

        (await System.IO.File.ReadAllBytesAsync(File)).ShouldBe(before);
        DataFolderLock.Take(Folder.Path).Dispose();
    }

    [Fact]
    public async Task A_blob_that_is_missing_is_told_with_a_place_that_names_it()
    {
        await using var store = await FilledAsync();
        var blob = BlobFile();
        System.IO.File.Delete(blob);

        var result = await CheckAsync();

        result.Broken.ShouldBe([$"Position 4: the blob {Path.GetFileName(blob)} that agent/gone 1 names is missing."]);
    }

    [Fact]
    public async Task A_blob_that_was_changed_is_told()
    {
        await using var store = await FilledAsync();
        await System.IO.File.AppendAllTextAsync(BlobFile(), "x");

        (await CheckAsync()).Broken.ShouldHaveSingleItem().ShouldContain("is not what was stored");
    }

    [Fact]
    public async Task A_blob_that_another_table_names_is_looked_at_too()
    {
        await using var store = await FilledAsync();

        var result = await CheckAsync(("a shared file", new('0', 64)));

        result.Broken.ShouldBe([$"The blob {new string('0', 64)} of a shared file is missing."]);
    }

    [Fact]
    public async Task The_first_broken_place_stands_first()
    {
        await using var store = await FilledAsync();
        await TamperAsync(store, "UPDATE events SET at = at + 1 WHERE stream = 'run/1' AND seq IN (2, 5)");

        var broken = (await CheckAsync()).Broken;

        broken[0].ShouldMatch("^Position [0-9]+: the hash of run/1 2 does not fit what is stored.$");
        broken.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_name_inside_the_output_of_a_program_is_none_of_a_blob()
    {
        await using var store = await OpenAsync();
        await Some.RunAsync(store);
        await Some.HappenAsync(store, "run/1", Some.Noon, new StepCompleted("scan", Some.Json("""{"blob":"nothing of ours"}"""), 4));

        (await CheckAsync()).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_without_a_journal_are_refused()
    {
        await using var store = await FilledAsync();
        await Some.HappenAsync(store, StreamName.Admin, Some.Noon, new RowsSeeded(10, 20));

        (await Should.ThrowAsync<StoreException>(() => CheckAsync())).Message.ShouldContain("without a journal");
    }

    [Fact]
    public async Task Where_there_is_no_store_nothing_is_made()
    {
        (await Should.ThrowAsync<StoreException>(() => CheckAsync())).Message.ShouldContain("There is no store in");

        Directory.EnumerateFileSystemEntries(Folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Data_of_a_newer_version_is_refused()
    {
        await using var store = await FilledAsync();
        await TamperAsync(store, "INSERT INTO schema_version (room, id, sha256, at) VALUES ('store', 9999, '', 0)");

        (await Should.ThrowAsync<StoreException>(() => CheckAsync())).Message.ShouldContain("written by a newer ChatRuns");
    }

    [Fact]
    public async Task A_long_walk_tells_how_far_it_has_come()
    {
        await using var store = await OpenAsync();
        await new Seeder(store).SeedAsync(new(900, Some.Noon), _ => { }, Cancel);

        await CheckAsync();

        _told.ShouldContain(p => p.Doing == "Looked at events" && p.Done == 5_000 && p.Total > 5_000);
    }

    [Fact]
    public void Every_member_that_names_a_blob_is_known()
    {
        foreach (var kind in EventJson.Kinds())
        {
            var names = kind.GetProperties().Count(p => p.Name == "Blob" || p.PropertyType.GetProperty("Blob") is not null);
            BlobNames.Of((JournalEvent)EventJsonTests.Make(kind, null)!).Count().ShouldBe(names, kind.Name);
        }
    }

    private async Task<SqliteStore> FilledAsync()
    {
        var store = await OpenAsync();
        await EveryKind.HappenAsync(store, await Blobs.PutAsync(Encoding.UTF8.GetBytes("what an agent made"), Cancel));
        return store;
    }

    private string BlobFile() => Directory.EnumerateFiles(Folder["blobs"], "*", SearchOption.AllDirectories).ShouldHaveSingleItem();

    private sealed class Names((string What, string Blob)[] blobs) : INamesBlobs
    {
        public IReadOnlyList<(string What, string Blob)> BlobsIn(DbConnection connection) => blobs;
    }

    private Task<VerifyResult> CheckAsync(params (string What, string Blob)[] also) =>
        StoreCheck.RunAsync(Folder.Path, Blobs, new(), new Names(also), _told.Add, Cancel);
}
