using System.Text;
using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Actions;

/// <summary>Secrets in the arguments of actions: references while people look, values when the tool is called, nothing smuggled.</summary>
public sealed class SecretArgumentsTests
{
    private const string Value = "s3cr3t-of-the-shop";
    private static readonly Dictionary<string, string> s_secrets = new() { ["CHATRUNS_SECRET_SHOP"] = Value, ["CHATRUNS_SECRET_OTHER"] = "0ther-s3cret" };

    [Fact]
    public async Task A_reference_is_stored_and_the_value_reaches_the_tool()
    {
        await using var bench = await Open(Step("{{secret.SHOP}}"));
        var action = await Propose(bench);

        await ApproveAsync(bench, action);

        Token(action.Arguments).ShouldBe("{{secret.SHOP}}");
        Token(bench.Change.Calls.ShouldHaveSingleItem().Arguments).ShouldBe(Value);
    }

    [Fact]
    public async Task A_target_that_is_looked_at_with_a_secret_is_not_asked_for_twice()
    {
        await using var bench = await Open("""
            approval: { approvers: [approver] }
            steps: [{ name: change, tool: probe.change, with: { what: "{{secret.SHOP}}" } }]
            """);
        bench.Change.State = $"48 MB of {Value}";
        var action = await Propose(bench);

        await ApproveAsync(bench, action);

        action.Headline.ShouldBe("Do «secret SHOP»");
        (await bench.ActionAsync(action.Id.Run)).Status.ShouldBe(ActionStatus.Succeeded);
    }

    [Fact]
    public async Task A_value_that_a_program_sends_back_becomes_its_reference()
    {
        await using var bench = await Open(GateTests.Program($$$"""{"chatruns":"propose","tool":"probe.change","arguments":{"what":"x","token":"with {{{Value.Insert(8, "''")}}}"}}"""));
        var action = await Propose(bench);

        await ApproveAsync(bench, action);

        Token(action.Arguments).ShouldBe("with {{secret.SHOP}}");
        Token(bench.Change.Calls.ShouldHaveSingleItem().Arguments).ShouldBe("with " + Value);
    }

    [Fact]
    public async Task A_value_in_another_form_is_held_because_its_reference_would_not_bring_it_back()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("shop:" + Value));
        await using var bench = await Open(GateTests.Program($$$"""{"chatruns":"propose","tool":"probe.change","arguments":{"what":"x","token":"Basic {{{encoded}}}"}}"""));

        var held = (await bench.RunAsync("tidy")).Held.ShouldHaveSingleItem();

        held.Why.ShouldBe("invalid");
        held.Note.ShouldContain("another form");
    }

    [Fact]
    public async Task What_only_looks_like_a_reference_in_a_programs_proposal_stays_text()
    {
        // The backslash keeps the agent's own template from reading it.
        await using var bench = await Open(GateTests.Program("""{"chatruns":"propose","tool":"probe.change","arguments":{"what":"x","token":"\{{secret.SHOP}}"}}"""));
        var action = await Propose(bench);

        await ApproveAsync(bench, action);

        Token(bench.Change.Calls.ShouldHaveSingleItem().Arguments).ShouldBe("{{secret.SHOP}}");
    }

    [Fact]
    public async Task What_only_looks_like_a_reference_in_an_edit_stays_text()
    {
        await using var bench = await Open(Step("plain"));
        var action = await Propose(bench);

        await bench.EditAsync(action, """{"what":"x","token":"{{secret.SHOP}}"}""");
        await bench.GoAsync();

        Token(bench.Change.Calls.ShouldHaveSingleItem().Arguments).ShouldBe("{{secret.SHOP}}");
    }

    [Fact]
    public async Task An_edit_reaches_no_secret_that_the_step_was_not_given()
    {
        await using var bench = await Open(Step("{{secret.SHOP}}"));
        var action = await Propose(bench);

        await bench.EditAsync(action, """{"what":"x","token":"{{secret.SHOP}} {{secret.OTHER}}"}""");
        await bench.GoAsync();

        Token(bench.Change.Calls.ShouldHaveSingleItem().Arguments).ShouldBe(Value + " {{secret.OTHER}}");
    }

    [Fact]
    public async Task A_secret_that_a_person_types_is_refused_and_not_repeated()
    {
        await using var bench = await Open(Step("plain"));
        var action = await Propose(bench);

        var invalid = (await bench.EditAsync(action, $$"""{"what":"x","token":"{{Value}}"}""")).ShouldBeOfType<DecideResult.Invalid>();

        var why = invalid.Errors.ShouldHaveSingleItem().Value;
        why.ShouldContain("SHOP");
        why.ShouldNotContain(Value);
    }

    [Fact]
    public async Task A_variable_that_looks_like_a_reference_is_refused_where_the_step_uses_that_secret()
    {
        await using var bench = await Open("""
            variables: { what: x }
            approval: { approvers: [approver] }
            steps: [{ name: change, tool: probe.change, with: { what: "{{what}}", token: "{{secret.SHOP}}" } }]
            """);

        var run = await bench.RunAsync("tidy", variables: ("what", "{{secret.SHOP}}"));

        run.End!.Error!.Cause.ShouldBe(Cause.Refused);
        run.Actions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_that_was_taken_away_fails_the_action_before_the_tool_is_called()
    {
        await using var bench = await Open(Step("{{secret.FILED}}"), keep: true);
        var action = await Propose(bench);
        File.Delete(Path.Combine(bench.Data, "secrets", "FILED"));
        bench.Time.Advance(TimeSpan.FromSeconds(3));

        await ApproveAsync(bench, action);

        (await bench.ActionAsync(action.Id.Run)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(ActionStatus.Failed), a => a.Error!.ShouldContain("FILED"));
        bench.Change.Calls.ShouldBeEmpty();
    }

    private static async Task<EngineBench> Open(string agent, bool keep = false)
    {
        var bench = await EngineBench.OpenAsync(s_secrets, ("tidy", agent));
        if (!keep) return bench;
        Directory.CreateDirectory(Path.Combine(bench.Data, "secrets"));
        await File.WriteAllTextAsync(Path.Combine(bench.Data, "secrets", "FILED"), "fr0m-a-file\n");
        bench.Time.Advance(TimeSpan.FromSeconds(3));
        return bench;
    }

    private static string Step(string token) => $$"""
        approval: { approvers: [approver] }
        steps: [{ name: change, tool: probe.change, with: { what: x, token: "{{token}}" } }]
        """;

    private static async Task<ProposedAction> Propose(EngineBench bench)
    {
        var run = await bench.RunAsync("tidy");
        run.Actions.Count.ShouldBe(1, run.End?.Error?.Message ?? run.Held.FirstOrDefault()?.Note);
        return await bench.ActionAsync(run.Number);
    }

    private static async Task ApproveAsync(EngineBench bench, ProposedAction action)
    {
        (await bench.ApproveAsync(action)).ShouldBeOfType<DecideResult.Decided>();
        await bench.GoAsync();
    }

    private static string? Token(JsonElement arguments) => arguments.GetProperty("token").GetString();
}
