using System.Text.Json;

namespace ChatRuns.Bot.Tests.Api;

/// <summary>The description at /openapi/v1.json, and how addresses answer that it does not have.</summary>
public sealed class DescriptionTests
{
    private static readonly (string, string) s_look = ("look", "title: Look\nsteps: [{ name: look, tool: probe.look, with: { what: x } }]");

    [Fact]
    public async Task It_describes_each_operation_with_a_token_and_problems()
    {
        await using var api = await ApiBench.OpenAsync(s_look);

        var document = await ReadAsync(api);

        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        Operations(document).Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "get /api/v1/agents", "get /api/v1/runs", "get /api/v1/runs/{number}", "get /api/v1/runs/{number}/files/{name}", "get /api/v1/runs/{number}/report",
            "post /api/v1/agents/{name}/runs", "post /api/v1/runs/{number}/cancel",
        ]);
        Operations(document).ShouldAllBe(o => o.Operation.GetProperty("responses").GetProperty("401").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString() == "#/components/schemas/ApiProblem");
        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString().ShouldBe("bearer");
        document.GetProperty("security")[0].EnumerateObject().Select(s => s.Name).ShouldBe(["token"]);
        var parameters = document.GetProperty("paths").GetProperty("/api/v1/runs").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString());
        parameters.ShouldBe(Bot.Api.ListParameters.Names);
    }

    [Fact]
    public async Task Its_examples_fit_their_schemas_and_its_members_are_explained()
    {
        await using var api = await ApiBench.OpenAsync(s_look);
        var document = await ReadAsync(api);
        var contract = new ApiContract(document);
        var examples = 0;

        foreach (var content in Operations(document).SelectMany(o => o.Operation.GetProperty("responses").EnumerateObject().Select(r => r.Value).Append(o.Operation.TryGetProperty("requestBody", out var body) ? body : default))
                     .Where(c => c.ValueKind == JsonValueKind.Object && c.TryGetProperty("content", out _)).SelectMany(c => c.GetProperty("content").EnumerateObject().Select(m => m.Value)))
        {
            if (!content.TryGetProperty("example", out var example)) continue;
            contract.Problems(content.GetProperty("schema"), example, "$").ShouldBeEmpty(example.GetRawText());
            examples++;
        }

        examples.ShouldBeGreaterThan(20);
        var run = document.GetProperty("components").GetProperty("schemas").GetProperty("RunLine").GetProperty("properties");
        run.GetProperty("number").GetProperty("type").GetString().ShouldBe("integer");
        run.EnumerateObject().Where(m => !m.Value.GetRawText().Contains("description")).Select(m => m.Name).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, null)]
    [InlineData("GET", "/api/v1/runs/abc", 404, null)]
    [InlineData("GET", "/api/v2/runs", 404, null)]
    [InlineData("DELETE", "/api/v1/runs", 405, "GET, HEAD")]
    [InlineData("POST", "/api/v1/runs/1", 405, "GET, HEAD")]
    [InlineData("OPTIONS", "/api/v1/runs", 405, "GET, HEAD")]
    [InlineData("GET", "/api/v1/runs/1/cancel", 405, "POST")]
    [InlineData("PUT", "/api/v1/agents/look/runs", 405, "POST")]
    public async Task Other_addresses_and_methods_are_problems_too(string method, string path, int status, string? allowed)
    {
        await using var api = await ApiBench.OpenAsync(s_look);
        var request = new HttpRequestMessage(new(method), path);
        request.Headers.TryAddWithoutValidation("Origin", "https://elsewhere.example");
        request.Headers.TryAddWithoutValidation("Host", "elsewhere.example");

        var answer = await api.SendAsync(request, await api.TokenAsync());

        (answer.Status, answer.Headers["Content-Type"], answer.Headers.GetValueOrDefault("Allow")).ShouldBe((status, "application/problem+json", allowed));
        answer.Headers.Keys.ShouldNotContain(h => h.StartsWith("Access-Control", StringComparison.Ordinal) || h == "Set-Cookie");
    }

    [Fact]
    public async Task A_head_is_answered_as_a_get_without_its_body()
    {
        await using var api = await ApiBench.OpenAsync(s_look);

        var answer = await api.SendAsync(new(HttpMethod.Head, "/api/v1/runs"), await api.TokenAsync());

        (answer.Status, answer.Text).ShouldBe((200, ""));
    }

    [Fact]
    public async Task Each_kind_of_problem_has_a_page()
    {
        await using var api = await ApiBench.OpenAsync(s_look);

        foreach (var kind in Bot.Api.ProblemKind.All)
            (await api.GetAsync(Bot.Api.ProblemKind.Root + kind.Name, null)).Text.ShouldContain(kind.Meaning);
        (await api.GetAsync(Bot.Api.ProblemKind.Root + "other", null)).Status.ShouldBe(404);
    }

    private static async Task<JsonElement> ReadAsync(ApiBench api) => JsonSerializer.Deserialize<JsonElement>(await api.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (method.Name, path.Name, method.Value)));
}
