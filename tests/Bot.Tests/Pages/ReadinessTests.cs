using System.Net;
using ChatRuns.Bot.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Bot.Tests.Pages;

/// <summary>What is answered between listening and being ready.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Until_the_start_is_complete_only_health_is_answered()
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<Readiness>();
        await using var app = builder.Build();
        app.UseReadiness();
        app.MapHealth();
        app.MapGet("/", () => "here");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };

        (await StatusesAsync()).ShouldBe([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable]);
        app.Services.GetRequiredService<Readiness>().IsReady = true;
        (await StatusesAsync()).ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK]);

        async Task<List<HttpStatusCode>> StatusesAsync()
        {
            var statuses = new List<HttpStatusCode>();
            foreach (var path in (string[])["/health/live", "/health", "/"])
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
                statuses.Add(answer.StatusCode);
            }

            return statuses;
        }
    }
}
