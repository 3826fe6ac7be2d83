using System.Text;
using ChatRuns.Actions;
using ChatRuns.Bot.Access;
using ChatRuns.Bot.Api;
using ChatRuns.Engine.Tests;

namespace ChatRuns.Bot.Tests.Api;

/// <summary>Tokens: who is let in, what they may do, and what is kept of them.</summary>
public sealed class TokenTests
{
    private static readonly (string, string) s_look = ("look", "title: Look\ntags: [night]\nsteps: [{ name: look, tool: probe.look, with: { what: x } }]");

    [Fact]
    public async Task A_token_is_random_and_only_its_hash_is_kept()
    {
        await using var api = await ApiBench.OpenAsync(s_look);

        var (one, other) = (await api.TokenAsync("one"), await api.TokenAsync("other"));
        await api.GetAsync("/api/v1/runs", one);

        (one.StartsWith("crt_", StringComparison.Ordinal), one.Length, one == other).ShouldBe((true, 47, false));
        api.Bench.Stored().Where(f => Encoding.Latin1.GetString(f.Bytes).Contains(one[4..], StringComparison.Ordinal)).Select(f => f.File).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, "Bearer realm=\"ChatRuns\"")]
    [InlineData("Bearer crt_nope", "Bearer realm=\"ChatRuns\", error=\"invalid_token\"")]
    [InlineData("Bearer ", "Bearer realm=\"ChatRuns\", error=\"invalid_token\"")]
    [InlineData("Basic Y3J0Xzph", "Bearer realm=\"ChatRuns\", error=\"invalid_token\"")]
    public async Task Nobody_else_is_let_in(string? authorization, string challenge)
    {
        await using var api = await ApiBench.OpenAsync(s_look);
        foreach (var path in new[] { "/api/v1/runs", "/api/v1/runs/1", "/api/v1/agents" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            request.Headers.TryAddWithoutValidation("Cookie", $"chatruns-{api.Http.BaseAddress!.Port}=anything");

            var answer = await api.SendAsync(request, null);

            (answer.Status, answer.Kind, answer.Headers["WWW-Authenticate"]).ShouldBe((401, "unauthorized", challenge));
        }
    }

    [Fact]
    public async Task A_session_of_the_web_chat_lets_no_script_in()
    {
        await using var api = await ApiBench.OpenAsync(s_look);
        var signIn = api.Bench.Get<SignIn>();
        var session = (await signIn.OpenAsync(await signIn.IssueAtStartAsync(CancellationToken.None), CancellationToken.None)).ShouldBeOfType<SignInResult.Opened>().Token;
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/runs");
        request.Headers.TryAddWithoutValidation("Cookie", $"chatruns-{api.Http.BaseAddress!.Port}={session}");

        (await api.SendAsync(request, null)).Status.ShouldBe(401);
        (await api.GetAsync("/api/v1/runs", session)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_token_ends_at_its_time_and_when_it_is_revoked()
    {
        await using var api = await ApiBench.OpenAsync(s_look);
        var (brief, revoked) = (await api.TokenAsync("short", expires: "90d"), await api.TokenAsync("revoked"));
        (await api.GetAsync("/api/v1/runs", brief)).Status.ShouldBe(200);

        api.Bench.Time.Advance(TimeSpan.FromDays(90));
        (await api.Tokens.RevokeAsync("Revoked", LocalAdmin.Principal, CancellationToken.None)).ShouldBeOfType<TokenResult.Revoked>();

        (await api.GetAsync("/api/v1/runs", brief)).Status.ShouldBe(401);
        (await api.GetAsync("/api/v1/runs", revoked)).Status.ShouldBe(401);
        api.Bench.Get<IGrants>().Now.All.Select(g => g.ToName).ShouldBe(["short"]);
        (await api.Tokens.ListAsync(CancellationToken.None)).ShouldHaveSingleItem().ShouldStartWith("short · operator everywhere · expired · last used 2026-11-21 12:00 UTC");
        (await api.GetAsync("/api/v1/runs", await api.TokenAsync("revoked"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task That_a_token_is_used_is_noted_every_ten_minutes()
    {
        await using var api = await ApiBench.OpenAsync(s_look);
        var token = await api.TokenAsync();
        await api.GetAsync("/api/v1/runs", token);

        api.Bench.Time.Advance(TimeSpan.FromMinutes(9));
        await api.GetAsync("/api/v1/runs", token);
        (await api.Tokens.ListAsync(CancellationToken.None))[0].ShouldEndWith("last used 2026-11-21 12:00 UTC");

        api.Bench.Time.Advance(TimeSpan.FromMinutes(2));
        await api.GetAsync("/api/v1/runs", token);
        (await api.Tokens.ListAsync(CancellationToken.None))[0].ShouldEndWith("last used 2026-11-21 12:11 UTC");
    }

    [Fact]
    public async Task Its_role_is_a_grant_that_chat_shows_and_takes_back()
    {
        await using var api = await ApiBench.OpenAsync(s_look);
        var token = await api.TokenAsync("nightly", "viewer", tag: "night");
        var grant = api.Bench.Get<IGrants>().Now.All.ShouldHaveSingleItem();

        (grant.To[..12], grant.ToName, grant.Role, grant.Scope.ToString(), grant.By.Name).ShouldBe(("token/local/", "nightly", Role.Viewer, "tag:night", LocalAdmin.Principal.Name));
        (await api.PostAsync("/api/v1/agents/look/runs", token)).Kind.ShouldBe("forbidden");
        await api.Bench.Engine.RevokeAsync(grant.To, grant.Role, grant.Scope, EngineBench.Ada, CancellationToken.None);
        (await api.GetAsync("/api/v1/runs", token)).Kind.ShouldBe("forbidden");
        (await api.GetAsync("/api/v1/runs/1", token)).Text.ShouldBe((await api.GetAsync("/api/v1/runs/2", token)).Text);
    }

    [Fact]
    public async Task What_it_does_is_on_record_under_its_name()
    {
        await using var api = await ApiBench.OpenAsync(s_look);

        await api.PostAsync("/api/v1/agents/look/runs", await api.TokenAsync("nightly"));

        var by = (await api.Bench.FindAsync(1)).Queued.Trigger.By;
        (by.Platform, by.Tenant, by.Name).ShouldBe(("token", "local", "nightly"));
        (await api.Bench.Engine.ReadActivityAsync(1, CancellationToken.None))[0].Actor.ShouldBe(by.Key);
    }

    [Theory]
    [InlineData(null, "operator", null, null, null, "needs a name")]
    [InlineData("no blanks", "operator", null, null, null, "needs a name")]
    [InlineData("a", null, null, null, null, "needs a role")]
    [InlineData("a", "oprator", null, null, null, "Did you mean operator?")]
    [InlineData("a", "1", null, null, null, "Roles are viewer,")]
    [InlineData("a", "operator", "soon", null, null, "no length of time")]
    [InlineData("a", "operator", "0s", null, null, "no length of time")]
    [InlineData("a", "operator", null, "lok", null, "Did you mean look?")]
    [InlineData("a", "operator", null, "look", "night", "leave out")]
    [InlineData("a", "admin", null, "look", null, "everywhere")]
    [InlineData("Taken", "operator", null, null, null, "already")]
    public async Task What_cannot_be_meant_is_told(string? name, string? role, string? expires, string? agent, string? tag, string why)
    {
        await using var api = await ApiBench.OpenAsync(s_look);
        await api.TokenAsync("taken");

        var refused = (await api.Tokens.CreateAsync(new(name, role, expires, agent, tag), LocalAdmin.Principal, CancellationToken.None)).ShouldBeOfType<TokenResult.Refused>();

        refused.Why.ShouldContain(why);
        (await api.Tokens.ListAsync(CancellationToken.None)).Count.ShouldBe(1);
        (await api.Tokens.RevokeAsync("takn", LocalAdmin.Principal, CancellationToken.None)).ShouldBe(new TokenResult.Refused("There is no token takn. Did you mean taken?"));
    }

    [Fact]
    public async Task Who_is_no_admin_makes_none()
    {
        await using var api = await ApiBench.OpenAsync(s_look);

        (await api.Tokens.CreateAsync(new("a", "viewer", null, null, null), EngineBench.Otto, CancellationToken.None)).ShouldBeOfType<TokenResult.Refused>();

        (await api.Tokens.ListAsync(CancellationToken.None)).ShouldBeEmpty();
    }
}
