using ChatRuns.Actions;
using ChatRuns.Journal;
using ChatRuns.Runs;

namespace ChatRuns.Engine.Tests.Actions;

/// <summary>Roles that were granted in chat, over the real store.</summary>
public sealed class AccessTests
{
    private const string Pay = """
        title: Pay
        tags: [finance]
        approval: { approvers: [approver] }
        steps: [{ name: change, tool: probe.change, with: { what: pay }, confidence: 0.9, reason: due }]
        """;

    private const string Tidy = """
        title: Tidy
        approval: { approvers: [approver] }
        steps: [{ name: change, tool: probe.change, with: { what: tidy }, confidence: 0.9, reason: old }]
        """;

    private static readonly Principal s_jon = new("slack", "T1", "U7", "Jon");
    private static readonly GrantScope s_finance = GrantScope.OfTag("finance");

    [Fact]
    public async Task A_role_for_a_tag_counts_for_its_agents_only()
    {
        await using var bench = await OpenAsync();
        var (pay, tidy) = (await bench.RunAsync("pay"), await bench.RunAsync("tidy"));

        await GrantAsync(bench, s_jon.Key, Role.Approver, s_finance);

        bench.Engine.RolesOf(s_jon).ShouldBeEmpty();
        bench.Engine.RolesOf(s_jon, "pay").ShouldBe([Role.Approver, Role.Viewer], ignoreOrder: true);
        (await bench.ApproveAsync(await bench.ActionAsync(tidy.Number), s_jon)).ShouldBeOfType<DecideResult.NotFound>();
        (await bench.ApproveAsync(await bench.ActionAsync(pay.Number), s_jon)).ShouldBeOfType<DecideResult.Decided>().Now.DecidedBy.ShouldBe(s_jon);
    }

    [Fact]
    public async Task Who_has_a_role_for_a_tag_sees_its_agents_only()
    {
        await using var bench = await OpenAsync();
        for (var i = 0; i < 3; i++) await bench.RunAsync("tidy");
        var pay = await bench.RunAsync("pay");
        await bench.RunAsync("tidy");
        await GrantAsync(bench, s_jon.Key, Role.Operator, s_finance);

        var seen = bench.Engine.SeenBy(s_jon);

        var page = await seen.ListRunsAsync(new(), new(), EngineBench.Cancel);
        (page.Total, page.Rows.Single().Number, page.NotAfter).ShouldBe((1, pay.Number, pay.Number));
        (await seen.ListRunsAsync(new() { Agent = "tidy" }, new(), EngineBench.Cancel)).Total.ShouldBe(0);
        (await seen.ListRunsAsync(new() { Text = "tidy" }, new(), EngineBench.Cancel)).Total.ShouldBe(0);
        (await seen.ListActionsAsync(new(Statuses: [ActionStatus.Open]), EngineBench.Cancel)).Total.ShouldBe(1);
        (await seen.ListActionsAsync(new(Run: 1), EngineBench.Cancel)).Total.ShouldBe(0);
        (await seen.FindRunAsync(1, EngineBench.Cancel)).ShouldBeNull();
        seen.ListAgents().Single().Name.ShouldBe("pay");
        seen.NearestAgent("tdiy").ShouldBeNull();
        (await seen.ReadLastRunsAsync(EngineBench.Cancel)).Single().Agent.ShouldBe("pay");
        var metrics = await seen.ReadMetricsAsync(null, EngineBench.Cancel);
        (metrics.Now.Runs, metrics.TopTools.Single().Count).ShouldBe((1, 1));
        (await seen.ReadMetricsAsync("tidy", EngineBench.Cancel)).ShouldSatisfyAllConditions(m => m.Now.Runs.ShouldBe(0), m => m.TopTools.ShouldBeEmpty());
    }

