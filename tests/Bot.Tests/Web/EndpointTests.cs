using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatRuns.Bot.Tests.Web;

public sealed class EndpointTests
{
    [Fact]
    public async Task Nothing_changes_on_get()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var key = await host.SignIn.IssueAtStartAsync(CancellationToken.None);
        var writes = host.Database.Writes;

        foreach (var path in Paths(host, "GET").Append($"/?key={key}"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using var answer = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            ((int)answer.StatusCode).ShouldBeLessThan(500, path);
        }

        host.Desk.Heard.ShouldBeEmpty();
        host.Database.Writes.ShouldBe(writes);
    }

    [Fact]
    public async Task Only_the_way_in_and_the_assets_are_open_to_strangers()
    {
        await using var host = await WebHost.StartAsync();
        using var stranger = host.Stranger();

        foreach (var path in Paths(host, "GET").Where(p => !p.Contains("assets", StringComparison.Ordinal) && p != "/favicon.ico"))
            (await stranger.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        foreach (var path in Paths(host, "POST").Where(p => p.StartsWith("/web/", StringComparison.Ordinal)))
            (await stranger.PostAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
    }

    [Fact]
    public async Task Assets_are_kept_by_the_browser_until_they_change()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var page = await browser.GetStringAsync("/");
        var script = page[page.IndexOf("/web/assets/app.js", StringComparison.Ordinal)..];
        script = script[..script.IndexOf('"', StringComparison.Ordinal)];

        using var pinned = await browser.GetAsync(script);
        using var module = await browser.GetAsync("/web/assets/cards.js");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/web/assets/cards.js") { Headers = { IfNoneMatch = { module.Headers.ETag! } } };
        using var again = await browser.SendAsync(request);

        pinned.Headers.CacheControl!.ToString().ShouldContain("immutable");
        pinned.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        module.Headers.CacheControl!.NoCache.ShouldBeTrue();
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await browser.GetAsync("/web/assets/..%2fapp.js")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_link_from_another_site_comes_again_from_our_own()
    {
        await using var host = await WebHost.StartAsync();
        using var stranger = host.Stranger();
        stranger.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        (await stranger.GetStringAsync("/")).ShouldContain("http-equiv=\"refresh\"");
    }

    private static IEnumerable<string> Paths(WebHost host, string method) => host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method))
        .Select(e => e.RoutePattern.RawText!.Replace("{name}", "app.js", StringComparison.Ordinal))
        .Select(p => p == "/web/messages" ? p + "?before=1" : p);
}
