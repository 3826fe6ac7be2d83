using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Store;

public abstract partial class RunStoreContract
{
    /// <summary>Everything that a store derives from its journal, as text: two stores with equal journals have equal texts.</summary>
    protected abstract Task<string> ProjectionsAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_made_anew_from_the_journal_equals_what_was_kept_up_to_date(int seed)
    {
        await new RandomHistory(Store, seed).HappenAsync(300);
        var live = await ProjectionsAsync();

        await Store.RebuildAsync(Cancel);

        (await ProjectionsAsync()).ShouldBe(live);
        (await Store.ListRunsAsync(new() { Text = "archived", Statuses = [RunStatus.Completed] }, new(), Cancel)).Total.ShouldBe(
            (await Store.ListRunsAsync(new() { Statuses = [RunStatus.Completed] }, new(), Cancel)).Total);
        (await Store.VerifyAsync(Cancel)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_goes_on_after_a_rebuild()
    {
        var run = await Some.RunAsync(Store);

        await Store.RebuildAsync(Cancel);
        await Happen(run, 1, Some.Completed("Swept the floor"));

        (await Store.FindRunAsync(run, Cancel))!.Status.ShouldBe(RunStatus.Completed);
        Numbers(await Store.ListRunsAsync(new() { Text = "floor" }, new(), Cancel)).ShouldBe([run]);
        (await Some.RunAsync(Store)).ShouldBe(run + 1);
    }
}
