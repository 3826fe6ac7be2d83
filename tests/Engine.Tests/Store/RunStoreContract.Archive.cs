using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Store;

public abstract partial class RunStoreContract
{
    [Fact]
    public async Task What_is_archived_is_in_no_list_count_or_figure_unless_it_is_asked_for()
    {
        var good = await Some.RunAsync(Store);
        var bad = await Some.RunAsync(Store);
        await Happen(good, 1, Some.Completed());
        await Happen(bad, 1, Some.Failed());

        await Happen(good, 2, new RunArchived(Some.Mia, "of no use"));
        await Happen(bad, 2, new RunArchived(Some.Mia, null));

        (await Store.ListRunsAsync(new(), new(), Cancel)).Total.ShouldBe(0);
        (await Store.ListRunsAsync(new() { Statuses = [RunStatus.Failed] }, new(), Cancel)).Rows.ShouldBeEmpty();
        Numbers(await Store.ListRunsAsync(new() { Archived = true }, new(), Cancel)).ShouldBe([bad, good]);
        Numbers(await Store.ListRunsAsync(new() { Archived = null }, new(), Cancel)).ShouldBe([bad, good]);
        (await Store.ListNumbersAsync(new() { Archived = true, UpTo = good }, 10, Cancel)).ShouldBe([good]);
        (await Store.FindRunAsync(good, Cancel))!.IsArchived.ShouldBeTrue();
        (await Store.ReadDailyAsync(null, "2000-01-01", Cancel)).ShouldAllBe(d => d.Runs + d.Completed + d.Bad == 0);
        (await Store.ReadFailuresAsync(Some.Noon, 10, Cancel)).ShouldBeEmpty();
        (await Store.ReadLastRunsAsync(Cancel)).ShouldBeEmpty();
        // Alerts tell of failures in a row, also where somebody has put one away.
        (await Store.ReadStreakAsync("tidy", bad, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_taken_out_of_the_archive_counts_again_and_is_rebuilt_so()
    {
        for (var i = 0; i < 3; i++) await Happen(await Some.RunAsync(Store), 1, Some.Failed());
        await Happen(1, 2, new RunArchived(Some.Mia, null));
        await Happen(2, 2, new RunArchived(Some.Mia, null));
        await Happen(2, 3, new RunUnarchived(Some.Mia));

        var before = await ProjectionsAsync();
        await Store.RebuildAsync(Cancel);

        (await ProjectionsAsync()).ShouldBe(before);
        (await Store.ReadDailyAsync(null, "2000-01-01", Cancel)).Sum(d => d.Bad).ShouldBe(2);
        (await Store.ReadFailuresAsync(Some.Noon, 10, Cancel)).Sum(f => f.Count).ShouldBe(2);
    }

    [Fact]
    public async Task What_a_deleted_run_counted_for_stays_when_projections_are_made_anew()
    {
        var run = await Some.RunAsync(Store);
        var other = await Some.RunAsync(Store);
        await Act(run, 1, 0, Some.Proposed(run, 1, confidence: 0.5));
        await Act(run, 2, 0, Some.Proposed(run, 2, confidence: null), new ActionApproved(Principal.System, 1, true));
        await Happen(run, 1, Some.Failed());
        await Act(run, 1, Day, new ActionRejected(Some.Mia, 1, null));
        (await Store.DeleteRunAsync(new(Guid.CreateVersion7(), Some.Noon.AddDays(2), run, Some.Mia, null), Cancel)).ShouldBeFalse("An action of it is to be executed.");
        await Act(run, 2, Day, new ActionStarted("k"), new ActionFailed("no", 1));
        var days = await Store.ReadDailyAsync(null, "2000-01-01", Cancel);
        var id = Guid.CreateVersion7();

        (await Store.DeleteRunAsync(new(id, Some.Noon.AddDays(2), run, Some.Mia, "old"), Cancel)).ShouldBeTrue();

        (await Store.DeleteRunAsync(new(id, Some.Noon.AddDays(2), run, Some.Mia, "old"), Cancel)).ShouldBeTrue("Sent twice it is done once.");
        (await Store.DeleteRunAsync(new(Guid.CreateVersion7(), Some.Noon.AddDays(2), other, Some.Mia, null), Cancel)).ShouldBeFalse("It is not over.");
        (await Store.FindRunAsync(run, Cancel)).ShouldBeNull();
        (await Store.FindDeletedAsync(run, Cancel))!.ShouldSatisfyAllConditions(g => g.ByName.ShouldBe(Some.Mia.Name), g => g.Why.ShouldBe("old"));
        (await Store.ReadDailyAsync(null, "2000-01-01", Cancel)).ShouldBe(days);
        var before = await ProjectionsAsync();
        await Store.RebuildAsync(Cancel);
        (await ProjectionsAsync()).ShouldBe(before);
        (await Store.VerifyAsync(Cancel)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_done_to_many_runs_is_open_until_it_ends()
    {
        var begun = new BulkBegun { Id = "b1", Deed = BulkDeed.Archive, By = Some.Mia, What = "all", Count = 1, Numbers = [1] };
        await Store.AppendAsync(new(Guid.CreateVersion7(), Some.Noon, [new("bulk/b1", Some.Mia, [begun], 0)]), Cancel);
        (await Store.ReadOpenBulksAsync(Cancel)).ShouldBe(["b1"]);
        var before = await ProjectionsAsync();
        await Store.RebuildAsync(Cancel);
        (await ProjectionsAsync()).ShouldBe(before);

        await Store.AppendAsync(new(Guid.CreateVersion7(), Some.Noon, [new("bulk/b1", Some.Mia, [new BulkEnded()], 1)]), Cancel);

        (await Store.ReadOpenBulksAsync(Cancel)).ShouldBeEmpty();
    }
}
