using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Store;

public abstract partial class RunStoreContract
{
    [Fact]
    public async Task The_row_of_a_run_follows_its_life()
    {
        var run = await Some.RunAsync(Store, n => Some.Queued(n, "tidy", by: Some.Mia, target: "berlin", title: "Tidy for Mia"));
        var queued = (await Store.FindRunAsync(run, Cancel))!;
        (queued.Status, queued.QueuedAt, queued.StartedAt, queued.Summary).ShouldBe((RunStatus.Queued, Some.Noon, null, ""));
        (queued.Title, queued.StartedBy, queued.StartedByName, queued.Target, queued.Steps).ShouldBe(("Tidy for Mia", Some.Mia.Key, "Mia", "berlin", 2));

        await Happen(run, 1, new RunStarted(), new StepStarted("scan", 1, "s1"));
        var running = (await Store.FindRunAsync(run, Cancel))!;
        (running.Status, running.StartedAt, running.Step, running.UpdatedAt).ShouldBe((RunStatus.Running, Some.Noon.AddSeconds(1), "scan", Some.Noon.AddSeconds(1)));

        await Happen(run, 2, new StepFailed("scan", 1, new(Cause.TargetUnreachable, "No answer"), 900, Some.Noon.AddMinutes(1)));
        var retrying = (await Store.FindRunAsync(run, Cancel))!;
        (retrying.Status, retrying.Step, retrying.Error, retrying.Cause).ShouldBe((RunStatus.Retrying, "scan", "No answer", null));

        await Happen(run, 60, new StepStarted("scan", 2, "s1"), new StepCompleted("scan", null, 5), Some.Completed());
        var ended = (await Store.FindRunAsync(run, Cancel))!;
        (ended.Status, ended.EndedAt, ended.Step, ended.Error, ended.Summary).ShouldBe(
            (RunStatus.Completed, Some.Noon.AddSeconds(60), null, null, "Archived 3 files"));
        ended.StartedAt.ShouldBe(Some.Noon.AddSeconds(1));
    }

    [Fact]
    public async Task A_bad_end_names_step_cause_and_error()
    {
        var run = await Some.RunAsync(Store);

        await Happen(run, 1, new RunStarted(), Some.Failed("upload", Cause.TimedOut, new('x', 9_000), RunStatus.TimedOut));

        var row = (await Store.FindRunAsync(run, Cancel))!;
        (row.Status, row.Step, row.Cause).ShouldBe((RunStatus.TimedOut, "upload", Cause.TimedOut));
        row.Error!.Length.ShouldBe(500);
        row.Error.ShouldEndWith("…");
    }

    [Fact]
    public async Task A_run_ends_once()
    {
        var run = await Some.RunAsync(Store);
        await Happen(run, 1, Some.Completed());

        await Should.ThrowAsync<InvalidOperationException>(() => Store.AppendAsync(Some.Append(StreamName.Run(run), Some.Failed()), Cancel));

        (await Store.FindRunAsync(run, Cancel))!.Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_makes_no_run_end_before_it_started()
    {
        var run = await Some.RunAsync(Store);
        await Happen(run, 10, new RunStarted());

        await Happen(run, -3_600, Some.Completed());

        var row = (await Store.FindRunAsync(run, Cancel))!;
        row.EndedAt.ShouldBe(row.StartedAt);
    }

    [Fact]
    public async Task A_queued_run_is_due_at_once_and_a_running_one_is_not()
    {
        var run = await Some.RunAsync(Store);
        (await Due(0)).Runs.ShouldBe([run]);
        (await Due(-1)).ShouldSatisfyAllConditions(d => d.Runs.ShouldBeEmpty(), d => d.NextAt.ShouldBe(Some.Noon));

        await Happen(run, 1, new RunStarted(), new StepStarted("scan", 1, "s1"));

        (await Due(9_999)).ShouldSatisfyAllConditions(d => d.Runs.ShouldBeEmpty(), d => d.NextAt.ShouldBeNull());
        (await Store.ReadInFlightAsync(Cancel)).Runs.ShouldBe([run]);
    }

    [Fact]
    public async Task A_waiting_run_is_due_when_its_wait_is_over()
    {
        var (timed, asking, retrying) = (await Started(), await Started(), await Started());
        await Happen(timed, 1, new StepWaiting("pause", WaitReason.Time, Some.Noon.AddSeconds(30), [], null, []));
        await Happen(asking, 1, new StepWaiting("ask", WaitReason.Answer, null, [], "Really?", ["yes", "no"]));
        await Happen(retrying, 1, new StepFailed("scan", 1, new(Cause.TargetUnreachable, "No answer"), 5, Some.Noon.AddSeconds(20)));
        (await Due(10)).ShouldSatisfyAllConditions(d => d.Runs.ShouldBeEmpty(), d => d.NextAt.ShouldBe(Some.Noon.AddSeconds(20)));

        await Happen(asking, 12, new QuestionAnswered("ask", "yes", Some.Mia));

        (await Due(15)).ShouldSatisfyAllConditions(d => d.Runs.ShouldBe([asking]), d => d.NextAt.ShouldBe(Some.Noon.AddSeconds(20)));
        (await Due(30)).Runs.ShouldBe([asking, retrying, timed]);
        (await Store.ReadDueAsync(Some.Noon.AddSeconds(30), 1, Cancel)).ShouldSatisfyAllConditions(
            d => d.Runs.ShouldBe([asking]), d => d.NextAt.ShouldBe(Some.Noon.AddSeconds(20)));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("settled")]
    [InlineData("interrupted")]
    public async Task What_the_worker_must_look_at_makes_a_run_due_now_unless_it_is_over(string what)
    {
        RunEvent happened = what switch
        {
            "cancel" => new CancelRequested(Some.Mia, null),
            "settled" => new ActionSettled("1.1", "Succeeded", null, null),
            _ => new StepInterrupted("scan", 1),
        };
        var (waiting, over) = (await Started(), await Started());
        await Happen(waiting, 1, new StepWaiting("ask", WaitReason.Actions, null, ["1.1"], null, []));
        await Happen(over, 1, Some.Completed());

        await Happen(waiting, 2, happened);
        await Happen(over, 2, happened);

        (await Due(2)).Runs.ShouldBe([waiting]);
    }

    [Fact]
    public async Task Unfinished_runs_of_an_agent_are_listed_oldest_first()
    {
        var over = await Some.RunAsync(Store);
        var (queued, waiting) = (await Some.RunAsync(Store), await Started());
        await Some.RunAsync(Store, n => Some.Queued(n, "other"));
        await Happen(over, 1, Some.Completed());
        await Happen(waiting, 1, new StepWaiting("ask", WaitReason.Answer, null, [], "Really?", []));

        (await Store.ReadUnfinishedAsync("tidy", 10, Cancel)).ShouldBe([queued, waiting]);
        (await Store.ReadUnfinishedAsync("tidy", 1, Cancel)).ShouldBe([queued]);
        (await Store.ReadUnfinishedAsync("nobody", 10, Cancel)).ShouldBeEmpty();
    }

    private Task Happen(long run, int second, params JournalEvent[] events) =>
        Some.HappenAsync(Store, StreamName.Run(run), Some.Noon.AddSeconds(second), events);

    private async Task<long> Started()
    {
        var run = await Some.RunAsync(Store);
        await Happen(run, 0, new RunStarted(), new StepStarted("scan", 1, "s1"));
        return run;
    }

    private Task<ChatRuns.Store.DueWork> Due(int second) => Store.ReadDueAsync(Some.Noon.AddSeconds(second), 100, Cancel);
}
