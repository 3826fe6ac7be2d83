using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ChatRuns.Bot.Control;
using ChatRuns.Bot.Tests.Crash;

namespace ChatRuns.Bot.Tests.Api;

/// <summary>token create, list and revoke, typed beside a bot that runs as its own process.</summary>
public sealed class TokenVerbTests : IDisposable
{
    private readonly CancellationTokenSource _over = new(TimeSpan.FromMinutes(3));
    private readonly Scene _scene = new();

    [Fact]
    public async Task A_token_is_made_used_listed_and_revoked_beside_a_running_bot()
    {
        _scene.Write("hello.yaml", "title: Hello\nsteps: [{ name: greet, program: [echo, hello], effects: none }]");
        await using var bot = _scene.Start();
        var address = await bot.ReadyAsync(_over.Token);

        var (_, created, _) = await TypeAsync("token", "create", "--name", "nightly", "--role", "operator", "--expires", "90d");
        using var http = new HttpClient { BaseAddress = new(address.GetLeftPart(UriPartial.Authority)) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.TrimEnd().Split('\n')[^1]);
        using var started = await http.PostAsync(new Uri("/api/v1/agents/hello/runs", UriKind.Relative), null, _over.Token);
        var run = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(started.Headers.Location, _over.Token));
        var description = await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), _over.Token);
        var listed = await TypeAsync("token", "list");
        var again = await TypeAsync("token", "create", "--name", "nightly", "--role", "viewer");
        var revoked = await TypeAsync("token", "revoke", "nightly");
        using var late = await http.GetAsync(new Uri("/api/v1/runs", UriKind.Relative), _over.Token);

        (started.StatusCode, run.GetProperty("startedBy").GetString()).ShouldBe((HttpStatusCode.Accepted, "nightly"));
        description.ShouldContain("/api/v1/runs/{number}/cancel");
        (listed.Code, listed.Out).ShouldSatisfyAllConditions(l => l.Code.ShouldBe(0), l => l.Out.ShouldStartWith("nightly · operator everywhere · until "));
        (again.Code, again.Out, again.Error).ShouldBe((1, "", "There is a token nightly already. Revoke it first (token revoke nightly), or choose another name.\n"));
        (revoked.Code, revoked.Out).ShouldBe((0, "nightly is revoked: it lets nobody in any more.\n"));
        late.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_bot_it_says_where_it_looked()
    {
        var (code, printed, error) = await TypeAsync("token", "list");

        (code, printed).ShouldBe((1, ""));
        error.ShouldContain($"No bot runs on the data folder {_scene.Data}.");
        (await TypeAsync("token", "create", "--name", "a", "--role", "viewer", "--agnet", "x")).ShouldSatisfyAllConditions(t => t.Code.ShouldBe(2), t => t.Error.ShouldContain("--agnet"));
    }

    public void Dispose()
    {
        _scene.Dispose();
        _over.Dispose();
    }

    private async Task<(int Code, string Out, string Error)> TypeAsync(params string[] words)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(ProgramVerbs).Assembly.Location, .. words, "--DataFolder", _scene.Data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (printed, error) = (process.StandardOutput.ReadToEndAsync(_over.Token), process.StandardError.ReadToEndAsync(_over.Token));
        await process.WaitForExitAsync(_over.Token);
        return (process.ExitCode, await printed, await error);
    }
}
