using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Engine.Tests.Actions;

/// <summary>One person with accounts in several chat systems. Mia approves, in the web chat and in two others.</summary>
public sealed class LinkedAccountsTests
{
    private static readonly Principal s_slack = new("slack", "T1", "U1", "Mia Chen");
    private static readonly Principal s_teams = new("teams", "9f2d", "29:1", "Chen, Mia");
    private static readonly Principal s_web = EngineBench.Mia;

    [Fact]
    public void Links_reach_over_accounts_between()
    {
        var linked = LinkedAccounts.None.Link(s_web, s_slack).Link(s_teams, s_slack);

        linked.AreOne(s_web.Key, s_teams.Key).ShouldBeTrue();
        linked.AreOne(s_web.Key, EngineBench.Noor.Key).ShouldBeFalse();
        linked.AccountsOf(s_web.Key).ShouldBe([s_teams, s_web, s_slack]);
        linked.OthersOf(s_slack.Key).ShouldBe([s_teams, s_web]);
        linked.Link(s_web, s_teams).ShouldBeSameAs(linked);
    }

    [Fact]
    public void Two_people_with_two_accounts_each_become_one()
    {
        var linked = LinkedAccounts.None.Link(s_web, s_slack).Link(EngineBench.Noor, s_teams).Link(s_slack, s_teams);

        linked.AccountsOf(EngineBench.Noor.Key).Count.ShouldBe(4);
        new[] { s_web, s_slack, s_teams, EngineBench.Noor }.Select(a => linked.PersonOf(a.Key)).Distinct().ShouldBe([s_web.Key]);
    }

    [Fact]
    public void Who_is_unlinked_is_alone_and_the_others_stay_one()
    {
        var three = LinkedAccounts.None.Link(s_web, s_slack).Link(s_slack, s_teams);

        var two = three.Unlink(s_slack);

        (two.PersonOf(s_slack.Key), two.AreOne(s_web.Key, s_teams.Key)).ShouldBe((s_slack.Key, true));
        two.Unlink(s_web).ShouldSatisfyAllConditions(none => none.AccountsOf(s_teams.Key).ShouldBeEmpty(), none => none.PersonOf(s_teams.Key).ShouldBe(s_teams.Key));
        two.Unlink(s_slack).ShouldBeSameAs(two);
    }

