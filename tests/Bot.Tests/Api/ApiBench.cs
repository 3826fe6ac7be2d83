using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Api;
using ChatRuns.Bot.Commands;
using ChatRuns.Bot.Courier;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Views;
using ChatRuns.Engine.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Bot.Tests.Api;

/// <summary>The text interface on a real port, over the real engine. Every answer is judged by the description that the bot itself gives.</summary>
internal sealed class ApiBench : IAsyncDisposable
{
    private readonly WebApplication _web;
    private ApiContract? _contract;

    private ApiBench(EngineBench bench, WebApplication web)
    {
        (Bench, _web) = (bench, web);
        Http = new() { BaseAddress = new(web.Urls.First()) };
    }

    public EngineBench Bench { get; }

    public HttpClient Http { get; }

    public TokenDesk Tokens => Bench.Get<TokenDesk>();

    public static async Task<ApiBench> OpenAsync(params (string Name, string Yaml)[] agents)
    {
        var bench = await EngineBench.OpenAsync([], async (services, store) =>
        {
            await store.MigrateMemoryAsync(CancellationToken.None);
            var roles = services.Last(s => s.ServiceType == typeof(IRoles));
            services.AddMemory().AddAccess().AddViews().AddCommands().AddCourier().AddMetrics().AddApi();
            services.Add(roles);
        }, agents);
        bench.Roles.Give(LocalAdmin.Principal, Enum.GetValues<Role>());
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddApi().AddSingleton<OwnHosts>()
            .AddSingleton(bench.Get<ApiGate>()).AddSingleton(bench.Get<RunEndpoints>()).AddSingleton(bench.Get<AgentEndpoints>());
        var web = builder.Build();
        web.UseFrontDoor();
        web.MapApi();
        await web.StartAsync();
        return new(bench, web);
    }

    /// <summary>A token with a role, made as the program's verb makes it.</summary>
    public async Task<string> TokenAsync(string name = "script", string role = "operator", string? agent = null, string? tag = null, string? expires = null) =>
        (await Tokens.CreateAsync(new(name, role, expires, agent, tag), LocalAdmin.Principal, CancellationToken.None)).ShouldBeOfType<TokenResult.Created>().Token;

    public Task<ApiAnswer> GetAsync(string path, string? token) => SendAsync(new(HttpMethod.Get, path), token);

    public Task<ApiAnswer> PostAsync(string path, string? token, string? body = null, string? key = null, string type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return SendAsync(request, token);
    }

    public async Task<ApiAnswer> SendAsync(HttpRequestMessage request, string? token)
    {
        using (request)
        {
            if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            using var answer = await Http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            _contract ??= new(JsonSerializer.Deserialize<JsonElement>(await Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative))));
            _contract.Judge(request, answer, text);
            var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && text.Length > 0;
            return new((int)answer.StatusCode, isJson ? JsonSerializer.Deserialize<JsonElement>(text) : default, text,
                answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
        }
    }

    /// <summary>The numbers of a list.</summary>
    public async Task<long[]> NumbersAsync(string query, string token)
    {
        var answer = await GetAsync($"/api/v1/runs{query}", token);
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Numbers;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _web.DisposeAsync();
        await Bench.DisposeAsync();
    }
}

/// <summary>An answer, read.</summary>
internal sealed record ApiAnswer(int Status, JsonElement Json, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public long[] Numbers => [.. Json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("number").GetInt64())];

    public string? Next => Json.GetProperty("next").GetString();

    public string Kind => Json.GetProperty("type").GetString()!["/api/v1/problems/".Length..];

    public string Detail => Json.GetProperty("detail").GetString()!;
}
