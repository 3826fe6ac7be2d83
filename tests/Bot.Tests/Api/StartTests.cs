using ChatRuns.Runs;

namespace ChatRuns.Bot.Tests.Api;

/// <summary>Starting, reading and canceling runs by scripts.</summary>
public sealed class StartTests
{
    private static readonly (string, string)[] s_agents =
    [
        ("look", "title: Look\ntargets: [eu, us]\nvariables: { what: x, days: 7 }\nsteps: [{ name: look, tool: probe.look, with: { what: \"{{what}}\" } }]"),
        ("change", "title: Change\nsteps: [{ name: change, tool: probe.change, with: { what: x } }]"),
        ("breaks", "steps: [{ name: break, program: [bash, -c, \"echo no luck >&2; exit 3\"] }]"),
        ("asker", "steps: [{ name: ask, question: \"Go on?\" }]"),
        ("draft", "title: Draft\nstatus: draft\nsteps: [{ name: ask, question: \"Go on?\" }]"),
        ("papers", """
            steps:
              - name: write
                program: [bash, -c, "echo '{\"chatruns\":\"report\",\"markdown\":\"# Found\"}'; echo a,b > 'x y.csv'; echo '{\"chatruns\":\"file\",\"path\":\"x y.csv\"}'"]
            """),
    ];

    [Fact]
    public async Task A_start_is_answered_with_number_and_address_once_it_is_durable()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        var token = await api.TokenAsync();

        var answer = await api.PostAsync("/api/v1/agents/look/runs", token, """{"variables":{"what":"y","days":14},"target":"us","test":true}""");

