using ChatRuns.Store.Sqlite;

namespace ChatRuns.Engine.Tests.Store;

public sealed class SeederTests : StoreTests
{
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
