using System.Text;
using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

public sealed class AgentContentTests
{
    private const string Steps = "steps: [{pause: 1s}]\n";

    [Fact]
    public void The_stored_content_reads_back_to_an_equal_agent()
    {
        var reading = Sample.Read(Sample.Full);

        AgentDump.Of(Sample.ReadContent(reading)).ShouldBe(AgentDump.Of(reading.Agent));
    }

    [Fact]
    public void The_stored_content_holds_the_defaults_and_the_name_and_no_secret_value()
    {
        var reading = Sample.Read(Steps, defaults: Sample.Defaults("owner: ops\n"));

        var text = Encoding.UTF8.GetString(reading.Content.Span);
        text.ShouldContain("\"name\": \"tidy\"");
        text.ShouldContain("\"owner\": \"ops\"");
        Sample.ReadContent(reading)!.Owner.ShouldBe("ops");
    }

    [Theory]
    [InlineData("# another comment\ntitle: Tidy\nsteps:\n  - pause: 1s\n")]
    [InlineData("\"title\": 'Tidy'\nsteps: [{pause: \"1s\"}]\n")]
    [InlineData("title: &title Tidy\nsteps: [{pause: &long 1s}]\n")]
    public void Comments_quotes_and_layout_make_no_new_version(string text) =>
        Sample.Agent(text).Version.ShouldBe(Sample.Agent("title: Tidy\nsteps: [{pause: 1s}]\n").Version);

    [Theory]
    [InlineData("title: Tidy!\nsteps: [{pause: 1s}]\n")]
    [InlineData("name: other\ntitle: Tidy\nsteps: [{pause: 1s}]\n")]
    [InlineData("title: Tidy\nsteps: [{pause: 2s}]\n")]
    [InlineData("title: Tidy\nsteps: [{pause: 1s}]\nowner: ops\n")]
    public void Any_other_value_makes_a_new_version(string text) =>
        Sample.Agent(text).Version.ShouldNotBe(Sample.Agent("title: Tidy\nsteps: [{pause: 1s}]\n").Version);

    [Fact]
    public void Other_defaults_make_a_new_version() =>
        Sample.Agent(Steps, Sample.Defaults("owner: ops\n")).Version.ShouldNotBe(Sample.Agent(Steps).Version);

    [Fact]
    public void Content_that_nobody_wrote_is_none()
    {
        var file = new AgentFile([]);

        file.ReadContent("a", "not json"u8.ToArray()).ShouldBeNull();
        file.ReadContent("a", "[]"u8.ToArray()).ShouldBeNull();
        file.ReadContent("a", "{}"u8.ToArray()).ShouldBeNull();
    }

    [Fact]
    public void Defaults_lie_under_every_agent_maps_merged_and_lists_replaced()
    {
        var defaults = Sample.Defaults("""
            owner: platform
            tags: [a, b]
            timezone: Europe/Berlin
            approval: {approvers: [approver], expires: 24h}
            variables: {region: eu, dry: true}
            """);

        var agent = Sample.Agent("tags: [c]\napproval: {expires: 2h}\nvariables: {dry: false}\ntriggers: [{cron: 0 7 * * *}]\n" +
            "steps: [{program: [a, \"{{region}}\"]}]\n", defaults);

        agent.Owner.ShouldBe("platform");
        agent.Tags.ShouldBe(["c"]);
        agent.Approval.Approvers.ShouldBe(["approver"]);
        agent.Approval.Expires.ShouldBe(TimeSpan.FromHours(2));
        agent.Variables.Select(v => (v.Name, v.Default!.Value.GetRawText())).ShouldBe([("dry", "false"), ("region", "\"eu\"")]);
        agent.Triggers.ShouldHaveSingleItem().ShouldBeOfType<CronTrigger>().Zone.ShouldBe("Europe/Berlin");
    }

    [Theory]
    [InlineData("ownr: x\n", 1, 1, "Did you mean 'owner'?")]
    [InlineData("owner: x\nname: y\n", 2, 1, "own file")]
    [InlineData("steps: [{pause: 1s}]\n", 1, 1, "own file")]
    [InlineData("approval: {required: 0}\n", 1, 22, "digits")]
    [InlineData("owner: [\n", 2, 1, "docs/agents.md")]
    public void Problems_of_the_defaults_are_told_against_them(string text, int line, int column, string remedy)
    {
        var problem = Sample.DefaultsProblems(text).ShouldHaveSingleItem();

        (problem.File, problem.Line, problem.Column).ShouldBe(("_defaults.yaml", line, column));
        problem.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void A_value_of_the_defaults_that_does_not_fit_an_agent_is_told_against_them()
    {
        var problem = Sample.Read(Steps, defaults: Sample.Defaults("run_title: For {{customer}}\n")).Problems.ShouldHaveSingleItem();

        (problem.File, problem.Line, problem.Column).ShouldBe(("_defaults.yaml", 1, 16));
    }
}
