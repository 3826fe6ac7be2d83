using System.Net;
using System.Text.RegularExpressions;
using ChatRuns.Bot.Channels;
using ChatRuns.Bot.Channels.Slack;
using ChatRuns.Bot.Channels.Slack.Api;
using ChatRuns.Bot.Memory;
using ChatRuns.Bot.Tests.Web;
using ChatRuns.Engine.Tests;
using ChatRuns.Journal;
using ChatRuns.StandIns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatRuns.Bot.Tests.Slack.Install;

/// <summary>Installing by OAuth, at the stand-in for Slack, and what its removal leaves.</summary>
public sealed partial class OAuthTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _keys = new();
    private readonly CapturingLog _log = new();
    private SlackStandIn _slack = null!;
    private WebHost _host = null!;
    private HttpClient _browser = null!;

    public Task InitializeAsync() => StartAsync(new SlackStandInOptions());

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
        await _slack.DisposeAsync();
    }

    public void Dispose()
    {
        _keys.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_workspace_is_installed_and_its_token_is_kept_sealed()
    {
        var back = await AllowAsync();

        using var page = await _browser.GetAsync(back);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("ChatRuns is in Stand-in");
        var workspace = (await Get<SlackWorkspaces>().ListAsync(default)).ShouldHaveSingleItem();
        workspace.ShouldBe(new Workspace("T0STANDIN", null, "A0CHATRUNS", "U0CHATRUNS", "Stand-in", _slack.Options.BotToken));
        var row = (await Get<SlackInstallMemory>().ReadAsync(default)).ShouldHaveSingleItem();
        row.Token.ShouldNotContain("xoxb");
        (await _browser.GetStringAsync("/slack/install")).ShouldContain("<li>Stand-in</li>");
    }

    [Fact]
    public async Task An_organisation_stands_in_the_place_of_a_team()
    {
        await DisposeAsync();
        await StartAsync(new SlackStandInOptions { EnterpriseId = "E0ALL" });

        using var page = await _browser.GetAsync(await AllowAsync());

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Get<SlackWorkspaces>().FindAsync("T0ANY", "E0ALL", default))!.Team.ShouldBe("E0ALL");
    }

    [Fact]
    public async Task It_works_once()
    {
        var back = await AllowAsync();
        using var first = await _browser.GetAsync(back);

        await RefusedAsync(_browser, back, "done already");
    }

    [Fact]
    public async Task It_works_for_ten_minutes()
    {
        var back = await AllowAsync();
        _host.Time.Ahead = TimeSpan.FromMinutes(11);

        await RefusedAsync(_browser, back, "Begin again");
        (await Get<SlackWorkspaces>().ListAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_browser_cannot_finish_it()
    {
        var back = await AllowAsync();
        using var other = await _host.SignedInAsync();
        await other.GetStringAsync("/slack/install");

        await RefusedAsync(other, back, "another browser");
        (await Get<SlackWorkspaces>().ListAsync(default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/slack/oauth")]
    [InlineData("/slack/oauth?code=code-1")]
    [InlineData("/slack/oauth?code=code-1&state=forged")]
    [InlineData("/slack/oauth?code=code-1&state=")]
    public async Task Without_a_state_of_ours_nothing_is_asked_of_slack(string path)
    {
        await _browser.GetStringAsync("/slack/install");

        await RefusedAsync(_browser, path, "Begin again");
        _slack.Calls.ShouldNotContain(c => c.Method == "oauth.v2.access");
    }

    [Fact]
    public async Task Who_cancels_is_told_so() => await RefusedAsync(_browser, await AllowAsync("Cancel"), "You pressed Cancel");

    [Fact]
    public async Task What_slack_refuses_is_told_with_a_remedy() =>
        await RefusedAsync(_browser, ToQuery().Replace(await AllowAsync(), "code=wrong&state"), "used already");

    [Fact]
    public async Task Slack_down_is_told()
    {
        var back = await AllowAsync();
        _slack.Down = true;

        await RefusedAsync(_browser, back, "could not be reached");
    }

    [Fact]
    public async Task Who_is_not_signed_in_installs_nothing()
    {
        using var stranger = _host.Stranger();

        using var page = await stranger.GetAsync("/slack/install");

        page.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await page.Content.ReadAsStringAsync()).ShouldNotContain("authorize");
    }

    [Fact]
    public async Task No_log_holds_a_code_a_state_or_a_token()
    {
        var back = await AllowAsync();
        using var page = await _browser.GetAsync(back);
        using var again = await _browser.GetAsync(back);

        foreach (Match secret in Secrets().Matches(back)) _log.Lines.ShouldNotContain(l => l.Contains(secret.Groups[1].Value, StringComparison.Ordinal));
        _log.Lines.ShouldNotContain(l => l.Contains(_slack.Options.BotToken) || l.Contains(_slack.Options.ClientSecret));
        _log.Lines.ShouldContain(l => l.Contains("was installed in the Slack workspace T0STANDIN"));
    }

    [Fact]
    public async Task Its_removal_forgets_the_token()
    {
        using var page = await _browser.GetAsync(await AllowAsync());
        await Get<SlackWorkspaces>().RemoveAsync("T0STANDIN", default);

        (await Get<SlackWorkspaces>().ListAsync(default)).ShouldBeEmpty();
        (await Get<SlackInstallMemory>().ReadAsync(default)).ShouldBeEmpty();
    }

    private async Task StartAsync(SlackStandInOptions options)
    {
        _slack = await SlackStandIn.StartAsync(options);
        var settings = new Dictionary<string, string?>
        {
            ["Slack:SigningSecret"] = options.SigningSecret, ["Slack:ApiUrl"] = _slack.ApiUrl, ["Slack:ClientId"] = options.ClientId, ["Slack:ClientSecret"] = options.ClientSecret,
            ["PublicUrl"] = "http://localhost:1",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        _host = await WebHost.StartAsync(
            services =>
            {
                services.AddSlack(configuration, _keys.Path).AddSingleton<IRunTitles, NoTitles>();
                services.RemoveAll<IHostedService>();
                services.AddLogging(l => l.AddProvider(_log).SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft", LogLevel.Warning));
            },
            app => app.MapSlack(),
            [.. settings.Select(s => (s.Key, s.Value!))]);
        _browser = await _host.SignedInAsync();
    }

    private T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>From our page to Slack's, and what its button leads back to, without the host: tests have another than PublicUrl.</summary>
    private async Task<string> AllowAsync(string press = "Allow")
    {
        var page = await _browser.GetStringAsync("/slack/install");
        var slacks = WebUtility.HtmlDecode(Link().Matches(page).Select(m => m.Groups[1].Value).Single(l => l.Contains("authorize")));
        slacks.ShouldStartWith(new Uri(new Uri(_slack.ApiUrl), "/oauth/v2/authorize").AbsoluteUri);
        using var plain = new HttpClient();
        var buttons = await plain.GetStringAsync(slacks);
        var back = Regex.Match(buttons, $"<a href=\"([^\"]+)\">{press}<").Groups[1].Value;
        return new Uri(WebUtility.HtmlDecode(back)).PathAndQuery;
    }

    private static async Task RefusedAsync(HttpClient browser, string back, string why)
    {
        using var page = await browser.GetAsync(back);
        page.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await page.Content.ReadAsStringAsync()).ShouldContain(why);
    }

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("code=[^&]+&state")]
    private static partial Regex ToQuery();

    [GeneratedRegex("(?:code|state)=([^&]+)")]
    private static partial Regex Secrets();

    private sealed class NoTitles : IRunTitles
    {
        public Task<IReadOnlyList<(long Number, string Title, string Detail)>> SearchAsync(string line, Principal who, TimeZoneInfo zone, int most, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<(long Number, string Title, string Detail)>>([]);

        public Task<string?> FindAsync(long number, Principal who, CancellationToken cancel) => Task.FromResult<string?>(null);
    }
}