    [Fact]
    public async Task What_somebody_may_not_see_is_not_there_for_them()
    {
        await using var bench = await OpenAsync();
        var tidy = await bench.RunAsync("tidy");
        await GrantAsync(bench, s_jon.Key, Role.Operator, s_finance);

        (await bench.Engine.StartAsync(new("tidy", new Dictionary<string, System.Text.Json.JsonElement>()), s_jon, EngineBench.Cancel)).ShouldBe(new StartResult.UnknownAgent("tidy", null));
        (await bench.Engine.StartAsync(new("pay", new Dictionary<string, System.Text.Json.JsonElement>()), s_jon, EngineBench.Cancel)).ShouldBeOfType<StartResult.Started>();
        (await bench.Engine.CancelAsync(tidy.Number, s_jon, null, EngineBench.Cancel)).ShouldBeOfType<CancelResult.NotFound>();
        (await bench.Engine.RerunAsync(tidy.Number, s_jon, null, EngineBench.Cancel)).ShouldBe(new StartResult.NotReady("There is no run #1."));
        (await bench.Engine.PauseAsync("tidy", null, s_jon, EngineBench.Cancel)).ShouldBe(new PauseResult.UnknownAgent("tidy", null));
        (await bench.Engine.AnswerAsync(tidy.Number, "change", "yes", s_jon, EngineBench.Cancel)).ShouldBeOfType<AnswerResult.NotAsked>();
        (await bench.Engine.NoteAsync(tidy.Number, s_jon, "hello", null, null, EngineBench.Cancel)).ShouldBeOfType<NoteResult.NotFound>();
    }

    [Fact]
    public async Task A_grant_to_a_group_is_one_to_its_people()
    {
        await using var bench = await OpenAsync();
        bench.Roles.Groups[s_jon.Key] = ["slack/T1/@S1", "ops"];

        await GrantAsync(bench, "slack/T1/@S1", Role.Viewer, GrantScope.OfAgent("pay"));
        await GrantAsync(bench, "@ops", Role.Auditor, GrantScope.OfAgent("tidy"));

        bench.Engine.RolesOf(s_jon, "pay").ShouldBe([Role.Viewer]);
        bench.Engine.RolesOf(s_jon, "tidy").ShouldBe([Role.Auditor, Role.Viewer], ignoreOrder: true);
    }

    [Fact]
    public async Task Grants_survive_a_restart()
    {
        await using var bench = await OpenAsync();
        await GrantAsync(bench, s_jon.Key, Role.Viewer, GrantScope.Everything);
        await bench.Engine.SetStandInAsync(EngineBench.Mia, s_jon, null, EngineBench.Cancel);

        await bench.RestartAsync();

        bench.Engine.RolesOf(s_jon).ShouldBe([Role.Viewer]);
        bench.Get<IGrants>().Now.StandInFor(EngineBench.Mia.Key, Some.Noon)!.By.ShouldBe(s_jon);
    }

