using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

/// <summary>A history with every kind of event there is, in an order that could have happened.</summary>
internal static class EveryKind
{
    private static readonly StepError Trouble = new(Cause.ToolFailed, "No");

    /// <summary>Appends it. <paramref name="blob"/> is the name of each blob that is named.</summary>
    public static async Task HappenAsync(IRunStore store, string blob)
    {
        await SettingsAsync(store, blob);
        await RunsAsync(store, blob);
        await ActionsAsync(store, blob);
        await ManyAsync(store, blob);
    }

    private static async Task SettingsAsync(IRunStore store, string blob)
    {
        await At(store, 0, StreamName.Agent("tidy"), new AgentPublished("tidy", new('a', 64), blob));
        await At(store, 1, StreamName.Agent("tidy"), new AgentPaused(Some.Mia, "Audit"));
        await At(store, 2, StreamName.Agent("tidy"), new AgentResumed(Some.Noor));
        await At(store, 3, StreamName.Agent("gone"), new AgentPublished("gone", new('b', 64), blob), new AgentRemoved("gone"));
        await At(store, 4, StreamName.Agent("tidy"), new ProposalMuted("f", Some.Noon.AddDays(1), Some.Mia, "Known"));
        await At(store, 4, StreamName.Agent("tidy"), new OverrideProposed("mode", "auto", Some.Noor, "Quiet week"), new AgentOverridden("mode", "auto", Some.Noor, "Quiet week", Some.Mia));
        await At(store, 4, StreamName.Agent("tidy"), new OverrideProposed("threshold", "0.5", Some.Noor, null), new OverrideRefused("threshold", Some.Mia), new AgentReset(["pause"], Some.Mia));
        await At(store, 5, StreamName.Schedule("tidy", "hourly"), new ScheduleSet("tidy", "hourly", "0 * * * *", Some.Noon));
        await At(store, 6, StreamName.Schedule("tidy", "hourly"), new TurnStarted("tidy", "hourly", Some.Noon, 1));
        await At(store, 7, StreamName.Schedule("tidy", "hourly"), new TurnsSkipped("tidy", "hourly", Some.Noon.AddHours(1), Some.Noon.AddHours(3), 3, "downtime", "Was off"), new TurnsOverdue("tidy", "hourly", Some.Noon.AddHours(4), 1));
        await At(store, 8, StreamName.Access, new AdminClaimed(Some.Mia), new AccessGranted(Some.Noor.Key, "Noor", Role.Approver, "agent:tidy", Some.Mia));
        await At(store, 9, StreamName.Access, new AccessRevoked(Some.Noor.Key, Role.Approver, "agent:tidy", Some.Mia), new StandInSet(Some.Mia, Some.Noor, null));
        await At(store, 10, StreamName.Access, new IdentitiesLinked(Some.Mia, Some.Noor), new IdentitiesUnlinked(Some.Noor, Some.Mia));
        await At(store, 11, StreamName.Admin, new BotStarted("1.0.0", "s1"), new SignedIn(Some.Mia), new RunsSeeded(1, 2), new WorkHeld("From a backup."), new WorkReleased(Some.Mia));
        await At(store, 12, StreamName.Freeze, new Frozen("everything", Some.Mia, "Odd mails", Some.Noon.AddHours(2)), new Frozen("tag:web", Some.Mia, null, null), new Unfrozen("tag:web", Some.Mia));
    }

