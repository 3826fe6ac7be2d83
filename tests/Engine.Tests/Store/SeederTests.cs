using ChatRuns.Store;
using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class SeederTests : StoreTests
{
    [Fact]
    public async Task Rows_alone_are_the_same_rows_without_their_events()
    {
        using var other = new TempFolder();
        await using var full = await OpenAsync();
        await using var bare = await SqliteStore.OpenAsync(other.Path, new(), TimeProvider.System, null, Cancel);

        await new Seeder(full).SeedAsync(new(1_200, Some.Noon), _ => { }, Cancel);
        await new Seeder(bare).SeedAsync(new(1_200, Some.Noon) { RowsOnly = true }, _ => { }, Cancel);

        (await bare.ReadDailyAsync(null, "2000-01-01", Cancel)).ShouldBe(await full.ReadDailyAsync(null, "2000-01-01", Cancel));
        (await bare.FindRunAsync(1_200, Cancel))!.Summary.ShouldBe((await full.FindRunAsync(1_200, Cancel))!.Summary);
        (await bare.LastPositionAsync(Cancel)).ShouldBe(3, "one mark for each portion");
        (await bare.ReadStreamAsync("run/7", 0, 10, Cancel)).ShouldBeEmpty();
        (await Some.RunAsync(bare)).ShouldBe(1_201);
    }

    [Fact]
    public async Task Runs_are_added_to_seeded_ones_and_never_to_real_ones()
    {
        await using var store = await OpenAsync();
        await new Seeder(store).SeedAsync(new(10, Some.Noon), _ => { }, Cancel);
        await new Seeder(store).SeedAsync(new(10, Some.Noon), _ => { }, Cancel);
        (await store.ListRunsAsync(new() { Archived = null }, new(), Cancel)).Total.ShouldBe(20);

        using var other = new TempFolder();
        await using var real = await SqliteStore.OpenAsync(other.Path, new(), TimeProvider.System, null, Cancel);
        await Some.RunAsync(real);

        (await Should.ThrowAsync<StoreException>(() => new Seeder(real).SeedAsync(new(10, Some.Noon), _ => { }, Cancel))).Message.ShouldContain("real runs");
    }

    [Fact]
    public async Task Seeded_runs_are_as_sound_as_any()
    {
        await using var store = await OpenAsync();
        List<long> told = [];

        await new Seeder(store).SeedAsync(new(1_200, Some.Noon), told.Add, Cancel);

        told[^1].ShouldBe(1_200);
        (await store.ListRunsAsync(new() { Statuses = [], From = Some.Noon.AddDays(-1) }, new(), Cancel)).Total.ShouldBeInRange(10, 20);
        (await store.VerifyAsync(Cancel)).Broken.ShouldBeEmpty();
        var days = await store.ReadDailyAsync(null, "2000-01-01", Cancel);
        await store.RebuildAsync(Cancel);
        (await store.ReadDailyAsync(null, "2000-01-01", Cancel)).ShouldBe(days);
    }
}
