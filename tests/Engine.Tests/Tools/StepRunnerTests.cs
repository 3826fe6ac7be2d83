using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Steps;
using ChatRuns.Tools;
using ChatRuns.Tools.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class StepRunnerTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_reading_tool_is_called_at_once_and_put_on_record()
    {
        _bench.Put("a.txt", new string('x', 10_000));

        var outcome = await RunAsync(Tool("file.read", new { path = "{{file}}" }));

        outcome.Error.ShouldBeNull();
        outcome.Proposals.ShouldBeEmpty();
        outcome.Output!.Value.GetProperty("bytes").GetInt32().ShouldBe(10_000);
        var call = outcome.Calls.ShouldHaveSingleItem();
        call.Arguments.GetRawText().ShouldBe("""{"path":"a.txt"}""");
        System.Text.Encoding.UTF8.GetByteCount(call.Result!).ShouldBeLessThanOrEqualTo(2048);
    }

    [Fact]
    public async Task A_changing_tool_is_proposed_and_changes_nothing()
    {
        var path = _bench.Put("a.txt");

        var outcome = await RunAsync(Tool("file.delete", new { path = "{{file}}" }, confidence: "0.75", reason: "{{file}} is old"));

        var proposal = outcome.Proposals.ShouldHaveSingleItem();
        proposal.ShouldSatisfyAllConditions(
            p => p.Tool.ShouldBe("file.delete"), p => p.Arguments.GetRawText().ShouldBe("""{"path":"a.txt"}"""), p => p.Confidence.ShouldBe(0.75),
            p => p.Reason.ShouldBe("a.txt is old"));
        File.Exists(path).ShouldBeTrue();
        outcome.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_only_reads_is_called_though_its_tool_can_change_things()
    {
        await using var server = await HttpBench.StartAsync(context => context.Response.WriteAsync("read"));

        (await RunAsync(Tool("http.request", new { url = server.Url }))).Output!.Value.GetProperty("body").GetString().ShouldBe("read");
        var post = await RunAsync(Tool("http.request", new { url = server.Url, method = "POST", headers = new { A = "{{secret.TOKEN}}" } }));

        post.Proposals.ShouldHaveSingleItem().Secrets.ShouldBe(["TOKEN"]);
        post.Proposals[0].Confidence.ShouldBeNull();
        post.Proposals[0].Arguments.GetRawText().ShouldContain("{{secret.TOKEN}}");
        server.Asked.ShouldBe(["GET /"]);
    }

    [Fact]
    public async Task Failures_of_tools_are_told_apart()
    {
        (await RunAsync(Tool("file.raed", new { path = "a" }))).Error!.ShouldSatisfyAllConditions(
            e => e.Cause.ShouldBe(Cause.InvalidArguments), e => e.Message.ShouldContain("Did you mean 'file.read'?"));
        (await RunAsync(Tool("file.read", new { paht = "a" }))).Error!.Message.ShouldContain("'path' is missing.");
        (await RunAsync(Tool("file.read", new { path = "../x" }))).Error!.Cause.ShouldBe(Cause.Refused);
        var failed = await RunAsync(Tool("file.read", new { path = "none" }));
        failed.Error!.Cause.ShouldBe(Cause.ToolFailed);
        failed.Calls.ShouldHaveSingleItem().Error!.ShouldContain("There is no file");
        (await RunAsync(Tool("file.read", new { path = "{{nothing}}" }))).Error!.Cause.ShouldBe(Cause.MissingValue);
        (await RunAsync(Tool("file.read", new { path = "{{secret.NONE}}" }))).Error!.Cause.ShouldBe(Cause.MissingSecret);
        _bench.Put("a.txt");
        (await RunAsync(Tool("file.delete", new { path = "{{file}}" }, confidence: "7"))).Error!.Message.ShouldContain("from 0 to 1");
    }

    [Fact]
    public async Task A_value_from_outside_cannot_bring_a_secret_along()
    {
        var outcome = await RunAsync(Tool("http.request", new { url = "http://127.0.0.1:9/", method = "POST", body = "{{hostile}}", headers = new { A = "{{secret.TOKEN}}" } }));

        outcome.Error!.Cause.ShouldBe(Cause.Refused);
        outcome.Proposals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_is_asked_with_secrets_as_values_and_answers_json()
    {
        await using var server = await HttpBench.StartAsync(context => context.Response.WriteAsJsonAsync(new { items = (int[])[1, 2] }));

        var outcome = await RunAsync(Http("GET", server.Url + "/{{file}}", headers: new() { ["Authorization"] = "Bearer {{secret.TOKEN}}" }), isTest: true);

        outcome.Output!.Value.GetProperty("body").GetProperty("items").GetArrayLength().ShouldBe(2);
        outcome.Output.Value.GetProperty("status").GetInt32().ShouldBe(200);
        server.LastHeaders["Authorization"].ShouldBe("Bearer s3cret");
        server.Asked.ShouldBe(["GET /a.txt"]);
    }

    [Fact]
    public async Task Other_methods_are_proposed_with_references_in_place_of_secrets()
    {
        var step = Http("POST", "https://example.com/{{secret.TOKEN}}", body: new JsonObject { ["name"] = "{{file}}" }) with { Expect = [201], Timeout = TimeSpan.FromSeconds(5) };

        var proposal = (await RunAsync(step)).Proposals.ShouldHaveSingleItem();

        proposal.Tool.ShouldBe("http.request");
        JsonNode.DeepEquals(
            JsonNode.Parse(proposal.Arguments.GetRawText()),
            JsonNode.Parse("""{"method":"POST","url":"https://example.com/{{secret.TOKEN}}","body":{"name":"a.txt"},"expect":[201],"timeout":5}""")).ShouldBeTrue();
        proposal.Secrets.ShouldBe(["TOKEN"]);
        await _bench.PreviewAsync("http.request", proposal.Arguments);
    }

    [Fact]
    public async Task A_post_without_effects_is_asked_also_in_a_test_run()
    {
        await using var server = await HttpBench.StartAsync(context => context.Response.WriteAsync(""));

        var outcome = await RunAsync(Http("POST", server.Url, body: "query") with { HasNoEffects = true }, isTest: true);

        outcome.Error.ShouldBeNull();
        server.LastBody.ShouldBe("query");
    }

    [Theory]
    [InlineData(401, Cause.CredentialExpired, false)]
    [InlineData(402, Cause.AccountExpired, false)]
    [InlineData(404, Cause.UnexpectedAnswer, true)]
    [InlineData(408, Cause.ServiceTimedOut, true)]
    [InlineData(429, Cause.RateLimited, true)]
    [InlineData(504, Cause.ServiceTimedOut, true)]
    public async Task A_status_that_says_why_is_a_cause_of_its_own_for_steps_and_for_calls_of_the_tool(int status, Cause cause, bool mayRetry)
    {
        await using var server = await HttpBench.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var step = await RunAsync(Http("GET", server.Url));
        var call = await RunAsync(Tool("http.request", new { url = server.Url }));

        step.Error!.Cause.ShouldBe(cause);
        step.MayRetry.ShouldBe(mayRetry);
        call.Error!.Cause.ShouldBe(cause == Cause.UnexpectedAnswer ? Cause.ToolFailed : cause);
    }

    [Fact]
    public async Task Failures_of_requests_are_told_apart()
    {
        await using var server = await HttpBench.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("broken inside");
        });
        _bench.Get<OwnAddresses>().Set(["http://127.0.0.1:1"]);

        var unexpected = await RunAsync(Http("GET", server.Url));
        unexpected.Error!.Cause.ShouldBe(Cause.UnexpectedAnswer);
        unexpected.Error.Message.ShouldContain("answered 500: broken inside");
        unexpected.MayRetry.ShouldBeTrue();
        (await RunAsync(Http("GET", server.Url) with { Expect = [500] })).Error.ShouldBeNull();
        (await RunAsync(Http("GET", "http://localhost:1/runs"))).ShouldSatisfyAllConditions(o => o.Error!.Cause.ShouldBe(Cause.Refused), o => o.MayRetry.ShouldBeFalse());
        (await RunAsync(Http("GET", "http://127.0.0.1:9/"))).ShouldSatisfyAllConditions(o => o.Error!.Cause.ShouldBe(Cause.TargetUnreachable), o => o.MayRetry.ShouldBeTrue());
        (await RunAsync(Http("GET", "{{file}}"))).Error!.Cause.ShouldBe(Cause.InvalidArguments);
    }

    [Fact]
    public async Task Canceling_ends_a_request_that_hangs()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await HttpBench.StartAsync(async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });

        await Should.ThrowAsync<OperationCanceledException>(RunAsync(Http("GET", server.Url), cancel: stop.Token));
    }

    private Task<StepOutcome> RunAsync(Step step, bool isTest = false, CancellationToken cancel = default)
    {
        IStepRunner[] runners =
        [
            new HttpRunner(_bench.Get<HttpDoor>(), _bench.Get<IOptions<ToolOptions>>(), TimeProvider.System),
            new ToolRunner(_bench.Get<ToolShelf>(), _bench.Get<ArgumentCheck>(), TimeProvider.System),
        ];
        return runners.Single(r => r.Takes(step)).RunAsync(
            new()
            {
                Run = 1, Agent = new() { Name = "a", Title = "A", Version = "v", Steps = [step] }, Step = step, Attempt = 1, IsTest = isTest,
                Values = new Dictionary<string, string>(), Use = new Scope(showsSecrets: true), Show = new Scope(showsSecrets: false), Log = new NoLog(), Meter = new([], used => used), Mask = text => text,
                Folder = _bench.Folder, RejectionsJson = "[]",
            },
            cancel);
    }

    private static ToolStep Tool(string tool, object arguments, string? confidence = null, string? reason = null) => new()
    {
        Name = "step", Tool = tool, Arguments = ValueTemplate.Parse(JsonSerializer.SerializeToNode(arguments)),
        Confidence = confidence is null ? null : Template.Parse(confidence), Reason = reason is null ? null : Template.Parse(reason),
    };

    private static HttpStep Http(string method, string url, Dictionary<string, string>? headers = null, JsonNode? body = null) => new()
    {
        Name = "step", Method = method, Url = Template.Parse(url), Body = body is null ? null : ValueTemplate.Parse(body),
        Headers = (headers ?? []).ToDictionary(h => h.Key, h => Template.Parse(h.Value)),
    };

    private sealed class Scope(bool showsSecrets) : ITemplateScope
    {
        public bool TryFind(IReadOnlyList<string> path, out JsonNode? value)
        {
            value = path switch { ["file"] => "a.txt", ["hostile"] => "look: {{secret.TOKEN}}", _ => null };
            return value is not null;
        }

        public string? Secret(string name) => name != "TOKEN" ? null : showsSecrets ? "s3cret" : "{{secret.TOKEN}}";
    }

    private sealed class NoLog : IStepLog
    {
        public void Write(string level, string text)
        {
        }

        public void Progress(int? percent, string? text)
        {
        }
    }
}
