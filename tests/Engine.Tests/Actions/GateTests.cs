using ChatRuns.Actions;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Actions;

/// <summary>What the gate makes of tool calls: read, asked, previewed, held.</summary>
public sealed class GateTests
{
    private const string Ask = """
        approval: { approvers: [approver] }
        steps:
          - { name: change, tool: probe.change, with: { what: archive } }
        """;

    [Fact]
    public async Task A_reading_call_is_made_at_once_and_is_on_record()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", "steps: [{ name: look, tool: probe.look, with: { what: disk } }]"));

        var run = await bench.RunAsync("reader");

        run.Status.ShouldBe(RunStatus.Completed);
        run.Calls.ShouldHaveSingleItem().Tool.ShouldBe("probe.look");
        bench.Look.Calls.ShouldHaveSingleItem().Key.ShouldBeNull();
    }

    [Fact]
    public async Task A_changing_call_becomes_a_proposal_and_its_run_completes()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));

        var run = await bench.RunAsync("tidy");

        run.Status.ShouldBe(RunStatus.Completed);
        bench.Change.Calls.ShouldBeEmpty();
        (await bench.ActionAsync(run.Number)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(ActionStatus.Open), a => a.Headline.ShouldBe("Do archive"), a => a.Proposed.ExpiresAt.ShouldBe(Some.Noon.AddHours(72)));
    }

    [Fact]
    public async Task A_test_run_previews_and_changes_nothing_whatever_the_mode()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", "mode: auto\n" + Ask));

        var run = await bench.RunAsync("tidy", isTest: true);

        var action = await bench.ActionAsync(run.Number);
        action.Status.ShouldBe(ActionStatus.Preview);
        (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.AlreadyDecided>();
        bench.Time.Advance(TimeSpan.FromDays(9));
        await bench.GoAsync();
        bench.Change.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.89, Risk.Low, false)]
    [InlineData(0.9, Risk.Low, true)]
    [InlineData(1.0, Risk.Low, true)]
    [InlineData(1.0, Risk.Medium, false)]
    [InlineData(1.0, Risk.High, false)]
    public async Task An_agent_in_auto_mode_goes_ahead_at_the_threshold_and_with_low_risk_only(double confidence, Risk risk, bool goesAhead)
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", FormattableString.Invariant($$"""
            mode: auto
            confidence_threshold: 0.9
            steps:
              - { name: change, tool: probe.change, with: { what: archive }, confidence: {{confidence}} }
            """)));
        bench.Change.Risk = risk;

        var run = await bench.RunAsync("tidy");

        bench.Change.Calls.Count.ShouldBe(goesAhead ? 1 : 0);
        var action = await bench.ActionAsync(run.Number);
        action.Status.ShouldBe(goesAhead ? ActionStatus.Succeeded : ActionStatus.Open);
        action.IsAutomatic.ShouldBe(goesAhead);
    }

    [Fact]
    public async Task A_run_proposes_no_more_than_it_may()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", "max_actions: 2\n" + Program(
            Propose("a"), Propose("b"), Propose("c"))));

        var run = await bench.RunAsync("tidy");

        run.Actions.Count.ShouldBe(2);
        run.Held.ShouldHaveSingleItem().Why.ShouldBe("limit");
    }

    [Fact]
    public async Task An_identical_open_proposal_is_linked_and_not_asked_again()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        var first = await bench.RunAsync("tidy");

        var second = await bench.RunAsync("tidy");

        second.Status.ShouldBe(RunStatus.Completed);
        second.Actions.ShouldBeEmpty();
        var held = second.Held.ShouldHaveSingleItem();
        held.Why.ShouldBe("linked");
        held.Note.ShouldContain($"{first.Number}.1");
    }

    [Fact]
    public async Task An_identical_proposal_is_asked_again_once_the_first_is_decided()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        await bench.RejectAsync(await bench.ActionAsync((await bench.RunAsync("tidy")).Number));

        (await bench.RunAsync("tidy")).Actions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Muted_for_thirty_days_means_thirty_days()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Ask));
        await bench.RejectAsync(await bench.ActionAsync((await bench.RunAsync("tidy")).Number), reason: "keep it", mute: Mute.ThirtyDays);

        bench.Time.Advance(TimeSpan.FromDays(29));
        (await bench.RunAsync("tidy")).Held.ShouldHaveSingleItem().ShouldSatisfyAllConditions(h => h.Why.ShouldBe("muted"), h => h.Note.ShouldContain("Mia"));
        bench.Time.Advance(TimeSpan.FromDays(1));
        (await bench.RunAsync("tidy")).Actions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Muted_until_it_changes_means_these_arguments()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", """
            variables: { what: archive }
            approval: { approvers: [approver] }
            steps: [{ name: change, tool: probe.change, with: { what: "{{what}}" } }]
            """));
        await bench.RejectAsync(await bench.ActionAsync((await bench.RunAsync("tidy")).Number), mute: Mute.UntilItChanges);

        bench.Time.Advance(TimeSpan.FromDays(400));

        (await bench.RunAsync("tidy")).Actions.ShouldBeEmpty();
        (await bench.RunAsync("tidy", variables: ("what", "delete"))).Actions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_held_with_the_words_of_the_tool()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Program("""{"chatruns":"propose","tool":"probe.change","arguments":{"where":"x"}}""")));

        var held = (await bench.RunAsync("tidy")).Held.ShouldHaveSingleItem();

        held.Why.ShouldBe("invalid");
        held.Note.ShouldContain("'what' is missing.");
    }

    [Fact]
    public async Task A_tool_that_does_not_exist_is_held_with_the_one_that_was_meant()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Program("""{"chatruns":"propose","tool":"probe.chance","arguments":{"what":"x"}}""")));

        (await bench.RunAsync("tidy")).Held.ShouldHaveSingleItem().Note.ShouldContain("probe.change");
    }

    [Fact]
    public async Task Without_a_confidence_people_are_asked_in_auto_mode_too()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", "mode: auto\nconfidence_threshold: 0\n" + Ask));

        var run = await bench.RunAsync("tidy");

        (await bench.ActionAsync(run.Number)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(ActionStatus.Open), a => a.Proposed.Confidence.ShouldBeNull());
        bench.Change.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_program_proposed_before_it_failed_is_asked_even_in_auto_mode()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", "mode: auto\n" + Program(Propose("a"), "exit 3")));

        var run = await bench.RunAsync("tidy");

        run.Status.ShouldBe(RunStatus.Failed);
        (await bench.ActionAsync(run.Number)).Status.ShouldBe(ActionStatus.Open);
    }

    /// <summary>An agent whose program prints these messages; a line that is no message is run as it is.</summary>
    internal static string Program(params string[] lines) => $$"""
        approval: { approvers: [approver] }
        steps:
          - name: scan
            program:
              - bash
              - -c
              - |
        {{string.Join('\n', lines.Select(l => "        " + (l.StartsWith('{') ? $"echo '{l}'" : l)))}}
        """;

    internal static string Propose(string what, string more = "") =>
        $$"""{"chatruns":"propose","tool":"probe.change","arguments":{"what":"{{what}}"{{more}}},"confidence":1}""";
}
