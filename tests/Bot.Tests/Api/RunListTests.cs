using ChatRuns.Bot.Commands;
using ChatRuns.Bot.Commands.Language;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Api;

/// <summary>GET /api/v1/runs: the words of the chat, pages that stay, and what a token may not see.</summary>
public sealed class RunListTests
{
    private static readonly (string, string)[] s_agents =
    [
        ("look", "title: Look around\nowner: ops\ntags: [night]\ntargets: [eu-prod, us-prod]\nvariables: { what: x }\nsteps: [{ name: look, tool: probe.look, with: { what: \"{{what}}\" } }]"),
        ("breaks", "title: Disk check\nsteps: [{ name: break, program: [bash, -c, \"exit 3\"] }]"),
        ("asker", "steps: [{ name: ask, question: \"Go on?\" }]"),
    ];

    [Fact]
    public async Task A_list_has_these_members_and_no_others()
    {
        await using var api = await OpenAsync();
        var token = await api.TokenAsync(role: "viewer");

        var list = await api.GetAsync("/api/v1/runs?status=failed&per=1", token);

        list.Json.EnumerateObject().Select(m => m.Name).ShouldBe(["runs", "total", "totalIsExact", "next"]);
        (list.Json.GetProperty("total").GetInt32(), list.Json.GetProperty("totalIsExact").GetBoolean(), list.Next).ShouldBe((1, true, null));
        var run = list.Json.GetProperty("runs")[0];
        (run.GetProperty("status").GetString(), run.GetProperty("trigger").GetString(), run.GetProperty("error").GetProperty("cause").GetString()).ShouldBe(("Failed", "Manual", "NonZeroExit"));
        run.GetProperty("error").GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
        run.GetProperty("url").GetString().ShouldBe($"{api.Http.BaseAddress}api/v1/runs/2");
        list.Headers["Cache-Control"].ShouldBe("no-store");
    }

    // The same runs as the same words in chat list.
    [Theory]
    [InlineData("", "/runs all time")]
    [InlineData("?status=failed", "/runs failed all time")]
    [InlineData("?status=completed,failed", "/runs completed failed all time")]
    [InlineData("?status=completed&status=Failed", "/runs completed failed all time")]
    [InlineData("?status=not%20completed", "/runs not completed all time")]
    [InlineData("?status=TimedOut", "/runs timed out all time")]
    [InlineData("?status=waiting", "/runs waiting all time")]
    [InlineData("?agent=look", "/runs agent look all time")]
    [InlineData("?agent=Look%20around", "/runs agent \"Look around\" all time")]
    [InlineData("?trigger=manual", "/runs manual all time")]
    [InlineData("?trigger=schedule", "/runs trigger schedule all time")]
    [InlineData("?target=us-prod", "/runs target us-prod all time")]
    [InlineData("?last=1h", "/runs last 1h")]
    [InlineData("?last=week", "/runs last week")]
    [InlineData("?from=yesterday", "/runs since yesterday")]
    [InlineData("?from=2026-11-21&to=2026-11-21", "/runs from 2026-11-21 to 2026-11-21")]
    [InlineData("?to=2026-11-21T11:30Z", "/runs until 2026-11-21T11:30Z")]
    [InlineData("?from=2026-11-21T13:10:00+01:00", "/runs since 2026-11-21T13:10:00+01:00")]
    [InlineData("?from=2026-11-21T13:10:00%2B01:00", "/runs since 2026-11-21T12:10Z")]
    [InlineData("?text=disk", "/runs text disk all time")]
    [InlineData("?archived=true", "/runs archived all time")]
    [InlineData("?archived=any", "/runs with archived all time")]
    [InlineData("?test=true", "/runs test runs all time")]
    [InlineData("?test=false", "/runs without test runs all time")]
    [InlineData("?step=break&cause=non-zero%20exit", "/runs step break cause non-zero exit all time")]
    [InlineData("?cause=NonZeroExit", "/runs cause non-zero exit all time")]
    [InlineData("?owner=ops&tag=night", "/runs owner ops tag night all time")]
    [InlineData("?longer=5m", "/runs more than 5m all time")]
    [InlineData("?actions=open", "/runs actions open all time")]
    public async Task Parameters_mean_what_the_words_of_the_chat_mean(string query, string line)
    {
        await using var api = await OpenAsync();
        var token = await api.TokenAsync(role: "viewer");
        var ada = EngineBench.Ada;
        var vocabulary = await api.Bench.Get<Vocabularies>().ReadAsync(ada, CancellationToken.None);
        var chat = CommandLine.Parse(line, vocabulary, ada.Key, api.Bench.Time.GetUtcNow(), TimeZoneInfo.Utc).ShouldBeOfType<RunsCommand>();

        var expected = await api.Bench.Engine.SeenBy(ada).ListRunsAsync(chat.Filter, new(), CancellationToken.None);

        (await api.NumbersAsync(query, token)).ShouldBe(expected.Rows.Select(r => r.Number));
    }

