using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Store;

public abstract partial class RunStoreContract
{
    [Fact]
    public async Task What_was_used_is_told_per_agent_and_hour_and_stands_in_the_row()
    {
        var run = await Some.RunAsync(Store);
        await Happen(run, 1, new RunStarted());
        await Happen(run, 2, new UsageReported("scan", 1, new() { Model = "m", InputTokens = 100, OutputTokens = 20, Credits = 0.25m }));
        await Happen(run, 3600, new UsageReported("scan", 2, new() { OutputTokens = 5 }));
        var other = await Some.RunAsync(Store, n => Some.Queued(n, "other"));
        await Happen(other, 3, new RunStarted(), Some.Failed());
        var test = await Some.RunAsync(Store, n => Some.Queued(n, isTest: true));
        await Happen(test, 4, new RunStarted(), new UsageReported("scan", 1, new() { InputTokens = 1 }));

        var all = await Store.ReadUsageAsync(null, Some.Noon, Some.Noon.AddHours(1), Cancel);
        var later = await Store.ReadUsageAsync("tidy", Some.Noon, Some.Noon.AddHours(2), Cancel);

        all.ShouldBe([new("other", 1, 0, 0, 0), new("tidy", 1, 101, 20, 0.25m)]);
        later.ShouldBe([new("tidy", 1, 101, 25, 0.25m)]);
        (await Store.ReadUsageAsync("none", Some.Noon, Some.Noon.AddHours(2), Cancel)).ShouldBeEmpty();
        (await Store.FindRunAsync(run, Cancel)).ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.Tokens.ShouldBe(125), r => r.Credits.ShouldBe(0.25m));
        (await Store.FindRunAsync(test, Cancel))!.Credits.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_used_stays_when_its_run_is_deleted()
    {
        var run = await Some.RunAsync(Store);
        await Happen(run, 1, new RunStarted(), new UsageReported("scan", 1, new() { InputTokens = 100, Credits = 0.25m }), Some.Failed());

        await Store.DeleteRunAsync(new(Guid.CreateVersion7(), Some.Noon.AddHours(1), run, Some.Mia, null), Cancel);
        await Store.RebuildAsync(Cancel);

        (await Store.ReadUsageAsync(null, Some.Noon, Some.Noon.AddHours(1), Cancel)).ShouldBe([new("tidy", 1, 100, 0, 0.25m)]);
    }

    [Fact]
    public async Task A_place_in_the_queue_counts_those_before_it()
    {
        List<long> runs = [];
        for (var i = 0; i < 6; i++) runs.Add(await Some.RunAsync(Store, n => Some.Queued(n, n == 2 ? "other" : "tidy"), Some.Noon.AddMinutes(i)));
        await Happen(runs[0], 600, new RunStarted());
        await Happen(runs[2], 600, new RunHeld("Waits for run #1."));
        await Happen(runs[4], 600, new RunHeld("Waits for run #1."));

        (await Store.FindPlaceAsync(runs[0], 10, Cancel)).ShouldBeNull();
        (await Store.FindPlaceAsync(99, 10, Cancel)).ShouldBeNull();
        (await Store.FindPlaceAsync(runs[1], 10, Cancel)).ShouldBe(new(0, false, IsHeld: false));
        (await Store.FindPlaceAsync(runs[5], 10, Cancel)).ShouldBe(new(2, false, IsHeld: false));
        (await Store.FindPlaceAsync(runs[5], 2, Cancel)).ShouldBe(new(2, IsMore: true, IsHeld: false));
        (await Store.FindPlaceAsync(runs[4], 10, Cancel)).ShouldBe(new(1, false, IsHeld: true));
    }
}
