using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

public abstract partial class RunStoreContract
{
    private const int Day = 86_400;

    [Fact]
    public async Task Daily_counts_tell_what_happened_on_which_day()
    {
        var run = await Some.RunAsync(Store);
        await Act(run, 1, 0, Some.Proposed(run, 1, confidence: 0.5));
        await Act(run, 2, 0, Some.Proposed(run, 2, confidence: null));
        await Act(run, 3, 0, Some.Proposed(run, 3, confidence: 0.25), new ActionApproved(Principal.System, 1, true));
        await Happen(run, 1, Some.Completed());
        await Act(run, 1, Day, new ActionApproved(Some.Mia, 1, false));
        await Act(run, 2, Day, new ActionRejected(Some.Mia, 1, null));
        var late = await Some.RunAsync(Store, at: Some.Noon.AddDays(1));
        await Happen(late, Day + 1, Some.Failed());
        await Some.RunAsync(Store, n => Some.Queued(n, "other"));

        var days = await Store.ReadDailyAsync("tidy", "2026-11-21", Cancel);

        days.ShouldBe(
        [
            new() { Day = "2026-11-21", Agent = "tidy", Runs = 1, Completed = 1, Proposed = 3, Automatic = 1, ConfidenceSum = 0.75, ConfidenceCount = 2 },
            new() { Day = "2026-11-22", Agent = "tidy", Runs = 1, Bad = 1, Approved = 1, Rejected = 1 },
        ]);
        (await Store.ReadDailyAsync("tidy", "2026-11-22", Cancel)).Count.ShouldBe(1);
        (await Store.ReadDailyAsync(null, "2026-11-21", Cancel)).Select(d => (d.Day, d.Agent)).ShouldBe(
            [("2026-11-21", "other"), ("2026-11-21", "tidy"), ("2026-11-22", "tidy")]);
        (await Store.ReadDaysAsync("2026-11-21", Cancel)).ShouldBe([days[0] with { Agent = "", Runs = 2 }, days[1] with { Agent = "" }]);
    }

