using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Hooks;
using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;
using ChatRuns.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Bot.Tests.Hooks;

/// <summary>The doors of triggers by request on a real port, over the real engine; clock and secrets are the test's.</summary>
internal sealed class HookBench : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string Old = "an old secret of plain words";
    private readonly WebApplication _web;

    private HookBench(EngineBench bench, WebApplication web)
    {
        (Bench, _web) = (bench, web);
        Http = new() { BaseAddress = new(web.Urls.First()) };
    }

    public EngineBench Bench { get; }

    public HttpClient Http { get; }

    public string Address => _web.Urls.First();

    public static async Task<HookBench> OpenAsync(params (string Name, string Yaml)[] agents)
    {
        var bench = await EngineBench.OpenAsync(
            new Dictionary<string, string> { ["CHATRUNS_SECRET_HOOK"] = Secret, ["CHATRUNS_SECRET_OLD"] = Old, ["CHATRUNS_SECRET_BAD"] = "whsec_!" },
            (services, _) =>
            {
                // The same as the engine knows, for the doors.
                services.AddSingleton<OwnHosts>().AddSingleton<PageLinks>().AddMetrics().AddHooks();
                return Task.CompletedTask;
            }, agents);
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(bench.Get<WebhookEndpoints>()).AddSingleton(bench.Get<EventEndpoints>()).AddSingleton(bench.Get<UploadEndpoints>()).AddSingleton<OwnHosts>();
        var web = builder.Build();
        web.UseFrontDoor();
        web.MapHooks();
        await web.StartAsync();
        return new(bench, web);
    }

    /// <summary>A request as Standard Webhooks signs it.</summary>
    public HttpRequestMessage Signed(string path, string id, string body, string secret = Secret, TimeSpan late = default, string type = "application/json")
    {
        var stamp = (Bench.Time.GetUtcNow() - late).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = Request(path, body, type);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", stamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(SigningKey.Read(secret)!, Encoding.UTF8.GetBytes($"{id}.{stamp}.{body}"))));
        return request;
    }

    /// <summary>A request as GitHub signs it.</summary>
    public static HttpRequestMessage ByGitHub(string path, string? id, string happened, string body, string secret = Secret, string type = "application/json")
    {
        var request = Request(path, body, type);
        if (id is not null) request.Headers.Add("X-GitHub-Delivery", id);
        request.Headers.Add("X-GitHub-Event", happened);
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(SigningKey.Read(secret)!, Encoding.UTF8.GetBytes(body))));
        return request;
    }

    public static HttpRequestMessage Request(string path, string body, string? type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (type is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return request;
    }

    public async Task<(int Status, JsonElement Json, HttpResponseMessage Answer)> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            var answer = await Http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), answer);
        }
    }

    /// <summary>How many runs there are.</summary>
    public async Task<int> RunsAsync() => (await Bench.Engine.ListRunsAsync(new(), new(), CancellationToken.None)).Total;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _web.DisposeAsync();
        await Bench.DisposeAsync();
    }
}