    private static async Task RunsAsync(IRunStore store, string blob)
    {
        await Some.RunAsync(store, n => Some.Queued(n, tags: ["nightly"]) with { File = new("in.csv", blob, 12, "text/csv") });
        await At(store, 20, "run/1", new RunHeld("One runs already"));
        await At(store, 21, "run/1", new RunStarted(), new TargetNotReached("eu-prod", 1, 6, Trouble, Some.Noon.AddMinutes(22)), new StepStarted("scan", 1, "s1"), new ProgressReported("scan", 50, "half"));
        await At(store, 22, StreamName.Log(1), new LogWritten("scan", [new(Some.Noon, "out", "Looking")]));
        await At(store, 23, "run/1", new ToolCalled("scan", "file.list", Some.Json("{}"), "3 files", null, 4), new ProposalHeld("scan", "file.move", Some.Json("{}"), "muted", "By Mia"));
        await At(store, 24, "run/1", new FileAttached("scan", "out.csv", blob, 12, "text/csv"), new ReportSet("scan", blob, 12), new SummarySet("Soon over"), new UsageReported("scan", 1, new() { Model = "m-1", InputTokens = 900, OutputTokens = 80, Credits = 0.25m }));
        await At(store, 25, "run/1", new StepInterrupted("scan", 1), new StepStarted("scan", 2, "s2"), new StepFailed("scan", 2, Trouble, 5, Some.Noon.AddMinutes(1)));
        await At(store, 26, "run/1", new StepStarted("scan", 3, "s2"), new StepCompleted("scan", null, 4, blob));
        await At(store, 27, "run/1", new StepSkipped("mail", "Not on weekends"), new StepPreviewed("upload", "Would upload"));
        await At(store, 28, "run/1", new StepWaiting("ask", WaitReason.Answer, null, [], "Really?", ["yes", "no"], null, blob));
        await At(store, 28, "run/1", new ChildStarted("call", 2, "watch", "Watch", "eu-prod"), new StepWaiting("call", WaitReason.Run, null, [], null, []));
        await At(store, 28, "run/1", new ChildEnded("call", 2, RunStatus.Completed, "Done", null, null, blob));
        await At(store, 29, "run/1", new QuestionAnswered("ask", "yes", Some.Mia), new RunNoted(Some.Noor, "Looks odd", null));
        await Some.RunAsync(store, n => Some.Queued(n, "watch", isTest: true));
        await At(store, 30, "run/2", new StepReused("scan", 1, null, blob), new NothingDone(["report"]), new CancelRequested(Some.Mia, null), new RunEnded(RunStatus.Canceled, null, null, "Canceled"));
        await At(store, 31, "run/2", new RunArchived(Some.Mia, "Old"), new RunUnarchived(Some.Noor));
    }

    private static async Task ManyAsync(IRunStore store, string blob)
    {
        var gone = await Some.RunAsync(store);
        await At(store, 60, StreamName.Run(gone), new RunStarted(), new UsageReported("scan", 1, new() { InputTokens = 7, Credits = 0.5m }), Some.Completed());
        await store.DeleteRunAsync(new(Guid.CreateVersion7(), Some.Noon.AddMinutes(61), gone, Some.Mia, "Old"), CancellationToken.None);
        await At(store, 62, StreamName.Bulk("b1"), new BulkBegun { Id = "b1", Deed = BulkDeed.Archive, By = Some.Mia, What = "failed runs", Count = 2, Blob = blob });
        await At(store, 63, StreamName.Bulk("b1"), new BulkWorked(2, 1, new Dictionary<string, int> { ["It runs"] = 1 }), new BulkEnded());
        await At(store, 63, StreamName.Alert("tidy", 1), new AlertSnoozed(Some.Mia, Some.Noon.AddHours(2)), new AlertAcknowledged(Some.Mia), new AlertAssigned(Some.Mia, Some.Noor));
        await At(store, 64, StreamName.Retention, new RetentionSwept(new Dictionary<string, int> { ["tidy"] = 1 }));
    }

    private static async Task ActionsAsync(IRunStore store, string blob)
    {
        for (var ordinal = 1; ordinal <= 7; ordinal++) await At(store, 40, StreamName.Action(1, ordinal), Some.Proposed(1, ordinal));
        await At(store, 41, "run/1", new ActionsOpened("scan", ["1.1", "1.2"]));
        await Act(store, 1, new ActionEdited { By = Some.Mia, Revision = 2, Arguments = Some.Json("{}"), Digest = new('d', 64), Fingerprint = "new", Risk = Risk.High });
        await Act(store, 1, new ApprovalGiven(Some.Mia, 2));
        await Act(store, 1, new ActionApproved(Some.Noor, 2, false), new ActionStarted("k"), new ActionSucceeded(null, 3, new("file.move", Some.Json("{}")), blob));
        await Act(store, 1, new ActionUndone("1.7", Some.Mia));
        await At(store, 42, "run/1", new ActionSettled("1.1", "Succeeded", null, null, blob), Some.Completed());
        await Act(store, 2, new ActionRejected(Some.Noor, 1, "Still needed"));
        await Act(store, 3, new ActionExpired());
        await Act(store, 4, new ActionWithdrawn("Canceled"));
        await Act(store, 5, new ActionApproved(Some.Mia, 1, true), new ActionReturned("Changed", 2, new('e', 64), new('b', 64), null));
        await Act(store, 6, new ActionApproved(Some.Mia, 1, false), new ActionStarted("k"), new ActionUnknown(), new ActionResolved(Some.Mia, false));
        await Act(store, 7, new ActionApproved(Some.Mia, 1, false), new ActionStarted("k"), new ActionFailed("No", 1), new ActionRetried(Some.Mia));
    }

    private static Task Act(IRunStore store, int ordinal, params JournalEvent[] events) => At(store, 50 + ordinal, StreamName.Action(1, ordinal), events);

    private static Task At(IRunStore store, int minute, string stream, params JournalEvent[] events) =>
        Some.HappenAsync(store, stream, Some.Noon.AddMinutes(minute), events);
}
