using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Store;

public abstract partial class RunStoreContract
{
    [Fact]
    public async Task The_counts_of_a_run_follow_each_of_its_actions()
    {
        var run = await Some.RunAsync(Store);
        await Act(run, 0, Some.Proposed(run));
        await Counts(run, new() { Proposed = 1, Open = 1 });

        await Act(run, 1, Edited(2), new ApprovalGiven(Some.Mia, 2), new ActionApproved(Some.Noor, 2, false));
        await Counts(run, new() { Proposed = 1, Approved = 1 });

        await Act(run, 2, new ActionReturned("The file changed", 3, new('e', 64), new('b', 64), null));
        await Counts(run, new() { Proposed = 1, Open = 1 });

        await Act(run, 3, new ActionApproved(Some.Mia, 3, false), new ActionStarted("k1"), new ActionUnknown());
        await Counts(run, new() { Proposed = 1, Approved = 1, Unknown = 1 });

        await Act(run, 4, new ActionResolved(Some.Mia, false), new ActionStarted("k2"), new ActionFailed("No such file", 3));
        await Counts(run, new() { Proposed = 1, Approved = 1, Failed = 1 });

        await Act(run, 5, new ActionRetried(Some.Mia), new ActionStarted("k3"), new ActionSucceeded(null, 3, null));
        await Counts(run, new() { Proposed = 1, Approved = 1 });

        await Act(run, 6, new ActionUndone($"{run}.2", Some.Mia));
        await Counts(run, new() { Proposed = 1, Approved = 1 });
        (await Store.FindRunAsync(run, Cancel))!.UpdatedAt.ShouldBe(Some.Noon.AddSeconds(6));
    }

    [Fact]
    public async Task Each_way_an_action_ends_has_its_own_count()
    {
        var run = await Some.RunAsync(Store);
        await Act(run, 1, 0, Some.Proposed(run, 1), new ActionApproved(Principal.System, 1, true), new ActionStarted("k"), new ActionSucceeded(null, 1, null));
        await Act(run, 2, 0, Some.Proposed(run, 2), new ActionRejected(Some.Mia, 1, "Still needed"));
        await Act(run, 3, 0, Some.Proposed(run, 3), new ActionExpired());
        await Act(run, 4, 0, Some.Proposed(run, 4), new ActionWithdrawn("Its run was canceled"));
        await Act(run, 5, 0, Some.Proposed(run, 5, isPreview: true));

        await Counts(run, new() { Proposed = 5, Automatic = 1, Rejected = 1, Expired = 1 });
    }

    [Fact]
    public async Task An_action_is_due_when_it_expires_or_is_to_be_executed()
    {
        var run = await Some.RunAsync(Store);
        await Happen(run, 0, Some.Completed());
        var id = new ActionId(run, 1);
        await Act(run, 0, Some.Proposed(run, expiresAt: Some.Noon.AddSeconds(100)));
        (await Due(99)).ShouldSatisfyAllConditions(d => d.Actions.ShouldBeEmpty(), d => d.NextAt.ShouldBe(Some.Noon.AddSeconds(100)));
        (await Due(100)).Actions.ShouldBe([id]);

        await Act(run, 5, new ActionApproved(Some.Mia, 1, false));
        (await Due(5)).Actions.ShouldBe([id]);

        await Act(run, 6, new ActionReturned("The file changed", 2, new('e', 64), new('b', 64), null));
        (await Due(99)).Actions.ShouldBeEmpty();
        (await Due(100)).Actions.ShouldBe([id]);

        await Act(run, 7, new ActionApproved(Some.Mia, 2, false), new ActionStarted("k"));
        (await Due(9_999)).ShouldSatisfyAllConditions(d => d.Actions.ShouldBeEmpty(), d => d.NextAt.ShouldBeNull());
        (await Store.ReadInFlightAsync(Cancel)).Actions.ShouldBe([id]);

        await Act(run, 8, new ActionUnknown());
        (await Due(9_999)).Actions.ShouldBeEmpty();
        (await Store.ReadInFlightAsync(Cancel)).Actions.ShouldBeEmpty();

        await Act(run, 9, new ActionResolved(Some.Mia, false));
        (await Due(9)).Actions.ShouldBe([id]);
    }