    [Fact]
    public async Task Approvals_from_linked_accounts_count_once()
    {
        await using var bench = await OpenAsync(required: 2);
        await LinkAsync(bench, s_web, s_slack);
        await LinkAsync(bench, s_slack, s_teams);
        var action = await ProposeAsync(bench);

        (await bench.ApproveAsync(action, s_web)).ShouldBe(new DecideResult.Counted(1, 2));
        (await bench.ApproveAsync(action, s_teams)).ShouldBe(new DecideResult.CountedAlready(1, 2, s_web));
        (await bench.ApproveAsync(action, s_web)).ShouldBe(new DecideResult.CountedAlready(1, 2));

        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Open);
        (await bench.ApproveAsync(action, EngineBench.Noor)).ShouldBeOfType<DecideResult.Decided>();
    }

    [Fact]
    public async Task Accounts_that_are_not_linked_are_two_people_whatever_they_are_called()
    {
        await using var bench = await OpenAsync(required: 2);
        var action = await ProposeAsync(bench);

        await bench.ApproveAsync(action, s_slack);

        (await bench.ApproveAsync(action, s_teams with { Name = s_slack.Name })).ShouldBeOfType<DecideResult.Decided>();
    }

    [Fact]
    public async Task Approvals_from_before_a_link_are_of_one_person_at_the_next_decision()
    {
        await using var bench = await OpenAsync(required: 3);
        bench.Roles.Give(EngineBench.Vera, Role.Viewer, Role.Approver);
        var action = await ProposeAsync(bench);
        await bench.ApproveAsync(action, s_web);
        (await bench.ApproveAsync(action, s_slack)).ShouldBe(new DecideResult.Counted(2, 3));

        await LinkAsync(bench, s_web, s_slack);

        (await bench.ApproveAsync(action, EngineBench.Noor)).ShouldBe(new DecideResult.Counted(2, 3));
        (await bench.ApproveAsync(action, EngineBench.Vera)).ShouldBeOfType<DecideResult.Decided>();
    }

    [Fact]
    public async Task An_edit_from_one_account_counts_for_the_other()
    {
        await using var bench = await OpenAsync(required: 2);
        await LinkAsync(bench, s_web, s_slack);
        var action = await ProposeAsync(bench);

        await bench.EditAsync(action, """{"what":"pay less"}""", s_slack);

        (await bench.ApproveAsync(await bench.ActionAsync(action.Id.Run), s_web)).ShouldBe(new DecideResult.CountedAlready(1, 2, s_slack));
    }

    [Fact]
    public async Task Who_started_a_run_does_not_decide_it_from_another_account()
    {
        await using var bench = await OpenAsync();
        await LinkAsync(bench, s_web, EngineBench.Otto);
        var action = await ProposeAsync(bench, EngineBench.Otto);

        var refused = (await bench.ApproveAsync(action, s_web)).ShouldBeOfType<DecideResult.NotAllowed>();

        refused.Why.ShouldBe("You started this run from another account of yours, so somebody else decides its actions.");
        bench.Engine.MayDecide(action, s_web).ShouldBe(refused.Why);
        (await bench.RejectAsync(action, s_web)).ShouldBeOfType<DecideResult.NotAllowed>();
        (await bench.ApproveAsync(action, EngineBench.Noor)).ShouldBeOfType<DecideResult.Decided>();
    }

    [Fact]
    public async Task Nor_as_a_stand_in_and_nobody_stands_in_for_them()
    {
        await using var bench = await OpenAsync();
        await LinkAsync(bench, s_web, EngineBench.Otto);
        await bench.Engine.SetStandInAsync(EngineBench.Noor, s_web, null, EngineBench.Cancel);
        await bench.Engine.SetStandInAsync(s_web, EngineBench.Vera, null, EngineBench.Cancel);
        var action = await ProposeAsync(bench, EngineBench.Otto);

        (await bench.ApproveAsync(action, s_web)).ShouldBeOfType<DecideResult.NotAllowed>();
        (await bench.ApproveAsync(action, EngineBench.Vera)).ShouldBeOfType<DecideResult.NotAllowed>();
        (await bench.Engine.SetStandInAsync(s_web, EngineBench.Otto, null, EngineBench.Cancel)).ShouldBe(new AccessResult.Invalid("You cannot stand in for yourself."));
    }

    [Fact]
    public async Task Who_started_a_run_is_no_approver_of_it_with_any_account()
    {
        await using var bench = await OpenAsync(approvers: $"{s_slack.Key}, {s_web.Key}, {EngineBench.Noor.Key}");
        await LinkAsync(bench, s_web, s_slack);

        bench.Engine.ApproversOf(await ProposeAsync(bench)).ShouldBe([s_slack.Key, s_web.Key, EngineBench.Noor.Key]);
        bench.Roles.Give(s_web, Role.Operator);
        bench.Engine.ApproversOf(await ProposeAsync(bench, s_web)).ShouldBe([EngineBench.Noor.Key]);
    }

    [Fact]
    public async Task Roles_stay_with_each_account()
    {
        await using var bench = await OpenAsync();
        var action = await ProposeAsync(bench);
        await LinkAsync(bench, s_web, EngineBench.Otto);

        bench.Engine.RolesOf(EngineBench.Otto).ShouldBe([Role.Viewer, Role.Operator], ignoreOrder: true);
        (await bench.ApproveAsync(action, EngineBench.Otto)).ShouldBeOfType<DecideResult.NotAllowed>();
        (await bench.Engine.StartAsync(new("pay", new Dictionary<string, System.Text.Json.JsonElement>()), s_web, EngineBench.Cancel)).ShouldBeOfType<StartResult.NotAllowed>();
    }

    [Fact]
    public async Task Unlinking_counts_from_then_on_and_changes_nothing_that_was_decided()
    {
        await using var bench = await OpenAsync(required: 2);
        await LinkAsync(bench, s_web, s_slack);
        var (first, second) = (await ProposeAsync(bench), await ProposeAsync(bench));
        foreach (var who in (Principal[])[s_web, EngineBench.Noor]) await bench.ApproveAsync(first, who);
        await bench.ApproveAsync(second, s_web);
        var before = await bench.ActionAsync(first.Id.Run);

        (await bench.Engine.UnlinkAsync(s_slack, EngineBench.Cancel)).ShouldBeOfType<AccessResult.Done>();

        (await bench.ActionAsync(first.Id.Run)).ShouldSatisfyAllConditions(a => a.Seq.ShouldBe(before.Seq), a => a.Status.ShouldBe(before.Status));
        (await bench.ApproveAsync(second, s_slack)).ShouldBeOfType<DecideResult.Decided>();
        (await bench.Engine.UnlinkAsync(s_web, EngineBench.Cancel)).ShouldBe(new AccessResult.Invalid("This account is linked to no other."));
    }

    [Fact]
    public async Task Links_are_there_after_a_restart()
    {
        await using var bench = await OpenAsync(required: 2);
        await LinkAsync(bench, s_web, s_slack);
        await LinkAsync(bench, s_web, s_teams);
        await bench.Engine.UnlinkAsync(s_slack, EngineBench.Cancel);
        var action = await ProposeAsync(bench);
        await bench.ApproveAsync(action, s_web);

        await bench.RestartAsync();

        (await bench.ApproveAsync(action, s_teams)).ShouldBe(new DecideResult.CountedAlready(1, 2, s_web));
        bench.Get<IGrants>().Now.Linked.AccountsOf(s_web.Key).Select(a => a.Name).ShouldBe(["Mia", "Chen, Mia"]);
        (await bench.ApproveAsync(action, s_slack)).ShouldBeOfType<DecideResult.Decided>();
    }

    [Fact]
    public async Task Linked_twice_at_once_is_one_link()
    {
        await using var bench = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0
            ? bench.Engine.LinkAsync(s_web, s_slack, EngineBench.Cancel) : bench.Engine.LinkAsync(s_slack, s_web, EngineBench.Cancel)));

        results.Count(r => r is AccessResult.Done).ShouldBe(1);
        results.OfType<AccessResult.Invalid>().ShouldAllBe(r => r.Why == "These accounts are one person already.");
        (await bench.Store.ReadStreamAsync(StreamName.Access, 0, 20, EngineBench.Cancel)).ShouldHaveSingleItem().Event.ShouldBeOfType<IdentitiesLinked>();
    }

    [Fact]
    public async Task A_stranger_links_nothing()
    {
        await using var bench = await OpenAsync();

        (await bench.Engine.LinkAsync(s_web, EngineBench.Stranger, EngineBench.Cancel)).ShouldBeOfType<AccessResult.NotAllowed>();

        bench.Get<IGrants>().Now.Linked.ShouldBe(LinkedAccounts.None);
    }

    [Fact]
    public async Task Runs_of_ones_own_are_those_of_all_linked_accounts()
    {
        await using var bench = await OpenAsync();
        foreach (var who in (Principal[])[s_web, s_slack, EngineBench.Noor]) bench.Roles.Give(who, Role.Viewer, Role.Operator);
        await LinkAsync(bench, s_web, s_slack);
        foreach (var by in (Principal[])[s_web, s_slack, EngineBench.Noor, s_slack]) await bench.RunAsync("pay", by: by);

        (await NumbersAsync(s_web, new() { StartedBy = s_web.Key })).ShouldBe([4, 2, 1]);
        (await NumbersAsync(s_slack, new() { StartedBy = s_slack.Key, Text = "pay" })).ShouldBe([4, 2, 1]);
        (await NumbersAsync(s_web, new() { StartedBy = s_web.Key, Statuses = [RunStatus.Running, RunStatus.Waiting, RunStatus.Completed] })).ShouldBe([4, 2, 1]);
        (await NumbersAsync(s_web, new() { StartedBy = EngineBench.Noor.Key })).ShouldBe([3]);
        (await NumbersAsync(EngineBench.Noor, new() { StartedBy = s_web.Key })).ShouldBe([1]);

        async Task<IReadOnlyList<long>> NumbersAsync(Principal who, RunFilter filter) =>
            [.. (await bench.Engine.SeenBy(who).ListRunsAsync(filter, new(), EngineBench.Cancel)).Rows.Select(row => row.Number)];
    }

    private static async Task<EngineBench> OpenAsync(int required = 1, string approvers = "approver")
    {
        var bench = await EngineBench.OpenAsync(("pay", $$$"""
            title: Pay
            approval: { approvers: [{{{approvers}}}], required: {{{required}}} }
            steps: [{ name: change, tool: probe.change, with: { what: "pay {{run.number}}" }, confidence: 0.9, reason: due }]
            """));
        foreach (var who in (Principal[])[s_slack, s_teams]) bench.Roles.Give(who, Role.Viewer, Role.Approver);
        return bench;
    }

    private static async Task LinkAsync(EngineBench bench, Principal one, Principal other) =>
        (await bench.Engine.LinkAsync(one, other, EngineBench.Cancel)).ShouldBeOfType<AccessResult.Done>();

    private static async Task<ProposedAction> ProposeAsync(EngineBench bench, Principal? by = null) => await bench.ActionAsync((await bench.RunAsync("pay", by: by)).Number);
}
