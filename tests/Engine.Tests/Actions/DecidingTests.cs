using ChatRuns.Actions;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Actions;

/// <summary>Who decides, what a decision comes to, and who is told what.</summary>
public sealed class DecidingTests
{
    [Fact]
    public async Task An_approved_action_is_executed_once()
    {
        await using var bench = await Open();
        var action = await Propose(bench);

        var result = await bench.ApproveAsync(action);
        await bench.GoAsync();

        result.ShouldBeOfType<DecideResult.Decided>().Now.DecidedBy.ShouldBe(EngineBench.Mia);
        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Succeeded);
        bench.Change.Calls.ShouldHaveSingleItem().Key.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_rejection_is_final_and_keeps_its_reason()
    {
        await using var bench = await Open("required: 2");
        var action = await Propose(bench);
        (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.Counted>();

        await bench.RejectAsync(action, EngineBench.Noor, "not today");
        await bench.GoAsync();

        (await bench.ActionAsync(action.Id.Run)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(ActionStatus.Rejected), a => a.Note.ShouldBe("not today"));
        bench.Change.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_people_are_two_people()
    {
        await using var bench = await Open("required: 2");
        var action = await Propose(bench);

        (await bench.ApproveAsync(action)).ShouldBe(new DecideResult.Counted(1, 2));
        (await bench.ApproveAsync(action)).ShouldBe(new DecideResult.CountedAlready(1, 2));
        (await bench.ApproveAsync(action, EngineBench.Mia with { Name = "Mia Two" })).ShouldBe(new DecideResult.CountedAlready(1, 2));
        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Open);
        (await bench.ApproveAsync(action, EngineBench.Noor)).ShouldBeOfType<DecideResult.Decided>();
    }

    [Fact]
    public async Task An_edit_is_a_new_revision_that_counts_as_the_editors_approval_and_voids_the_others()
    {
        await using var bench = await Open("required: 2");
        var action = await Propose(bench);
        await bench.ApproveAsync(action);

        (await bench.EditAsync(action, """{"what":"archive less"}""", EngineBench.Noor)).ShouldBe(new DecideResult.Counted(1, 2));

        var edited = await bench.ActionAsync(action.Id.Run);
        edited.ShouldSatisfyAllConditions(
            a => a.Revision.ShouldBe(2), a => a.Approvals.ShouldBe([EngineBench.Noor]), a => a.Headline.ShouldBe("Do archive less"), a => a.Digest.ShouldNotBe(action.Digest));
        (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.Changed>().Now.Revision.ShouldBe(2);
        (await bench.ApproveAsync(edited)).ShouldBeOfType<DecideResult.Decided>();
        await bench.GoAsync();
        bench.Change.Calls.ShouldHaveSingleItem().Arguments.GetProperty("what").GetString().ShouldBe("archive less");
    }

    [Fact]
    public async Task An_edit_that_does_not_fit_the_tool_changes_nothing()
    {
        await using var bench = await Open();
        var action = await Propose(bench);

        (await bench.EditAsync(action, """{"what":7}""")).ShouldBeOfType<DecideResult.Invalid>().Errors.Keys.ShouldBe(["what"]);
        (await bench.ActionAsync(action.Id.Run)).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task An_edit_of_an_old_revision_is_told_so_whatever_it_holds()
    {
        await using var bench = await Open("required: 2");
        var action = await Propose(bench);
        await bench.EditAsync(action, """{"what":"other"}""", EngineBench.Noor);

        (await bench.EditAsync(action, """{"what":7}""")).ShouldBeOfType<DecideResult.Changed>();
    }

    [Fact]
    public async Task A_late_click_is_told_who_decided_and_when()
    {
        await using var bench = await Open();
        var action = await Propose(bench);
        await bench.RejectAsync(action, EngineBench.Noor);
        bench.Time.Advance(TimeSpan.FromMinutes(3));

        var late = (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.AlreadyDecided>();

        late.By.ShouldBe(EngineBench.Noor);
        late.At.ShouldBe(Some.Noon);
    }

    [Fact]
    public async Task Fifty_clicks_at_once_make_one_decision_and_one_effect()
    {
        await using var bench = await Open();
        var action = await Propose(bench);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() =>
            i % 2 == 0 ? bench.ApproveAsync(action) : bench.ApproveAsync(action, EngineBench.Noor))));
        await bench.GoAsync();

        results.OfType<DecideResult.Decided>().ShouldHaveSingleItem();
        results.OfType<DecideResult.AlreadyDecided>().Count().ShouldBe(49);
        bench.Change.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Nobody_decides_an_expired_action()
    {
        await using var bench = await Open();
        var action = await Propose(bench);
        bench.Time.Advance(TimeSpan.FromHours(72));

        (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.AlreadyDecided>().By.ShouldBeNull();
        await bench.GoAsync();

        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Expired);
        bench.Change.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_neither_named_nor_in_a_role_may_not_decide()
    {
        await using var bench = await Open();
        var action = await Propose(bench);

        foreach (var who in new[] { EngineBench.Vera, EngineBench.Otto, EngineBench.Stranger })
            (await bench.ApproveAsync(action, who)).ShouldBeOfType<DecideResult.NotAllowed>().Why.ShouldContain("approvers");
        bench.Roles.Give(EngineBench.Otto, Role.Admin);
        (await bench.ApproveAsync(action, EngineBench.Otto)).ShouldBeOfType<DecideResult.Decided>();
    }

    [Theory]
    [InlineData("web/local/otto")]
    [InlineData("'@night'")]
    [InlineData("operator")]
    public async Task A_person_a_group_and_a_role_can_be_named(string approver)
    {
        await using var bench = await Open(approvers: approver);
        bench.Roles.Groups[EngineBench.Otto.Key] = ["@night"];
        var action = await Propose(bench);

        (await bench.ApproveAsync(action, EngineBench.Mia)).ShouldBeOfType<DecideResult.NotAllowed>();
        (await bench.ApproveAsync(action, EngineBench.Otto)).ShouldBeOfType<DecideResult.Decided>();
    }

    [Fact]
    public async Task Roles_count_at_the_moment_of_the_decision()
    {
        await using var bench = await Open();
        var action = await Propose(bench);
        bench.Roles.Give(EngineBench.Mia, Role.Viewer);

        (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.NotAllowed>();
    }

    [Theory]
    [InlineData("", typeof(DecideResult.NotAllowed))]
    [InlineData("self_approval: true", typeof(DecideResult.Decided))]
    public async Task Who_started_the_run_decides_only_where_the_rule_says_so(string rule, Type expected)
    {
        await using var bench = await Open(rule, "operator, approver");
        bench.Roles.Give(EngineBench.Mia, Role.Viewer, Role.Operator, Role.Approver);
        var run = await bench.RunAsync("tidy", by: EngineBench.Mia);

        (await bench.ApproveAsync(await bench.ActionAsync(run.Number))).ShouldBeOfType(expected);
    }

    [Fact]
    public async Task An_action_is_undone_by_another_one_that_its_asker_approved()
    {
        await using var bench = await Open();
        var action = await Propose(bench);
        bench.Change.Answer = _ => Task.FromResult(new ChatRuns.Tools.ToolResult(null, new("probe.change", Some.Json("""{"what":"unpack"}"""))));
        await bench.ApproveAsync(action);
        await bench.GoAsync();

        (await bench.Engine.UndoAsync(action.Id, EngineBench.Mia, EngineBench.Cancel)).ShouldBeOfType<DecideResult.Decided>();
        (await bench.Engine.UndoAsync(action.Id, EngineBench.Noor, EngineBench.Cancel)).ShouldBeOfType<DecideResult.AlreadyDecided>();
        await bench.GoAsync();

        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Undone);
        (await bench.ActionAsync(action.Id.Run, 2)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(ActionStatus.Succeeded), a => a.DecidedBy.ShouldBe(EngineBench.Mia), a => a.Headline.ShouldBe("Undo: Do archive"));
        bench.Change.Calls.Select(c => c.Arguments.GetProperty("what").GetString()).ShouldBe(["archive", "unpack"]);
    }

    [Fact]
    public async Task An_undo_while_the_run_opens_its_next_action_takes_nothing_from_either()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", """
            approval: { approvers: [approver] }
            steps:
              - { name: first, tool: probe.change, with: { what: archive }, wait: true }
              - { name: second, tool: probe.change, with: { what: pack } }
            """));
        var action = await bench.ActionAsync((await bench.RunAsync("tidy")).Number);
        bench.Change.Answer = _ => Task.FromResult(new ChatRuns.Tools.ToolResult(null, new("probe.change", Some.Json("""{"what":"unpack"}"""))));
        bench.Change.Looking = async what =>
        {
            if (what == "pack") await bench.Engine.UndoAsync(action.Id, EngineBench.Mia, EngineBench.Cancel);
        };
        await bench.ApproveAsync(action);
        await bench.GoAsync();

        (await bench.FindAsync(action.Id.Run)).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe(ChatRuns.Runs.RunStatus.Completed), r => r.Actions.Count.ShouldBe(3), r => r.Actions.Distinct().Count().ShouldBe(3));
        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Undone);
        (await bench.ActionAsync(action.Id.Run, 3)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(ActionStatus.Open), a => a.Headline.ShouldBe("Do pack"));
    }

    [Fact]
    public async Task A_failed_action_is_tried_again_only_when_a_person_asks()
    {
        await using var bench = await Open();
        var action = await Propose(bench);
        bench.Change.Answer = _ => throw new ChatRuns.Tools.ToolException(ChatRuns.Tools.ToolFault.Failed, "The disk is full.");
        await bench.ApproveAsync(action);
        await bench.GoAsync();
        (await bench.ActionAsync(action.Id.Run)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(ActionStatus.Failed), a => a.Error.ShouldBe("The disk is full."));

        bench.Change.Answer = _ => Task.FromResult(new ChatRuns.Tools.ToolResult(null));
        await bench.GoAsync();
        bench.Change.Calls.ShouldHaveSingleItem();
        await bench.Engine.RetryAsync(action.Id, EngineBench.Noor, EngineBench.Cancel);
        await bench.GoAsync();

        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Succeeded);
        bench.Change.Calls.Select(c => c.Key).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_target_that_changed_is_asked_for_again()
    {
        await using var bench = await Open();
        bench.Change.State = "48 MB";
        var action = await Propose(bench);
        bench.Change.State = "49 MB";

        await bench.ApproveAsync(action);
        await bench.GoAsync();

        var asked = await bench.ActionAsync(action.Id.Run);
        asked.ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(ActionStatus.Open), a => a.Revision.ShouldBe(2), a => a.Note.ShouldBe("Its target changed since you were asked."));
        bench.Change.Calls.ShouldBeEmpty();
        (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.Changed>();
        await bench.ApproveAsync(asked);
        await bench.GoAsync();
        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Succeeded);
    }

    [Fact]
    public async Task A_tool_that_became_another_one_is_asked_for_again()
    {
        await using var bench = await Open();
        var action = await Propose(bench);
        bench.Change.Description = "Deletes everything.";

        await bench.ApproveAsync(action);
        await bench.GoAsync();

        (await bench.ActionAsync(action.Id.Run)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(ActionStatus.Open), a => a.Note.ShouldBe("The tool's definition changed since you were asked."));
        bench.Change.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agent_that_was_paused_does_not_go_ahead_by_itself_any_more()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", "mode: auto\napproval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: archive }, confidence: 1 }]"));
        var run = await bench.StartAsync("tidy");
        await bench.Get<ChatRuns.Loops.RunDriver>().DriveAsync(run, EngineBench.Cancel);

        await bench.Engine.PauseAsync("tidy", "freeze", EngineBench.Ada, EngineBench.Cancel);
        await bench.GoAsync();

        (await bench.ActionAsync(run)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(ActionStatus.Open), a => a.IsAutomatic.ShouldBeFalse());
        bench.Change.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_waits_for_its_action_goes_on_with_the_result_and_fails_without_it()
    {
        const string waits = """
            approval: { approvers: [approver] }
            steps:
              - { name: change, tool: probe.change, with: { what: archive }, wait: true }
              - { name: look, tool: probe.look, with: { what: "it is {{steps.change.output.done}}" } }
            """;
        await using var bench = await EngineBench.OpenAsync(("tidy", waits));
        var (good, bad) = (await bench.RunAsync("tidy"), await bench.RunAsync("tidy"));
        good.Status.ShouldBe(RunStatus.Waiting);

        await bench.ApproveAsync(await bench.ActionAsync(good.Number));
        await bench.RejectAsync(await bench.ActionAsync(bad.Number), reason: "no");
        await bench.GoAsync();

        (await bench.FindAsync(good.Number)).Status.ShouldBe(RunStatus.Completed);
        bench.Look.Calls.ShouldHaveSingleItem();
        (await bench.FindAsync(bad.Number)).End!.Error!.Cause.ShouldBe(Cause.ActionNotDone);
    }

    private static Task<EngineBench> Open(string rule = "", string approvers = "approver") => EngineBench.OpenAsync(("tidy", $$"""
        approval:
          approvers: [{{approvers}}]
          {{rule}}
        steps: [{ name: change, tool: probe.change, with: { what: archive } }]
        """));

    private static async Task<ProposedAction> Propose(EngineBench bench) => await bench.ActionAsync((await bench.RunAsync("tidy")).Number);
}