    [Fact]
    public async Task Runs_of_the_token_itself_are_found_and_the_zone_moves_the_day()
    {
        await using var api = await OpenAsync();
        var token = await api.TokenAsync("nightly");
        var own = (await api.PostAsync("/api/v1/agents/look/runs", token)).Json.GetProperty("number").GetInt64();

        (await api.NumbersAsync("?by=me", token)).ShouldBe([own]);
        (await api.NumbersAsync("?by=nightly", token)).ShouldBe([own]);
        (await api.NumbersAsync("?from=2026-11-22&zone=Pacific/Auckland", token)).ShouldBe(await api.NumbersAsync("?from=2026-11-21T11:00Z", token));
    }

    [Theory]
    [InlineData("?status=faild", "status", "failed")]
    [InlineData("?agent=lok", "agent", "look")]
    [InlineData("?trigger=webhok", "trigger", "webhook")]
    [InlineData("?target=us-prdo", "target", "us-prod")]
    [InlineData("?cause=timd%20out", "cause", "timed out")]
    [InlineData("?owner=opps", "owner", "ops")]
    [InlineData("?tag=nigth", "tag", "night")]
    [InlineData("?from=yesterdy", "from", "yesterday")]
    [InlineData("?last=7dayz", "last", "7 days")]
    [InlineData("?archived=ture", "archived", "true")]
    [InlineData("?stauts=failed", "stauts", "status")]
    [InlineData("?actions=opne", "actions", "open")]
    [InlineData("?last=0d", "last", "24h")]
    [InlineData("?per=0", "per", null)]
    [InlineData("?per=101", "per", null)]
    [InlineData("?per=ten", "per", null)]
    [InlineData("?after=nonsense", "after", null)]
    [InlineData("?zone=Mars", "zone", null)]
    [InlineData("?status=failed%20last%207d", "status", null)]
    [InlineData("?status=xyzzy", "status", null)]
    [InlineData("?last=5%20runs", "last", null)]
    [InlineData("?last=7d&from=yesterday", "last", null)]
    [InlineData("?from=yesterday&to=2026-11-01", "to", null)]
    [InlineData("?from=2027-01-01", "from", null)]
    [InlineData("?agent=", "agent", null)]
    [InlineData("?agent=look&agent=breaks", "agent", null)]
    [InlineData("?cause=everything", "cause", null)]
    [InlineData("?longer=long", "longer", null)]
    [InlineData("?test=maybe", "test", null)]
    [InlineData("?agent=%22%20failed%20%22", "agent", null)]
    public async Task What_cannot_be_read_is_told_with_its_parameter(string query, string parameter, string? meant)
    {
        await using var api = await OpenAsync();

        var answer = await api.GetAsync($"/api/v1/runs{query}", await api.TokenAsync(role: "viewer"));

        (answer.Status, answer.Headers["Content-Type"], answer.Kind, answer.Json.GetProperty("parameter").GetString()).ShouldBe((400, "application/problem+json", "invalid-parameter", parameter), answer.Text);
        answer.Detail.ShouldNotContain(" /");
        if (meant is null) return;
        answer.Json.GetProperty("didYouMean").EnumerateArray().Select(m => m.GetString()).ShouldContain(meant, answer.Text);
        if (parameter != "stauts") (await api.GetAsync($"/api/v1/runs?{parameter}={Uri.EscapeDataString(meant)}", await api.TokenAsync("again"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Long_values_are_refused()
    {
        await using var api = await OpenAsync();

        (await api.GetAsync($"/api/v1/runs?text={new string('x', 1001)}", await api.TokenAsync())).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&agent=look")]
    [InlineData("&text=look")]
    [InlineData("&status=completed,failed")]
    [InlineData("&last=1h")]
    public async Task Pages_stay_while_runs_arrive_and_time_goes_on(string more)
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        for (var i = 0; i < 7; i++) await api.Bench.RunAsync("look");
        var token = await api.TokenAsync(role: "viewer");
        List<long> seen = [];
        string? after = null;

        do
        {
            var page = await api.GetAsync($"/api/v1/runs?per=2{more}{(after is null ? "" : $"&after={after}")}", token);
            page.Status.ShouldBe(200, page.Text);
            (page.Json.GetProperty("total").GetInt32(), page.Json.GetProperty("totalIsExact").GetBoolean()).ShouldBe((7, true));
            seen.AddRange(page.Numbers);
            after = page.Next;
            api.Bench.Time.Advance(TimeSpan.FromMinutes(30));
            await api.Bench.RunAsync("look");
        }
        while (after is not null);

        seen.ShouldBe([7, 6, 5, 4, 3, 2, 1]);
    }

    [Fact]
    public async Task The_place_of_one_list_is_none_of_another()
    {
        await using var api = await OpenAsync();
        var token = await api.TokenAsync(role: "viewer");
        var next = (await api.GetAsync("/api/v1/runs?per=1", token)).Next;

        (await api.GetAsync($"/api/v1/runs?per=3&after={next}", token)).Status.ShouldBe(200);
        (await api.GetAsync($"/api/v1/runs?per=1&status=failed&after={next}", token)).Json.GetProperty("parameter").GetString().ShouldBe("after");
        (await api.GetAsync($"/api/v1/runs?per=1&after={next![..^2]}AA", token)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task What_a_token_may_not_see_is_not_there()
    {
        await using var api = await OpenAsync();
        var (one, tagged) = (await api.TokenAsync("one", "viewer", agent: "breaks"), await api.TokenAsync("tagged", "operator", tag: "night"));

        var list = await api.GetAsync("/api/v1/runs?archived=any", one);
        (list.Numbers, list.Json.GetProperty("total").GetInt32()).ShouldSatisfyAllConditions(l => l.Numbers.ShouldBe([2]), l => l.Item2.ShouldBe(1));
        (await api.NumbersAsync("?archived=any", tagged)).ShouldBe([4, 1]);
        var (hidden, unknown) = (await api.GetAsync("/api/v1/runs?agent=look", one), await api.GetAsync("/api/v1/runs?agent=loop", one));
        hidden.Text.Replace("look", "loop").ShouldBe(unknown.Text);
        (await api.GetAsync("/api/v1/runs/1", one)).Text.Replace("#1", "#999").ShouldBe((await api.GetAsync("/api/v1/runs/999", one)).Text);
        (await api.GetAsync("/api/v1/agents", one)).Json.GetProperty("agents").EnumerateArray().Select(a => a.GetProperty("name").GetString()).ShouldBe(["breaks"]);
    }

    // 1 completes, 2 fails, 3 waits, 4 is a test run with a target.
    private static async Task<ApiBench> OpenAsync()
    {
        var api = await ApiBench.OpenAsync(s_agents);
        await api.Bench.RunAsync("look");
        await api.Bench.RunAsync("breaks");
        api.Bench.Time.Advance(TimeSpan.FromMinutes(20));
        await api.Bench.RunAsync("asker");
        await api.Bench.Engine.StartAsync(new("look", new Dictionary<string, System.Text.Json.JsonElement>(), "us-prod", IsTest: true), EngineBench.Ada, CancellationToken.None);
        return api;
    }
}
