using System.Text.Json;
using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Runs;

/// <summary>The front door: who may start what, with which values, and what chat lays over the files.</summary>
public sealed class RunEngineTests
{
    private const string Reader = """
        variables:
          days: { type: number, default: 7 }
          mode: { type: choice, choices: [fast, slow], default: fast }
          folder: { type: text }
        steps: [{ name: look, tool: probe.look, with: { what: "{{folder}}" } }]
        """;

    [Fact]
    public async Task Values_that_do_not_fit_are_told_by_variable_and_start_nothing()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Reader));

        var errors = (await StartAsync(bench, ("days", "many"), ("mode", "medium"), ("color", "red"))).ShouldBeOfType<StartResult.BadVariables>().Errors;

        errors.Keys.Order().ShouldBe(["color", "days", "folder", "mode"]);
        errors["mode"].ShouldBe("medium is not one of fast, slow.");
        (await bench.Engine.ReadLastRunsAsync(EngineBench.Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_are_read_as_the_type_of_their_variable_and_remembered_as_overrides()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Reader));

        var run = await bench.FindAsync((await StartAsync(bench, ("days", "30"), ("folder", "/srv"))).ShouldBeOfType<StartResult.Started>().Number);

        run.Queued.Variables.GetRawText().ShouldBe("""{"days":30,"mode":"fast","folder":"/srv"}""");
        run.Queued.Overridden.Order().ShouldBe(["days", "folder"]);
    }

    [Fact]
    public async Task An_unknown_agent_is_told_with_the_one_that_was_meant()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Reader));

        (await bench.Engine.StartAsync(new("raeder", new Dictionary<string, JsonElement>()), EngineBench.Ada, EngineBench.Cancel))
            .ShouldBe(new StartResult.UnknownAgent("raeder", "reader"));
    }

    [Fact]
    public async Task A_start_that_is_sent_twice_starts_once()
    {
        await using var bench = await EngineBench.OpenAsync(("rest", "steps: [{ name: rest, pause: 1h }]"));
        var request = new StartRequest("rest", new Dictionary<string, JsonElement>(), Id: Guid.CreateVersion7());

        var first = await bench.Engine.StartAsync(request, EngineBench.Ada, EngineBench.Cancel);

        (await bench.Engine.StartAsync(request, EngineBench.Ada, EngineBench.Cancel)).ShouldBe(first);
    }

    [Fact]
    public async Task A_rerun_has_the_inputs_of_its_run_and_is_not_made_twice_by_one_press()
    {
        await using var bench = await EngineBench.OpenAsync(("reader", Reader));
        var run = await bench.RunAsync("reader", variables: ("folder", "/srv"));
        var press = Guid.CreateVersion7();

        var rerun = (await bench.Engine.RerunAsync(run.Number, EngineBench.Otto, press, EngineBench.Cancel)).ShouldBeOfType<StartResult.Started>();

        (await bench.Engine.RerunAsync(run.Number, EngineBench.Otto, press, EngineBench.Cancel)).ShouldBe(rerun);
        var again = await bench.FindAsync(rerun.Number);
        again.Queued.Trigger.RerunOf.ShouldBe(run.Number);
        again.Queued.Variables.GetProperty("folder").GetString().ShouldBe("/srv");
    }

    [Fact]
    public async Task A_draft_runs_only_as_a_test_and_cannot_be_resumed_in_chat()
    {
        await using var bench = await EngineBench.OpenAsync(("rest", "status: draft\nsteps: [{ name: rest, pause: 1h }]"));

        (await bench.Engine.StartAsync(new("rest", new Dictionary<string, JsonElement>()), EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<StartResult.NotReady>();
        (await bench.StartAsync("rest", isTest: true)).ShouldBe(1);
        (await bench.Engine.ResumeAsync("rest", EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<PauseResult.Already>().Now.Status.ShouldBe(AgentStatus.Draft);
    }

    [Fact]
    public async Task A_pause_in_chat_survives_a_restart_and_edits_of_the_file()
    {
        await using var bench = await EngineBench.OpenAsync(("rest", "steps: [{ name: rest, pause: 1h }]"));
        (await bench.Engine.PauseAsync("Rest", "holidays", EngineBench.Otto, EngineBench.Cancel)).ShouldBeOfType<PauseResult.Done>();
        (await bench.Engine.PauseAsync("rest", null, EngineBench.Otto, EngineBench.Cancel)).ShouldBeOfType<PauseResult.Already>();

        await bench.EditAsync("rest", "title: Take a rest\nsteps: [{ name: rest, pause: 2h }]");
        await bench.RestartAsync();

        bench.Engine.FindAgent("rest")!.ShouldSatisfyAllConditions(a => a.Title.ShouldBe("Take a rest"), a => a.Status.ShouldBe(AgentStatus.Paused));
        bench.Engine.FindPause("rest").ShouldBe(new ChatPause("Otto", "holidays"));
        await bench.Engine.ResumeAsync("rest", EngineBench.Otto, EngineBench.Cancel);
        await bench.RestartAsync();
        bench.Engine.FindAgent("rest")!.Status.ShouldBe(AgentStatus.Active);
    }

    [Fact]
    public async Task Nobody_does_what_no_role_allows()
    {
        await using var bench = await EngineBench.OpenAsync(("rest", "steps: [{ name: rest, pause: 1h }]"));
        var run = await bench.RunAsync("rest");

        foreach (var who in new[] { EngineBench.Vera, EngineBench.Mia, EngineBench.Stranger })
        {
            (await bench.Engine.StartAsync(new("rest", new Dictionary<string, JsonElement>()), who, EngineBench.Cancel)).ShouldBeOfType<StartResult.NotAllowed>().Why.ShouldContain("operator");
            (await bench.Engine.CancelAsync(run.Number, who, null, EngineBench.Cancel)).ShouldBeOfType<CancelResult.NotAllowed>();
            (await bench.Engine.PauseAsync("rest", null, who, EngineBench.Cancel)).ShouldBeOfType<PauseResult.NotAllowed>();
        }

        bench.Engine.MaySee(EngineBench.Vera).ShouldBeNull();
        bench.Engine.MaySee(EngineBench.Stranger).ShouldNotBeNull().ShouldContain("admin");
    }

    [Fact]
    public async Task The_numbers_of_twelve_weeks_come_from_daily_rows()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", "approval: { approvers: [approver] }\nsteps: [{ name: change, tool: probe.change, with: { what: x }, confidence: 0.8 }]"));
        await bench.RejectAsync(await bench.ActionAsync((await bench.RunAsync("tidy")).Number));
        bench.Time.Advance(TimeSpan.FromDays(84));
        for (var i = 0; i < 3; i++) await bench.ApproveAsync(await bench.ActionAsync((await bench.RunAsync("tidy")).Number));
        await bench.RunAsync("tidy", isTest: true);
        await bench.GoAsync();

        var view = await bench.Engine.ReadMetricsAsync("tidy", EngineBench.Cancel);

        view.Now.ShouldSatisfyAllConditions(
            t => t.Runs.ShouldBe(3), t => t.Proposed.ShouldBe(3), t => t.Approved.ShouldBe(3), t => t.ApprovalRate.ShouldBe(1), t => t.AverageConfidence!.Value.ShouldBe(0.8, 0.001));
        view.Before.ShouldSatisfyAllConditions(t => t.Runs.ShouldBe(1), t => t.ApprovalRate.ShouldBe(0));
        view.Weeks.Count.ShouldBe(12);
        view.Weeks[^1].Totals.Approved.ShouldBe(3);
        view.Weeks.ShouldAllBe(w => w.Start.DayOfWeek == DayOfWeek.Monday);
        view.TopTools.ShouldHaveSingleItem().Count.ShouldBe(3);
        (await bench.Engine.ReadMetricsAsync("nobody", EngineBench.Cancel)).Now.AverageConfidence.ShouldBeNull();
    }

    private static Task<StartResult> StartAsync(EngineBench bench, params (string Name, string Value)[] variables) => bench.Engine.StartAsync(
        new("reader", variables.ToDictionary(v => v.Name, v => JsonSerializer.SerializeToElement(v.Value))), EngineBench.Ada, EngineBench.Cancel);
}
