using System.Net;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Tests.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace ChatRuns.Bot.Tests.Access;

public sealed class FrontDoorTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:5000", true)]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("bot.example.org", true)]
    [InlineData("lan.example.org:8080", true)]
    [InlineData("192.0.2.7", true)]
    [InlineData("192.0.2.8", false)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("bot.example.org.evil.example", false)]
    [InlineData("", false)]
    public void Only_hosts_that_are_ours_are_answered(string host, bool isOurs)
    {
        var hosts = new OwnHosts(Settings(("urls", "http://lan.example.org:8080;http://localhost:5000"), ("PublicUrl", "https://bot.example.org/")));

        hosts.IsOurs(new HostString(host), IPAddress.Parse("::ffff:192.0.2.7")).ShouldBe(isOurs);
    }

    [Theory]
    [InlineData("http://*:80")]
    [InlineData("http://+:80")]
    [InlineData("http://0.0.0.0:80")]
    [InlineData("http://[::]:80")]
    public void A_server_that_listens_everywhere_goes_by_its_machines_name(string url)
    {
        var hosts = new OwnHosts(Settings(("urls", url)));

        hosts.IsOurs(new HostString(Environment.MachineName), null).ShouldBeTrue();
        hosts.IsOurs(new HostString("evil.example"), null).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://localhost:5000", null, true)]
    [InlineData("https://bot.example.org", null, true)]
    [InlineData("https://localhost:5000", null, false)]
    [InlineData("http://localhost:5001", null, false)]
    [InlineData("http://evil.example", null, false)]
    [InlineData("http://evil.example", "same-origin", false)]
    [InlineData("null", "same-origin", true)]
    [InlineData("null", "cross-site", false)]
    [InlineData("null", null, false)]
    [InlineData(null, "same-origin", true)]
    [InlineData(null, "same-site", false)]
    [InlineData(null, "none", false)]
    [InlineData(null, null, false)]
    public void Only_our_own_page_may_change_something(string? origin, string? site, bool isOwn)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString("localhost:5000");
        if (origin is not null) request.Headers.Origin = origin;
        if (site is not null) request.Headers["Sec-Fetch-Site"] = site;

        new OwnHosts(Settings(("PublicUrl", "https://bot.example.org/chat"))).IsOwnPage(request).ShouldBe(isOwn);
    }

    [Fact]
    public async Task A_name_that_somebody_pointed_at_this_machine_gets_nothing()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };

        using var answer = await browser.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("PublicUrl");
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_page_of_somebody_else_can_neither_say_nor_press_nor_sign_in(string? origin)
    {
        await using var host = await WebHost.StartAsync();
        using var page = host.Stranger(origin);
        var key = await host.SignIn.IssueAtStartAsync(CancellationToken.None);

        foreach (var answer in new[] { await page.SayAsync("/agents"), await page.PressAsync(1, "approve"), await page.PostAsync("/signin", WebHost.Key(key)) })
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        host.Desk.Heard.ShouldBeEmpty();
        (await host.SignIn.LookAsync(key, CancellationToken.None)).ShouldBe(KeyState.Open);
    }

    [Fact]
    public async Task Every_answer_forbids_what_the_page_does_not_need()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();

        foreach (var path in new[] { "/", "/web/side", "/web/assets/app.js", "/nowhere" })
        {
            using var answer = await browser.GetAsync(path);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            answer.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        }
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}