    [Fact]
    public async Task Of_admins_at_once_none_loses_a_grant()
    {
        await using var bench = await OpenAsync();
        bench.Roles.Give(EngineBench.Noor, Role.Admin);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => bench.Engine.GrantAsync(
            $"slack/T1/U{i}", null, Role.Viewer, GrantScope.Everything, i % 2 == 0 ? EngineBench.Ada : EngineBench.Noor, EngineBench.Cancel))));

        bench.Get<IGrants>().Now.ShouldSatisfyAllConditions(g => g.All.Count.ShouldBe(20), g => g.Seq.ShouldBe(20));
        (await bench.Store.VerifyAsync(EngineBench.Cancel)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_admins_change_roles_and_auditors_see_them()
    {
        await using var bench = await OpenAsync();
        await GrantAsync(bench, s_jon.Key, Role.Auditor, GrantScope.Everything);

        (await bench.Engine.GrantAsync(s_jon.Key, null, Role.Admin, GrantScope.Everything, s_jon, EngineBench.Cancel)).ShouldBeOfType<AccessResult.NotAllowed>();
        (await bench.Engine.RevokeAsync(s_jon.Key, Role.Auditor, GrantScope.Everything, EngineBench.Mia, EngineBench.Cancel)).ShouldBeOfType<AccessResult.NotAllowed>();
        (await bench.Engine.ReadGrantsAsync(s_jon, EngineBench.Cancel)).ShouldBeOfType<GrantsResult.Shown>().Now.All.Count.ShouldBe(1);
        (await bench.Engine.ReadGrantsAsync(EngineBench.Mia, EngineBench.Cancel)).ShouldBeOfType<GrantsResult.NotAllowed>();
    }

    [Fact]
    public async Task An_admin_is_one_everywhere_and_the_last_one_stays()
    {
        await using var bench = await OpenAsync();
        (await bench.Engine.GrantAsync(s_jon.Key, null, Role.Admin, s_finance, EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<AccessResult.Invalid>();
        await bench.Engine.ClaimAdminAsync(s_jon, EngineBench.Cancel);

        (await bench.Engine.RevokeAsync(s_jon.Key, Role.Admin, GrantScope.Everything, s_jon, EngineBench.Cancel)).ShouldBeOfType<AccessResult.LastAdmin>();
        await GrantAsync(bench, "slack/T1/U8", Role.Admin, GrantScope.Everything, s_jon);
        (await bench.Engine.RevokeAsync(s_jon.Key, Role.Admin, GrantScope.Everything, s_jon, EngineBench.Cancel)).ShouldBeOfType<AccessResult.Done>();
        bench.Engine.RolesOf(s_jon).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stand_in_decides_in_somebodys_place_and_the_record_says_so()
    {
        await using var bench = await OpenAsync();
        var run = await bench.RunAsync("pay");
        await bench.Engine.SetStandInAsync(EngineBench.Mia, EngineBench.Otto, Some.Noon.AddDays(1), EngineBench.Cancel);

        var decided = (await bench.ApproveAsync(await bench.ActionAsync(run.Number), EngineBench.Otto)).ShouldBeOfType<DecideResult.Decided>();

        decided.Now.DecidedBy!.ShouldSatisfyAllConditions(by => by.ShouldBe(EngineBench.Otto), by => by.Name.ShouldBe("Otto for Mia"));
    }

    [Fact]
    public async Task A_stand_in_decides_neither_what_they_started_nor_what_the_person_did()
    {
        await using var bench = await OpenAsync();
        await bench.Engine.SetStandInAsync(EngineBench.Mia, EngineBench.Otto, null, EngineBench.Cancel);
        bench.Roles.Give(EngineBench.Mia, Role.Viewer, Role.Approver, Role.Operator);
        var (own, mias) = (await bench.RunAsync("pay", by: EngineBench.Otto), await bench.RunAsync("tidy", by: EngineBench.Mia));

        (await bench.ApproveAsync(await bench.ActionAsync(own.Number), EngineBench.Otto)).ShouldBeOfType<DecideResult.NotAllowed>().Why.ShouldStartWith("You started");
        (await bench.ApproveAsync(await bench.ActionAsync(mias.Number), EngineBench.Otto)).ShouldBeOfType<DecideResult.NotAllowed>();
    }

    [Fact]
    public async Task A_stand_in_is_over_with_its_time_and_passes_nothing_on()
    {
        await using var bench = await OpenAsync();
        var run = await bench.RunAsync("pay");
        await bench.Engine.SetStandInAsync(EngineBench.Mia, EngineBench.Otto, Some.Noon.AddHours(1), EngineBench.Cancel);
        await bench.Engine.SetStandInAsync(EngineBench.Otto, EngineBench.Vera, null, EngineBench.Cancel);

        (await bench.ApproveAsync(await bench.ActionAsync(run.Number), EngineBench.Vera)).ShouldBeOfType<DecideResult.NotAllowed>();
        bench.Time.Advance(TimeSpan.FromHours(2));
        (await bench.ApproveAsync(await bench.ActionAsync(run.Number), EngineBench.Otto)).ShouldBeOfType<DecideResult.NotAllowed>();
    }

    [Fact]
    public async Task Approvers_are_the_people_whom_the_rule_and_grants_name()
    {
        await using var bench = await OpenAsync(("mixed", Pay.Replace("[approver]", "[approver, slack/T1/U9, slack/T1/@S1]", StringComparison.Ordinal)), ("nobody", Pay.Replace("[approver]", "[]", StringComparison.Ordinal)));
        var (mixed, nobody) = (await bench.RunAsync("mixed"), await bench.RunAsync("nobody"));
        await GrantAsync(bench, s_jon.Key, Role.Approver, s_finance);
        await GrantAsync(bench, "slack/T1/U5", Role.Approver, GrantScope.OfAgent("tidy"));
        await GrantAsync(bench, "slack/T1/U9", Role.Approver, GrantScope.Everything);
        await GrantAsync(bench, "slack/T1/UA", Role.Admin, GrantScope.Everything);

        bench.Engine.ApproversOf(await bench.ActionAsync(mixed.Number)).ShouldBe([s_jon.Key, "slack/T1/U9"]);
        bench.Engine.ApproversOf(await bench.ActionAsync(nobody.Number)).ShouldBe(["slack/T1/UA"]);
    }

    [Fact]
    public async Task Whom_an_agents_file_names_as_approver_sees_that_agent()
    {
        await using var bench = await OpenAsync(("named", Tidy.Replace("[approver]", $"[{s_jon.Key}]", StringComparison.Ordinal)));
        var run = await bench.RunAsync("named");

        bench.Engine.SeenBy(s_jon).ListAgents().Single().Name.ShouldBe("named");
        bench.Engine.MaySee(s_jon).ShouldBeNull();
        (await bench.ApproveAsync(await bench.ActionAsync(run.Number), s_jon)).ShouldBeOfType<DecideResult.Decided>();
    }

    [Fact]
    public async Task A_note_stays_with_a_run_in_every_state_of_it()
    {
        await using var bench = await OpenAsync();
        var open = await bench.RunAsync("pay");
        var id = Guid.NewGuid();

        (await NoteAsync(bench, open.Number, "look at this", "https://chat.example/1", id)).ShouldBeOfType<NoteResult.Noted>();
        (await NoteAsync(bench, open.Number, "look at this", "https://chat.example/1", id)).ShouldBeOfType<NoteResult.Noted>();
        await bench.ApproveAsync(await bench.ActionAsync(open.Number));
        await bench.GoAsync();
        (await NoteAsync(bench, open.Number, "all good")).ShouldBeOfType<NoteResult.Noted>();

        (await bench.FindAsync(open.Number)).Status.ShouldBe(RunStatus.Completed);
        var notes = (await bench.Engine.ReadActivityAsync(open.Number, EngineBench.Cancel)).Select(e => e.Event).OfType<RunNoted>().ToList();
        notes.Select(n => n.Text).ShouldBe(["look at this", "all good"]);
        notes[0].Link.ShouldBe("https://chat.example/1");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("x", "javascript:alert(1)")]
    [InlineData("x", "nonsense")]
    public async Task A_note_without_words_or_with_a_strange_link_is_refused(string text, string? link)
    {
        await using var bench = await OpenAsync();
        var run = await bench.RunAsync("pay");

        (await NoteAsync(bench, run.Number, text, link)).ShouldBeOfType<NoteResult.Invalid>();
        (await NoteAsync(bench, run.Number, new string('x', 1001))).ShouldBeOfType<NoteResult.Invalid>();
        (await bench.Engine.NoteAsync(run.Number, EngineBench.Vera, "x", null, null, EngineBench.Cancel)).ShouldBeOfType<NoteResult.NotAllowed>();
    }

    private static Task<EngineBench> OpenAsync(params (string, string)[] more) => EngineBench.OpenAsync([("pay", Pay), ("tidy", Tidy), .. more]);

    private static async Task GrantAsync(EngineBench bench, string to, Role role, GrantScope scope, Principal? by = null) =>
        (await bench.Engine.GrantAsync(to, null, role, scope, by ?? EngineBench.Ada, EngineBench.Cancel)).ShouldBeOfType<AccessResult.Done>();

    private static Task<NoteResult> NoteAsync(EngineBench bench, long run, string text, string? link = null, Guid? id = null) =>
        bench.Engine.NoteAsync(run, EngineBench.Otto, text, link, id, EngineBench.Cancel);
}
