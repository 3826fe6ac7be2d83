using ChatRuns.Actions;
using ChatRuns.Journal;

namespace ChatRuns.Engine.Tests.Actions;

/// <summary>The rules of grants, as values.</summary>
public sealed class GrantsTests
{
    private static readonly Principal s_ada = EngineBench.Ada;

    [Theory]
    [InlineData("everything", "pay", "finance", true)]
    [InlineData("everything", null, "", true)]
    [InlineData("agent:pay", "pay", "", true)]
    [InlineData("agent:pay", "tidy", "finance", false)]
    [InlineData("agent:pay", null, "", false)]
    [InlineData("tag:finance", "pay", "ops finance", true)]
    [InlineData("tag:finance", "pay", "ops", false)]
    [InlineData("tag:finance", "finance", "", false)]
    [InlineData("tag:finance", null, "", false)]
    public void A_grant_counts_where_its_scope_says(string scope, string? agent, string tags, bool counts)
    {
        var of = agent is null ? null : new AgentScope(agent, tags.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        GrantScope.Parse(scope).Covers(of).ShouldBe(counts);
        GrantScope.Parse(scope).ToString().ShouldBe(scope);
    }

    [Theory]
    [InlineData("")]
    [InlineData("agent:")]
    [InlineData("tag")]
    [InlineData("team:x")]
    public void Anything_else_is_no_scope(string text) => Should.Throw<FormatException>(() => GrantScope.Parse(text));

    [Fact]
    public void What_was_given_stands_until_it_is_taken_back()
    {
        var grants = Fold(Given("slack/T1/U1", Role.Approver, "tag:finance"), Given("slack/T1/U1", Role.Viewer, "everything"), Given("slack/T1/U1", Role.Viewer, "everything"));

        grants.All.Count.ShouldBe(2);
        grants.Seq.ShouldBe(3);
        Fold(grants, new AccessRevoked("slack/T1/U1", Role.Viewer, "agent:x", s_ada)).All.Count.ShouldBe(2);
        Fold(grants, new AccessRevoked("slack/T1/U1", Role.Viewer, "everything", s_ada)).All.ShouldHaveSingleItem().Role.ShouldBe(Role.Approver);
    }

    [Fact]
    public void A_stand_in_stands_until_the_time_or_until_it_is_changed()
    {
        var grants = Fold(new StandInSet(EngineBench.Mia, EngineBench.Otto, Some.Noon.AddDays(1)));

        grants.StandInFor(EngineBench.Mia.Key, Some.Noon)!.By.ShouldBe(EngineBench.Otto);
        grants.StoodInBy(EngineBench.Otto.Key, Some.Noon).ShouldBe([EngineBench.Mia]);
        grants.StandInFor(EngineBench.Mia.Key, Some.Noon.AddDays(1)).ShouldBeNull();
        grants.StoodInBy(EngineBench.Otto.Key, Some.Noon.AddDays(1)).ShouldBeEmpty();
        Fold(grants, new StandInSet(EngineBench.Mia, null, null)).StandIns.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("slack/T1/U1", true)]
    [InlineData("slack/T1/U2", false)]
    [InlineData("@ops", true)]
    [InlineData("slack/T1/@S1", true)]
    [InlineData("slack/T1/@S2", false)]
    [InlineData("approver", true)]
    [InlineData("operator", false)]
    [InlineData("ops", false)]
    public void A_rule_names_people_roles_and_groups(string named, bool may)
    {
        var rule = new ApprovalRule([named], 1, SelfApproval: false, StartedBy: null);
        var who = new Principal("slack", "T1", "U1", "Mia");

        Eligibility.Refusal(rule, who, new HashSet<Role> { Role.Approver }, new HashSet<string> { "@ops", "slack/T1/@S1", "ops" }, LinkedAccounts.None).ShouldBe(
            may ? null : Eligibility.Refusal(rule, who, new HashSet<Role>(), new HashSet<string>(), LinkedAccounts.None));
    }

    private static AccessGranted Given(string to, Role role, string scope) => new(to, null, role, scope, s_ada);

    private static Grants Fold(params AccessEvent[] events) => Fold(Grants.None, events);

    private static Grants Fold(Grants from, params AccessEvent[] events) => events.Aggregate(from, (g, e) => g.Apply(e, Some.Noon));
}
