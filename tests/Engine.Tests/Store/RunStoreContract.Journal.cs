using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

public abstract partial class RunStoreContract
{
    [Fact]
    public async Task What_was_appended_is_read_back_in_order()
    {
        var run = await Some.RunAsync(Store);

        await Some.HappenAsync(Store, StreamName.Run(run), Some.Noon, new RunStarted(), new StepStarted("scan", 1, "s1"));

        var entries = await Store.ReadStreamAsync(StreamName.Run(run), 0, 100, Cancel);
        entries.Select(e => e.Seq).ShouldBe([1, 2, 3]);
        entries.Select(e => e.Event!.GetType()).ShouldBe([typeof(RunQueued), typeof(RunStarted), typeof(StepStarted)]);
        entries[2].Event.ShouldBe(new StepStarted("scan", 1, "s1"));
        entries[2].Actor.ShouldBe(Principal.System.Key);
        entries[2].At.ShouldBe(Some.Noon);
    }

    [Fact]
    public async Task An_empty_journal_ends_at_position_0()
    {
        (await Store.LastPositionAsync(Cancel)).ShouldBe(0);
        (await Store.ReadAsync(0, 10, Cancel)).ShouldBeEmpty();
        (await Store.ReadStreamAsync("run/1", 0, 10, Cancel)).ShouldBeEmpty();
        (await Store.ListRunsAsync(new(), new(), Cancel)).ShouldBe(new RunPage([], 0, true, null), new PageComparer());
        (await Store.VerifyAsync(Cancel)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_append_that_is_sent_twice_is_stored_once()
    {
        var run = await Some.RunAsync(Store);
        var append = Some.Append(StreamName.Run(run), new RunStarted());

        (await Store.AppendAsync(append, Cancel)).ShouldBeOfType<AppendResult.Appended>();
        (await Store.AppendAsync(append, Cancel)).ShouldBeOfType<AppendResult.Duplicate>();

        (await Store.ReadStreamAsync(StreamName.Run(run), 0, 10, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task New_runs_that_are_sent_twice_keep_their_numbers()
    {
        var add = new AddRuns(Guid.CreateVersion7(), Some.Noon, Some.Mia, [n => [Some.Queued(n)], n => [Some.Queued(n)]]);

        var first = await Store.AddRunsAsync(add, Cancel);
        await Some.RunAsync(Store);
        var again = await Store.AddRunsAsync(add, Cancel);

        first.Numbers.ShouldBe([1, 2]);
        again.Result.ShouldBeOfType<AppendResult.Duplicate>();
        again.Numbers.ShouldBe([1, 2]);
        (await Store.ListRunsAsync(new(), new(), Cancel)).Total.ShouldBe(3);
    }

    [Fact]
    public async Task An_append_to_a_stream_that_moved_on_is_told_where_it_is()
    {
        var run = await Some.RunAsync(Store);
        await Some.HappenAsync(Store, StreamName.Run(run), Some.Noon, new RunStarted());

        var result = await Store.AppendAsync(Some.AppendAt(Some.Noon, StreamName.Run(run), 1, Some.Completed()), Cancel);

        result.ShouldBe(new AppendResult.Conflict(StreamName.Run(run), 2));
        (await Store.FindRunAsync(run, Cancel))!.Status.ShouldBe(RunStatus.Running);
    }
}