        (answer.Status, answer.Json.GetProperty("number").GetInt64(), answer.Headers["Location"]).ShouldBe((202, 1, $"{api.Http.BaseAddress}api/v1/runs/1"));
        var run = await api.GetAsync(answer.Headers["Location"], token);
        (run.Json.GetProperty("status").GetString(), run.Json.GetProperty("test").GetBoolean(), run.Json.GetProperty("target").GetString()).ShouldBe(("Queued", true, "us"));
        run.Json.GetProperty("variables").GetRawText().ShouldBe("""{"what":"y","days":14}""");
        run.Json.GetProperty("overridden").GetRawText().ShouldBe("""["what","days"]""");
    }

    [Theory]
    [InlineData("look", """{"variables":{"days":"many"}}""", 422, "invalid-variables", "days")]
    [InlineData("look", """{"variables":{"dayz":1}}""", 422, "invalid-variables", "There is no variable dayz")]
    [InlineData("look", """{"target":"moon"}""", 422, "invalid-variables", "no target moon")]
    [InlineData("look", """{"vars":{}}""", 400, "invalid-request", "does not fit at $")]
    [InlineData("look", """{"test":"yes"}""", 400, "invalid-request", "$.test")]
    [InlineData("look", """{"test":""", 400, "invalid-request", "no JSON")]
    [InlineData("look", """{"target":"a","target":"b"}""", 400, "invalid-request", "")]
    [InlineData("look", """{"target":"\ud800"}""", 400, "invalid-request", "half a character")]
    [InlineData("look", "[]", 400, "invalid-request", "")]
    [InlineData("draft", "{}", 409, "not-ready", "draft")]
    [InlineData("lok", "{}", 404, "not-found", "Did you mean look?")]
    public async Task A_start_that_cannot_be_is_told_why(string agent, string body, int status, string kind, string why)
    {
        await using var api = await ApiBench.OpenAsync(s_agents);

        var answer = await api.PostAsync($"/api/v1/agents/{agent}/runs", await api.TokenAsync(), body);

        (answer.Status, answer.Kind).ShouldBe((status, kind), answer.Text);
        answer.Detail.ShouldContain(why);
    }

    [Fact]
    public async Task Bodies_are_json_and_small()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        var token = await api.TokenAsync();

        (await api.PostAsync("/api/v1/agents/look/runs", token, $$$"""{"variables":{"what":"{{{new string('x', 65_536)}}}"}}""")).Kind.ShouldBe("too-large");
        (await api.PostAsync("/api/v1/agents/look/runs", token, "test=true", type: "application/x-www-form-urlencoded")).Kind.ShouldBe("not-json");
        (await api.PostAsync("/api/v1/agents/look/runs", token, "{}", type: "text/plain")).Kind.ShouldBe("not-json");
        (await api.PostAsync("/api/v1/agents/look/runs", token)).Status.ShouldBe(202);
    }

    [Fact]
    public async Task With_a_key_it_starts_once_and_another_request_with_it_is_refused()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        var (token, other) = (await api.TokenAsync("one"), await api.TokenAsync("other"));
        const string Body = """{"variables":{"what":"y"}}""";

        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.PostAsync("/api/v1/agents/look/runs", token, Body, "\"k1\"")));
        await api.Bench.GoAsync();
        var late = await api.PostAsync("/api/v1/agents/look/runs", token, Body, "k1");

        all.Append(late).Select(a => (a.Status, a.Text)).Distinct().ShouldHaveSingleItem().Status.ShouldBe(202);
        foreach (var (agent, body) in new[] { ("look", """{"variables":{"what":"z"}}"""), ("asker", Body) })
        {
            var conflict = await api.PostAsync($"/api/v1/agents/{(agent == "asker" ? "change" : agent)}/runs", token, agent == "asker" ? "" : body, "k1");
            (conflict.Status, conflict.Kind, conflict.Json.GetProperty("run").GetInt64()).ShouldBe((422, "key-reused", 1));
        }

        (await api.PostAsync("/api/v1/agents/look/runs", other, Body, "k1")).Json.GetProperty("number").GetInt64().ShouldBe(2);
        (await api.NumbersAsync("", token)).ShouldBe([2, 1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("a b")]
    [InlineData("many")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var api = await ApiBench.OpenAsync(s_agents);

        (await api.PostAsync("/api/v1/agents/look/runs", await api.TokenAsync(), "{}", key == "many" ? new('a', 201) : key)).Kind.ShouldBe("invalid-request");
    }

    [Fact]
    public async Task A_run_is_canceled_once_and_may_be_told_so_again()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        var token = await api.TokenAsync("stopper");
        await api.Bench.RunAsync("asker");

        (await api.PostAsync("/api/v1/runs/1/cancel", token, """{"reason":"not now"}""")).Status.ShouldBe(202);
        (await api.PostAsync("/api/v1/runs/1/cancel", token)).Status.ShouldBe(202);
        (await api.GetAsync("/api/v1/runs/1", token)).Json.GetProperty("cancelRequested").GetBoolean().ShouldBeTrue();
        await api.Bench.GoAsync();
        (await api.PostAsync("/api/v1/runs/1/cancel", token)).Status.ShouldBe(200);

        var request = (await api.Bench.FindAsync(1)).CancelRequest.ShouldNotBeNull();
        (request.By.Name, request.Reason).ShouldBe(("stopper", "not now"));
    }

    [Fact]
    public async Task What_cannot_be_canceled_is_told()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        var token = await api.TokenAsync("stopper");
        await api.Bench.RunAsync("look");

        (await api.PostAsync("/api/v1/runs/1/cancel", token)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(409), a => a.Kind.ShouldBe("run-is-over"));
        (await api.PostAsync("/api/v1/runs/9/cancel", token)).Status.ShouldBe(404);
        (await api.PostAsync("/api/v1/runs/1/cancel", await api.TokenAsync("viewer", "viewer"))).Status.ShouldBe(403);
        (await api.PostAsync("/api/v1/runs/1/cancel", await api.TokenAsync("other", "operator", agent: "asker"))).Status.ShouldBe(404);
        (await api.PostAsync("/api/v1/runs/1/cancel", token, $$"""{"reason":"{{new string('x', 301)}}"}""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_run_tells_steps_actions_and_why_it_failed()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        var token = await api.TokenAsync(role: "viewer");
        await api.Bench.RunAsync("breaks");
        await api.Bench.RunAsync("change");
        await api.Bench.RunAsync("asker");

        var (failed, changed, asked) = (await api.GetAsync("/api/v1/runs/1", token), await api.GetAsync("/api/v1/runs/2", token), await api.GetAsync("/api/v1/runs/3", token));

        var error = failed.Json.GetProperty("error");
        (error.GetProperty("cause").GetString(), error.GetProperty("step").GetString()).ShouldBe((nameof(Cause.NonZeroExit), "break"));
        error.GetProperty("remedy").GetString()!.ShouldStartWith("Read the log");
        failed.Json.GetProperty("steps")[0].GetProperty("status").GetString().ShouldBe("Failed");
        var action = changed.Json.GetProperty("actions")[0];
        (action.GetProperty("id").GetString(), action.GetProperty("status").GetString(), action.GetProperty("arguments").GetRawText()).ShouldBe(("2.1", "Open", """{"what":"x"}"""));
        asked.Json.GetProperty("steps")[0].GetProperty("note").GetString().ShouldBe("Go on?");
    }

    [Fact]
    public async Task Deep_outputs_are_told_whole()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        var deep = new string('[', 50) + new string(']', 50);
        api.Bench.Look.Answer = _ => Task.FromResult(new ChatRuns.Tools.ToolResult(ChatRuns.Engine.Tests.Some.Json(deep)));
        await api.Bench.RunAsync("look");

        (await api.GetAsync("/api/v1/runs/1", await api.TokenAsync())).Text.ShouldContain(deep);
    }

    [Fact]
    public async Task Report_and_files_can_be_downloaded_by_who_sees_the_run()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);
        var token = await api.TokenAsync(role: "viewer");
        await api.Bench.RunAsync("papers");
        var run = (await api.GetAsync("/api/v1/runs/1", token)).Json;

        var report = await api.GetAsync(run.GetProperty("report").GetString()!, token);
        var file = await api.GetAsync(run.GetProperty("files")[0].GetProperty("url").GetString()!, token);

        (report.Text, report.Headers["Content-Disposition"]).ShouldBe(("# Found", "attachment; filename=run-1.md; filename*=UTF-8''run-1.md"));
        (file.Text, file.Headers["X-Content-Type-Options"]).ShouldBe(("a,b\n", "nosniff"));
        (await api.GetAsync("/api/v1/runs/1/files/other", token)).Status.ShouldBe(404);
        (await api.GetAsync("/api/v1/runs/1/report", await api.TokenAsync("other", "viewer", agent: "look"))).Status.ShouldBe(404);
        (await api.GetAsync("/api/v1/runs/1/report", null)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Agents_are_listed_with_what_a_start_can_set()
    {
        await using var api = await ApiBench.OpenAsync(s_agents);

        var agents = (await api.GetAsync("/api/v1/agents", await api.TokenAsync(role: "viewer"))).Json.GetProperty("agents");

        var look = agents.EnumerateArray().Single(a => a.GetProperty("name").GetString() == "look");
        look.GetProperty("variables").EnumerateArray().Select(v => $"{v.GetProperty("name")} {v.GetProperty("type")} {v.GetProperty("default")}").ShouldBe(["what Text x", "days Number 7"]);
    }
}
