using ChatRuns.Agents;
using ChatRuns.Journal;

namespace ChatRuns.Engine.Tests.Agents;

/// <summary>What is set in chat over an agent's file (M10).</summary>
public sealed class OverrideTests
{
    private const string Tidy = """
        title: Tidy
        triggers: [{ name: nightly, cron: '0 3 * * *' }, { name: often, every: 10m }]
        approval: { approvers: [approver], required: 2 }
        steps: [{ name: change, tool: probe.change, with: { what: disk } }]
        """;

    [Fact]
    public async Task What_is_set_survives_edits_of_the_file_and_restarts_and_ends_with_a_reset()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Tidy));
        (await SetAsync(bench, Overrides.Threshold, "0.95")).ShouldBeOfType<OverrideResult.Done>().Now.ConfidenceThreshold.ShouldBe(0.95);
        (await SetAsync(bench, Overrides.Schedule("nightly"), "30 4 * * 1-5 Europe/Berlin")).ShouldBeOfType<OverrideResult.Done>();
        (await SetAsync(bench, Overrides.Schedule("often"), "every 3600s")).ShouldBeOfType<OverrideResult.Done>();

        await bench.EditAsync("tidy", Tidy.Replace("title: Tidy", "title: Tidy up", StringComparison.Ordinal));
        await bench.RestartAsync();

        var agent = bench.Engine.FindAgent("tidy")!;
        (agent.Title, agent.ConfidenceThreshold).ShouldBe(("Tidy up", 0.95));
        agent.Triggers.OfType<CronTrigger>().Single().ShouldBe(new("nightly", "30 4 * * 1-5", "Europe/Berlin", CatchUpPolicy.Skip));
        agent.Triggers.OfType<IntervalTrigger>().Single().Every.ShouldBe(TimeSpan.FromHours(1));
        (await bench.Engine.ResetAsync("tidy", Overrides.Schedule("nightly"), EngineBench.Otto, EngineBench.Cancel)).ShouldBeOfType<OverrideResult.Done>();
        bench.Engine.FindAgent("tidy")!.Triggers.OfType<CronTrigger>().Single().Cron.ShouldBe("0 3 * * *");
        (await bench.Engine.ResetAsync("tidy", null, EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<OverrideResult.Done>().Now.ConfidenceThreshold.ShouldBe(0.9);
        bench.Engine.OverridesOf("tidy").ShouldBeEmpty();
        (await bench.Engine.ResetAsync("tidy", null, EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<OverrideResult.Already>();
    }

    [Theory]
    [InlineData(Overrides.Mode, "auto")]
    [InlineData(Overrides.Threshold, "0.5")]
    [InlineData(Overrides.Approvals, "1")]
    public async Task What_loosens_approval_waits_for_an_admin_who_confirms_what_was_shown(string field, string value)
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Tidy));
        var before = Overrides.ValueOf(bench.Engine.FindAgent("tidy")!, field);

        var waits = (await SetAsync(bench, field, value, EngineBench.Otto)).ShouldBeOfType<OverrideResult.Waits>();

        Overrides.ValueOf(bench.Engine.FindAgent("tidy")!, field).ShouldBe(before);
        waits.Wish.ByName.ShouldBe("Otto");
        await bench.RestartAsync();
        (await bench.Engine.ConfirmAsync("tidy", field, value, EngineBench.Otto, EngineBench.Cancel)).ShouldBeOfType<OverrideResult.NotAllowed>();
        (await bench.Engine.ConfirmAsync("tidy", field, "another", EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<OverrideResult.Gone>();
        (await bench.Engine.ConfirmAsync("tidy", field, value, EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<OverrideResult.Done>();
        Overrides.ValueOf(bench.Engine.FindAgent("tidy")!, field).ShouldBe(value);
        var set = bench.Engine.OverridesOf("tidy").ShouldHaveSingleItem();
        (set.IsPending, set.ByName).ShouldBe((false, "Otto"));
        (await bench.Store.ReadStreamAsync(StreamName.Agent("tidy"), 0, 100, EngineBench.Cancel))[^1].Event.ShouldBeOfType<AgentOverridden>().ConfirmedBy.ShouldBe(EngineBench.Ada);
    }

    [Fact]
    public async Task A_wish_can_be_turned_down_and_taken_back_and_an_admins_own_word_is_enough()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Tidy));
        await SetAsync(bench, Overrides.Mode, "auto", EngineBench.Otto);

        (await bench.Engine.RefuseAsync("tidy", Overrides.Mode, EngineBench.Otto, EngineBench.Cancel)).ShouldBeOfType<OverrideResult.Done>();
        bench.Engine.OverridesOf("tidy").ShouldBeEmpty();
        (await bench.Engine.RefuseAsync("tidy", Overrides.Mode, EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<OverrideResult.Gone>();
        (await SetAsync(bench, Overrides.Mode, "auto", EngineBench.Ada)).ShouldBeOfType<OverrideResult.Done>().Now.Mode.ShouldBe(RunMode.Auto);
    }

    [Fact]
    public async Task A_reset_that_would_loosen_approval_waits_too()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Tidy));
        await SetAsync(bench, Overrides.Approvals, "3");

        var reset = await bench.Engine.ResetAsync("tidy", null, EngineBench.Otto, EngineBench.Cancel);

        reset.ShouldBeOfType<OverrideResult.Waits>().Wish.Value.ShouldBe(Overrides.OfFile);
        bench.Engine.FindAgent("tidy")!.Approval.Required.ShouldBe(3);
        await bench.Engine.ConfirmAsync("tidy", Overrides.Approvals, Overrides.OfFile, EngineBench.Ada, EngineBench.Cancel);
        bench.Engine.FindAgent("tidy")!.Approval.Required.ShouldBe(2);
    }

    [Fact]
    public async Task The_rule_that_is_set_counts_for_the_next_step_of_a_run_that_began_before()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Tidy));
        var run = await bench.StartAsync("tidy");
        await SetAsync(bench, Overrides.Approvals, "3");

        await bench.GoAsync();

        (await bench.ActionAsync(run)).Proposed.Rule.Required.ShouldBe(3);
    }

    [Fact]
    public async Task A_pause_ends_with_a_reset_whichever_way_the_file_says()
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", "status: paused\n" + Tidy));
        await bench.Engine.ResumeAsync("tidy", EngineBench.Otto, EngineBench.Cancel);
        bench.Engine.FindResumedBy("tidy").ShouldBe("Otto");

        await bench.RestartAsync();
        bench.Engine.FindResumedBy("tidy").ShouldBe("Otto");
        await bench.Engine.ResetAsync("tidy", Overrides.Pause, EngineBench.Otto, EngineBench.Cancel);

        bench.Engine.FindAgent("tidy")!.Status.ShouldBe(AgentStatus.Paused);
        await bench.RestartAsync();
        bench.Engine.FindResumedBy("tidy").ShouldBeNull();
    }

    [Theory]
    [InlineData(Overrides.Mode, "maybe", "The mode is ask or auto.")]
    [InlineData(Overrides.Threshold, "2", "The threshold is a number from 0 to 1, such as 0.9.")]
    [InlineData(Overrides.Approvals, "0", "The number of approvals is 1 to 20.")]
    [InlineData("schedule/nightly", "61 3 * * * UTC", "cron: \"61 3 * * *\" cannot be read: minute \"61\" is wrong. It takes 0 to 59, a list (1,15), a range (1-5) or a step (*/2).")]
    [InlineData("schedule/nightly", "0 3 * * * Berlin", "zone: \"Berlin\" is not known. Did you mean \"Europe/Berlin\"?")]
    [InlineData("schedule/weekly", "0 3 * * * UTC", "Tidy has no schedule weekly. Schedules: nightly, often.")]
    public async Task What_cannot_be_set_says_why(string field, string value, string why)
    {
        await using var bench = await EngineBench.OpenAsync(("tidy", Tidy));

        (await SetAsync(bench, field, value)).ShouldBeOfType<OverrideResult.Invalid>().Why.ShouldBe(why);
        (await SetAsync(bench, field, value, EngineBench.Vera)).ShouldBeOfType<OverrideResult.NotAllowed>();
    }

    private static Task<OverrideResult> SetAsync(EngineBench bench, string field, string value, Principal? by = null) =>
        bench.Engine.SetAsync("tidy", field, value, null, by ?? EngineBench.Ada, EngineBench.Cancel);
}
