using System.Net;
using ChatRuns.Bot.Access;

namespace ChatRuns.Bot.Tests.Web;

public sealed class SignInTests
{
    [Fact]
    public async Task A_stranger_is_told_how_to_get_in()
    {
        await using var host = await WebHost.StartAsync();
        using var stranger = host.Stranger();

        using var page = await stranger.GetAsync("/");

        page.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await page.Content.ReadAsStringAsync()).ShouldContain("dotnet run --project src/Bot -- open");
    }

    [Fact]
    public async Task Looking_at_a_printed_address_uses_nothing_up()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = host.Stranger();
        var key = await host.SignIn.IssueAtStartAsync(CancellationToken.None);

        for (var i = 0; i < 3; i++) (await browser.GetStringAsync($"/?key={key}")).ShouldContain("Open ChatRuns");
        using var opened = await browser.PostAsync("/signin", WebHost.Key(key));

        opened.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        opened.Headers.Location!.ToString().ShouldBe("/");
        (await browser.GetStringAsync("/")).ShouldContain("id=\"say\"");
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = host.Stranger();

        using var opened = await browser.PostAsync("/signin", WebHost.Key(await host.SignIn.IssueAtStartAsync(CancellationToken.None)));

        var cookie = opened.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldStartWith($"chatruns-{host.Address.Port}=");
    }

    [Fact]
    public async Task A_used_address_says_so_to_others_and_leads_its_own_browser_to_the_chat()
    {
        await using var host = await WebHost.StartAsync();
        using var first = host.Stranger();
        using var second = host.Stranger();
        var key = await host.SignIn.IssueAtStartAsync(CancellationToken.None);
        using var opened = await first.PostAsync("/signin", WebHost.Key(key));

        using var looked = await second.GetAsync($"/?key={key}");
        using var tried = await second.PostAsync("/signin", WebHost.Key(key));
        using var again = await first.GetAsync($"/?key={key}");

        foreach (var refused in new[] { looked, tried })
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("works once only");
        }

        again.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_key_used_by_many_at_once_lets_one_in()
    {
        await using var host = await WebHost.StartAsync();
        var key = await host.SignIn.IssueAtStartAsync(CancellationToken.None);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.SignIn.OpenAsync(key, CancellationToken.None)));

        results.OfType<SignInResult.Opened>().Count().ShouldBe(1);
        results.OfType<SignInResult.Refused>().ShouldAllBe(r => r.Why == KeyState.Used);
    }

    [Theory]
    [InlineData(false, 23, true)]
    [InlineData(false, 25, false)]
    [InlineData(true, 0.4, true)]
    [InlineData(true, 0.6, false)]
    public async Task Keys_expire(bool askedFor, double hours, bool isOpen)
    {
        await using var host = await WebHost.StartAsync();
        var key = askedFor
            ? await host.SignIn.IssueAsync(LocalAdmin.Principal, CancellationToken.None)
            : await host.SignIn.IssueAtStartAsync(CancellationToken.None);

        host.Time.Ahead = TimeSpan.FromHours(hours);

        (await host.SignIn.LookAsync(key, CancellationToken.None)).ShouldBe(isOpen ? KeyState.Open : KeyState.Expired);
        (await host.SignIn.OpenAsync(key, CancellationToken.None) is SignInResult.Opened).ShouldBe(isOpen);
    }

    [Fact]
    public async Task A_new_start_voids_the_address_of_the_one_before_but_not_one_that_was_asked_for()
    {
        await using var host = await WebHost.StartAsync();
        var old = await host.SignIn.IssueAtStartAsync(CancellationToken.None);
        var asked = await host.SignIn.IssueAsync(LocalAdmin.Principal, CancellationToken.None);

        await host.SignIn.IssueAtStartAsync(CancellationToken.None);

        (await host.SignIn.LookAsync(old, CancellationToken.None)).ShouldBe(KeyState.Expired);
        (await host.SignIn.LookAsync(asked, CancellationToken.None)).ShouldBe(KeyState.Open);
    }

    [Theory]
    [InlineData("")]
    [InlineData("guess")]
    [InlineData("' OR 1=1 --")]
    public async Task A_key_that_we_never_gave_out_opens_nothing(string key)
    {
        await using var host = await WebHost.StartAsync();
        using var stranger = host.Stranger();

        using var answer = await stranger.PostAsync("/signin", WebHost.Key(key));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_lives_while_it_is_used_and_ends_after_a_month_away_or_on_signing_out()
    {
        await using var host = await WebHost.StartAsync();
        using var browser = await host.SignedInAsync();
        host.Time.Ahead = TimeSpan.FromDays(29);
        (await browser.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        host.Time.Ahead = TimeSpan.FromDays(58);
        (await browser.GetAsync("/web/side")).StatusCode.ShouldBe(HttpStatusCode.OK);

        host.Time.Ahead = TimeSpan.FromDays(89);
        (await browser.GetAsync("/web/side")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var other = await host.SignedInAsync();
        (await other.PostAsync("/signout", null)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await other.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_database_holds_no_key_and_no_token()
    {
        await using var host = await WebHost.StartAsync();
        var key = await host.SignIn.IssueAtStartAsync(CancellationToken.None);
        var opened = (SignInResult.Opened)await host.SignIn.OpenAsync(key, CancellationToken.None);

        var stored = await host.Database.ReadAsync(db => Dapper.SqlMapper.Query<string>(db, "SELECT hash FROM sign_in_keys UNION ALL SELECT hash FROM sessions").ToList(), CancellationToken.None);

        stored.Count.ShouldBe(2);
        stored.ShouldNotContain(key);
        stored.ShouldNotContain(opened.Token);
    }
}