    [Fact]
    public async Task Open_actions_are_listed_by_earliest_expiry_and_others_newest_first()
    {
        var run = await Some.RunAsync(Store);
        var other = await Some.RunAsync(Store, n => Some.Queued(n, "other"));
        await Act(run, 1, 0, Some.Proposed(run, 1, expiresAt: Some.Noon.AddHours(3)));
        await Act(run, 2, 1, Some.Proposed(run, 2, expiresAt: Some.Noon.AddHours(1)));
        await Act(run, 3, 2, Some.Proposed(run, 3), new ActionRejected(Some.Mia, 1, null));
        await Act(other, 1, 3, Some.Proposed(other, 1, "other", expiresAt: Some.Noon.AddHours(2)));

        (await Listed(new(Statuses: [ActionStatus.Open]))).ShouldBe([new(run, 2), new(other, 1), new(run, 1)]);
        (await Listed(new(Agent: "tidy", Statuses: [ActionStatus.Open]))).ShouldBe([new(run, 2), new(run, 1)]);
        (await Listed(new())).ShouldBe([new(other, 1), new(run, 3), new(run, 2), new(run, 1)]);
        (await Listed(new(Statuses: [ActionStatus.Open, ActionStatus.Rejected], Offset: 1, Most: 2))).ShouldBe([new(run, 3), new(run, 2)]);
        (await Listed(new(Run: run, Statuses: [ActionStatus.Rejected]))).ShouldBe([new(run, 3)]);
        (await Store.ListActionsAsync(new(Most: 1), Cancel)).Total.ShouldBe(4);
        (await Store.ListActionsAsync(new(Agent: "nobody"), Cancel)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task An_open_action_is_found_by_its_fingerprint_as_long_as_it_is_open()
    {
        var run = await Some.RunAsync(Store);
        await Act(run, 0, Some.Proposed(run, fingerprint: "same"));

        var open = (await Store.FindOpenByFingerprintAsync("same", Cancel))!;
        (open.Id, open.Tool, open.Risk, open.Confidence, open.ExpiresAt).ShouldBe(
            (new ActionId(run, 1), "file.archive", Risk.Medium, 0.9, Some.Noon.AddHours(72)));

        await Act(run, 1, Edited(2));
        (await Store.FindOpenByFingerprintAsync("same", Cancel)).ShouldBeNull();
        (await Store.FindOpenByFingerprintAsync("edited", Cancel))!.Id.ShouldBe(open.Id);

        await Act(run, 2, new ActionRejected(Some.Mia, 2, null));
        (await Store.FindOpenByFingerprintAsync("edited", Cancel)).ShouldBeNull();
    }

    private static ActionEdited Edited(int revision) => new()
    {
        By = Some.Mia,
        Revision = revision,
        Arguments = Some.Json("""{"path":"report-2023.csv"}"""),
        Digest = new('f', 64),
        Fingerprint = "edited",
        Risk = Risk.Low,
    };

    private Task Act(long run, int second, params ActionEvent[] events) => Act(run, 1, second, events);

    private Task Act(long run, int ordinal, int second, params ActionEvent[] events) =>
        Some.HappenAsync(Store, StreamName.Action(run, ordinal), Some.Noon.AddSeconds(second), events);

    private async Task Counts(long run, ActionCounts counts) => (await Store.FindRunAsync(run, Cancel))!.Actions.ShouldBe(counts);

    private async Task<IEnumerable<ActionId>> Listed(ActionFilter filter) => (await Store.ListActionsAsync(filter, Cancel)).Rows.Select(r => r.Id);
}
