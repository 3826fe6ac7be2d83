using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
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
    public async Task Many_streams_are_read_at_once_each_in_its_order()
    {
        var (one, two, other) = (await Some.RunAsync(Store), await Some.RunAsync(Store), await Some.RunAsync(Store));
        foreach (var run in new[] { one, other, two }) await Some.HappenAsync(Store, StreamName.Run(run), Some.Noon, new RunStarted());

        var entries = await Store.ReadStreamsAsync([StreamName.Run(two), StreamName.Run(one), StreamName.Run(two), "run/none"], Cancel);

        entries.Select(e => (e.Stream, e.Seq)).ShouldBe([(StreamName.Run(one), 1), (StreamName.Run(one), 2), (StreamName.Run(two), 1), (StreamName.Run(two), 2)]);
        (await Store.ReadStreamsAsync([], Cancel)).ShouldBeEmpty();
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

    [Fact]
    public async Task Streams_are_appended_all_or_nothing()
    {
        var (one, other) = (await Some.RunAsync(Store), await Some.RunAsync(Store));
        var append = new Append(Guid.CreateVersion7(), Some.Noon,
        [
            new(StreamName.Run(one), Some.Mia, [new RunStarted()], 1),
            new(StreamName.Run(other), Some.Mia, [new RunStarted()], 7),
        ]);

        (await Store.AppendAsync(append, Cancel)).ShouldBe(new AppendResult.Conflict(StreamName.Run(other), 1));

        (await Store.FindRunAsync(one, Cancel))!.Status.ShouldBe(RunStatus.Queued);
        (await Store.ReadStreamAsync(StreamName.Run(one), 1, 10, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_that_cannot_follow_undoes_its_whole_append_and_nothing_else()
    {
        var run = await Some.RunAsync(Store);
        await Some.HappenAsync(Store, StreamName.Run(run), Some.Noon, Some.Completed());
        var append = new Append(Guid.CreateVersion7(), Some.Noon,
        [
            new(StreamName.Agent("tidy"), Some.Mia, [new AgentPaused(Some.Mia, null)]),
            new(StreamName.Run(run), Some.Mia, [Some.Completed()]),
        ]);

        var others = Enumerable.Range(0, 20).Select(_ => Some.RunAsync(Store)).ToList();
        await Should.ThrowAsync<InvalidOperationException>(() => Store.AppendAsync(append, Cancel));
        await Task.WhenAll(others);

        (await Store.ReadAgentsAsync(Cancel)).ShouldBeEmpty();
        (await Store.ReadStreamAsync(StreamName.Agent("tidy"), 0, 10, Cancel)).ShouldBeEmpty();
        (await Store.VerifyAsync(Cancel)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_begins_with_its_own_RunQueued()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Store.AppendAsync(Some.Append("run/5", new RunStarted()), Cancel));
        await Should.ThrowAsync<InvalidOperationException>(() => Store.AppendAsync(Some.Append("run/5", Some.Queued(5)), Cancel));
        await Should.ThrowAsync<InvalidOperationException>(() => Some.RunAsync(Store, n => Some.Queued(n + 1)));

        (await Some.RunAsync(Store)).ShouldBe(1);
    }

    [Fact]
    public async Task Run_numbers_have_no_gaps_however_many_start_at_once()
    {
        var starts = Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            var fails = i % 10 == 0;
            var add = new AddRuns(Guid.CreateVersion7(), Some.Noon, Some.Mia, [n => [Some.Queued(fails ? n + 1 : n)], n => [Some.Queued(n)]]);
            return fails ? await Refused(add) : (await Store.AddRunsAsync(add, Cancel)).Numbers;
        }));

        var numbers = (await Task.WhenAll(starts)).SelectMany(n => n).Order();

        numbers.ShouldBe(Enumerable.Range(1, 360).Select(n => (long)n));

        async Task<IReadOnlyList<long>> Refused(AddRuns add)
        {
            await Should.ThrowAsync<InvalidOperationException>(() => Store.AddRunsAsync(add, Cancel));
            return [];
        }
    }

    [Fact]
    public async Task A_turn_of_a_schedule_becomes_a_run_once()
    {
        await Some.HappenAsync(Store, StreamName.Schedule("tidy", "weekdays"), Some.Noon, new ScheduleSet("tidy", "weekdays", "0 9 * * 1-5", Some.Noon));
        AddRuns Turn() => new(Guid.CreateVersion7(), Some.Noon, Principal.System, [n => [Some.Queued(n)]], numbers =>
        [
            new(StreamName.Schedule("tidy", "weekdays"), Principal.System, [new TurnStarted("tidy", "weekdays", Some.Noon.AddDays(1), numbers[0])], 1),
        ]);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Store.AddRunsAsync(Turn(), Cancel)));

        results.Count(r => r.Result is AppendResult.Appended).ShouldBe(1);
        results.Count(r => r is { Result: AppendResult.Conflict, Numbers: [] }).ShouldBe(9);
        (await Store.ListRunsAsync(new(), new(), Cancel)).Total.ShouldBe(1);
        (await Some.RunAsync(Store)).ShouldBe(2);
    }

    [Fact]
    public async Task Of_a_thousand_who_saw_the_same_seq_one_wins()
    {
        var run = await Some.RunAsync(Store);
        for (var seq = 1; seq <= 3; seq++)
        {
            var appends = Enumerable.Range(0, 1_000).Select(_ => Some.AppendAt(Some.Noon, StreamName.Run(run), seq, new SummarySet("one line"))).ToList();

            var results = await Task.WhenAll(appends.Select(a => Task.Run(() => Store.AppendAsync(a, Cancel))));

            results.Count(r => r is AppendResult.Appended).ShouldBe(1);
            results.OfType<AppendResult.Conflict>().ShouldAllBe(c => c.Seq == seq + 1);
        }

        (await Store.ReadStreamAsync(StreamName.Run(run), 0, 100, Cancel)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Followers_read_everything_but_log_chunks()
    {
        var run = await Some.RunAsync(Store);
        await Some.HappenAsync(Store, StreamName.Log(run), Some.Noon, Log("one"), Log("two"));
        await Some.HappenAsync(Store, StreamName.Run(run), Some.Noon, new RunStarted());
        await Some.HappenAsync(Store, StreamName.Log(run), Some.Noon, Log("three"));

        var told = await Store.ReadAsync(0, 10, Cancel);

        told.Select(e => e.Event!.GetType()).ShouldBe([typeof(RunQueued), typeof(RunStarted)]);
        told[^1].Position.ShouldBe(4);
        (await Store.ReadAsync(told[0].Position, 10, Cancel)).ShouldHaveSingleItem().Position.ShouldBe(4);
        (await Store.LastPositionAsync(Cancel)).ShouldBe(5);
    }

    [Fact]
    public async Task The_tail_of_a_log_is_its_last_chunks_in_order()
    {
        var run = await Some.RunAsync(Store);
        await Some.HappenAsync(Store, StreamName.Log(run), Some.Noon, [.. Enumerable.Range(1, 9).Select(i => Log($"{i}"))]);

        var tail = await Store.ReadTailAsync(StreamName.Log(run), 2, Cancel);

        tail.Select(e => ((LogWritten)e.Event!).Lines[0].Text).ShouldBe(["8", "9"]);
    }

    [Fact]
    public async Task The_activity_of_a_run_is_its_own_events_and_those_of_its_actions()
    {
        for (var i = 0; i < 11; i++) await Some.RunAsync(Store);
        await Some.HappenAsync(Store, StreamName.Action(1, 1), Some.Noon, Some.Proposed(1));
        await Some.HappenAsync(Store, StreamName.Log(1), Some.Noon, Log("one"));
        await Some.HappenAsync(Store, StreamName.Action(10, 1), Some.Noon, Some.Proposed(10));
        await Some.HappenAsync(Store, StreamName.Run(1), Some.Noon, new RunStarted());
        await Some.HappenAsync(Store, StreamName.Action(1, 1), Some.Noon, new ActionRejected(Some.Mia, 1, null));

        var activity = await Store.ReadActivityAsync(1, Cancel);

        activity.Select(e => e.Event!.GetType()).ShouldBe([typeof(RunQueued), typeof(ActionProposed), typeof(RunStarted), typeof(ActionRejected)]);
    }

    [Fact]
    public async Task Listeners_hear_of_a_commit_that_they_can_read()
    {
        var heard = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Committed += position => heard.TrySetResult(position);

        await Some.RunAsync(Store);

        var position = await heard.Task.WaitAsync(TimeSpan.FromSeconds(30));
        (await Store.ReadAsync(position - 1, 1, Cancel)).ShouldHaveSingleItem().Event.ShouldBeOfType<RunQueued>();
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_stop_the_store()
    {
        Store.Committed += _ => throw new InvalidOperationException("A fault of the listener.");

        (await Some.RunAsync(Store)).ShouldBe(1);
        (await Some.RunAsync(Store)).ShouldBe(2);
    }

    [Fact]
    public async Task What_is_canceled_before_its_turn_is_not_stored()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Store.AppendAsync(Some.Append(StreamName.Admin, new SignedIn(Some.Mia)), canceled.Token));

        (await Store.LastPositionAsync(Cancel)).ShouldBe(0);
    }

    private static LogWritten Log(string text) => new("scan", [new(Some.Noon, "out", text)]);
}