    [Fact]
    public async Task Test_runs_and_previews_do_not_count()
    {
        var run = await Some.RunAsync(Store, n => Some.Queued(n, isTest: true));
        await Act(run, 0, Some.Proposed(run, isPreview: true));
        await Happen(run, 1, Some.Failed());

        (await Store.ReadDailyAsync(null, "2000-01-01", Cancel)).ShouldBeEmpty();
        (await Store.ReadTopToolsAsync(null, Some.Noon, 10, Cancel)).ShouldBeEmpty();
        (await Store.ReadFailuresAsync(Some.Noon, 10, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_returned_approval_is_taken_off_its_day_again()
    {
        var run = await Some.RunAsync(Store);
        await Act(run, 0, Some.Proposed(run), new ActionApproved(Some.Mia, 1, false));

        await Act(run, Day, new ActionReturned("The file changed", 2, new('e', 64), new('b', 64), null));
        (await Store.ReadDailyAsync("tidy", "2000-01-01", Cancel)).Sum(d => d.Approved).ShouldBe(0);

        await Act(run, 2 * Day, new ActionApproved(Some.Mia, 2, false), new ActionStarted("k"), new ActionFailed("No", 1), new ActionRetried(Some.Mia));
        (await Store.ReadDailyAsync("tidy", "2000-01-01", Cancel)).Where(d => d.Approved != 0).ShouldHaveSingleItem().Day.ShouldBe("2026-11-23");
    }

    [Fact]
    public async Task Tools_are_counted_most_first()
    {
        var run = await Some.RunAsync(Store);
        await Act(run, 1, 0, Some.Proposed(run, 1, tool: "file.delete"));
        await Act(run, 2, Day, Some.Proposed(run, 2, tool: "file.move"));
        await Act(run, 3, Day, Some.Proposed(run, 3, tool: "file.move"));
        await Act(run, 4, Day, Some.Proposed(run, 4, "other", "http.request"));

        (await Store.ReadTopToolsAsync(null, Some.Noon, 2, Cancel)).ShouldBe([new("file.move", 2), new("file.delete", 1)]);
        (await Store.ReadTopToolsAsync("tidy", Some.Noon.AddDays(1), 9, Cancel)).ShouldBe([new("file.move", 2)]);
    }

    [Fact]
    public async Task Failures_are_counted_by_agent_and_step_with_the_last_error()
    {
        await Fails(1, "scan", "First");
        await Fails(2, "scan", "Last");
        await Fails(3, "upload", "Else");
        await Fails(4, null, "No step");
        await Happen(await Some.RunAsync(Store), 5, new RunEnded(RunStatus.Canceled, null, null, "Canceled by Mia"));

        (await Store.ReadFailuresAsync(Some.Noon, 9, Cancel)).ShouldBe(
            [new("tidy", "scan", 2, "Last"), new("tidy", null, 1, "No step"), new("tidy", "upload", 1, "Else")]);
        (await Store.ReadFailuresAsync(Some.Noon.AddSeconds(2), 1, Cancel)).ShouldBe([new("tidy", null, 1, "No step")]);

        async Task Fails(int second, string? step, string message) =>
            await Happen(await Some.RunAsync(Store), second, new RunEnded(RunStatus.Failed, step, new(Cause.ToolFailed, message), "Failed"));
    }

    [Fact]
    public async Task The_last_run_of_each_agent_is_known()
    {
        (await Store.ReadLastRunsAsync(Cancel)).ShouldBeEmpty();
        await Some.RunAsync(Store, n => Some.Queued(n, "zeta"));
        await Some.RunAsync(Store, n => Some.Queued(n, "alpha"));
        var last = await Some.RunAsync(Store, n => Some.Queued(n, "zeta"), Some.Noon.AddMinutes(1));
        await Happen(last, 61, Some.Failed());

        (await Store.ReadLastRunsAsync(Cancel)).ShouldBe(
            [new("alpha", 2, RunStatus.Queued, Some.Noon), new("zeta", last, RunStatus.Failed, Some.Noon.AddMinutes(1))]);
    }

    [Fact]
    public async Task A_schedule_is_accounted_for_up_to_its_last_turn()
    {
        var stream = StreamName.Schedule("tidy", "weekdays");
        await Some.HappenAsync(Store, stream, Some.Noon, new ScheduleSet("tidy", "weekdays", "0 9 * * *", Some.Noon));
        await Some.HappenAsync(Store, stream, Some.Noon, new TurnStarted("tidy", "weekdays", Some.Noon.AddHours(1), 1));
        await Some.HappenAsync(Store, stream, Some.Noon, new TurnsSkipped("tidy", "weekdays", Some.Noon.AddHours(2), Some.Noon.AddHours(4), 3, "downtime", "Was off"));
        (await Store.ReadSchedulesAsync(Cancel)).ShouldBe([new("tidy", "weekdays", "0 9 * * *", Some.Noon.AddHours(4), 3)]);

        await Some.HappenAsync(Store, stream, Some.Noon, new ScheduleSet("tidy", "weekdays", "0 8 * * *", Some.Noon.AddHours(3)));

        (await Store.ReadSchedulesAsync(Cancel)).ShouldBe([new("tidy", "weekdays", "0 8 * * *", Some.Noon.AddHours(3), 4)]);
    }

    [Fact]
    public async Task A_pause_set_in_chat_survives_a_new_version_until_somebody_resumes()
    {
        await Some.HappenAsync(Store, "agent/tidy", Some.Noon, new AgentPublished("tidy", "v1", "b1"), new AgentPaused(Some.Mia, "Audit"));
        await Some.HappenAsync(Store, "agent/tidy", Some.Noon, new AgentPublished("tidy", "v2", "b2"));
        (await Store.ReadAgentsAsync(Cancel)).ShouldBe(
            [new() { Name = "tidy", Version = "v2", Blob = "b2", Paused = new(Some.Mia.Key, "Mia", Some.Noon, "Audit"), Seq = 3 }]);

        await Some.HappenAsync(Store, "agent/tidy", Some.Noon, new AgentResumed(Some.Mia), new AgentRemoved("tidy"));

        (await Store.ReadAgentsAsync(Cancel)).ShouldBe([new() { Name = "tidy", Version = "v2", Blob = "b2", IsRemoved = true, IsResumedInChat = true, ResumedByName = "Mia", Seq = 5 }]);
    }

    [Fact]
    public async Task The_last_mute_of_a_proposal_counts()
    {
        (await Store.FindMuteAsync("tidy", "same", Cancel)).ShouldBeNull();
        await Some.HappenAsync(Store, "agent/tidy", Some.Noon, new ProposalMuted("same", Some.Noon.AddDays(30), Some.Mia, "Not again"));
        await Some.HappenAsync(Store, "agent/tidy", Some.Noon.AddDays(1), new ProposalMuted("same", null, Some.Noor, null));

        (await Store.FindMuteAsync("tidy", "same", Cancel)).ShouldBe(new MuteRow(null, Some.Noor.Key, "Noor", Some.Noon.AddDays(1), null));
        (await Store.FindMuteAsync("other", "same", Cancel)).ShouldBeNull();
    }
}
