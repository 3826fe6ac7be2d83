using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.StandIns.Api;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>The bot's own tokens: asked for once, kept until they are nearly over, told to nobody.</summary>
public sealed class TeamsLoginTests
{
    private const string Night = "19:night@thread.v2";

    [Fact]
    public async Task Many_who_need_a_token_at_once_make_the_bot_ask_once()
    {
        await using var bot = await TeamsBench.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(bot)));

        Logins(bot).ShouldBe(1);
    }

    [Fact]
    public async Task A_token_is_used_until_five_minutes_before_its_end()
    {
        await using var bot = await TeamsBench.OpenAsync();
        await SendAsync(bot);
        bot.Time.Advance(TimeSpan.FromMinutes(54));
        await SendAsync(bot);
        Logins(bot).ShouldBe(1);

        bot.Time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(bot);

        Logins(bot).ShouldBe(2);
        bot.Teams.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_that_teams_no_longer_takes_is_not_used_again()
    {
        await using var bot = await TeamsBench.OpenAsync();
        await SendAsync(bot);
        bot.Teams.RevokeTokens();

        (await SendAsync(bot)).ShouldBeOfType<TeamsAnswer.Refused>().Status.ShouldBe(401);
        (await SendAsync(bot)).ShouldBeOfType<TeamsAnswer.Ok>();
        Logins(bot).ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_to_the_operator_and_not_tried_at_every_message()
    {
        await using var bot = await TeamsBench.OpenAsync(new() { ["Teams:AllowUnauthenticatedLoopback"] = "true", ["Teams:AppSecret"] = "a-wrong-secret" }, "Development", null, null, talks: true);

        (await SendAsync(bot)).ShouldBe(new TeamsAnswer.Refused(0, "invalid_client", "the login service gives the bot no token"));
        await SendAsync(bot);
        Logins(bot).ShouldBe(1);
        bot.Log.Lines.ShouldContain(l => l.StartsWith("Error") && l.Contains("gives the bot no token (invalid_client)") && l.Contains("Check Teams:AppId"));

        bot.Time.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(bot);
        Logins(bot).ShouldBe(2);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_login_service_that_is_down_is_asked_again_with_the_next_message(int status)
    {
        await using var bot = await TeamsBench.OpenAsync();
        bot.Teams.Fail("login", new TeamsTrouble.Status(status));

        (await SendAsync(bot)).ShouldBe(new TeamsAnswer.Down($"the login service answered HTTP {status}", Uncertain: false));
        (await SendAsync(bot)).ShouldBeOfType<TeamsAnswer.Ok>();
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_others()
    {
        await using var bot = await TeamsBench.OpenAsync();
        using var impatient = new CancellationTokenSource();
        var login = bot.Get<TeamsLogin>();

        var first = login.GetAsync(impatient.Token);
        var second = login.GetAsync(default);
        await impatient.CancelAsync();

        (await second).ShouldBeOfType<LoginAnswer.Granted>();
        Logins(bot).ShouldBe(1);
        await Task.WhenAny(first);
    }

    [Fact]
    public async Task Without_a_tenant_of_its_own_a_bot_asks_the_common_authority()
    {
        await using var bot = await TeamsBench.OpenAsync(
            new() { ["Teams:AllowUnauthenticatedLoopback"] = "true", ["Teams:TenantId"] = "", ["Teams:AllowedTenants:0"] = TokenForge.Tenant }, "Development", null, null, talks: true);

        (await SendAsync(bot)).ShouldBeOfType<TeamsAnswer.Ok>();

        bot.Teams.Calls.Single(c => c.What == "login").Path.ShouldBe("/botframework.com/oauth2/v2.0/token");
    }

    [Fact]
    public async Task A_token_of_microsofts_does_not_go_to_this_machine()
    {
        await using var bot = await TeamsBench.OpenAsync(new() { ["Teams:AllowUnauthenticatedLoopback"] = "true", ["Teams:LoginUrl"] = "https://login.invalid" }, "Development", null, null, talks: true);

        (await SendAsync(bot)).ShouldBeOfType<TeamsAnswer.Refused>().Status.ShouldBe(401);

        bot.Teams.Violations.ShouldHaveSingleItem().ShouldContain("without a token");
    }

    [Fact]
    public async Task A_certificate_signs_for_the_bot_instead_of_a_secret()
    {
        var folder = Directory.CreateTempSubdirectory("chatruns-teams-");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=chatruns", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(new(2026, 1, 1, 0, 0, 0, default), new(2036, 1, 1, 0, 0, 0, default));
        var path = Path.Combine(folder.FullName, "bot.pem");
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        await using var bot = await TeamsBench.OpenAsync(
            new() { ["Teams:AllowUnauthenticatedLoopback"] = "true", ["Teams:AppSecret"] = "", ["Teams:CertificatePath"] = path }, "Development", null,
            new() { CertificateThumbprint = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)) }, talks: true);

        (await SendAsync(bot)).ShouldBeOfType<TeamsAnswer.Ok>();

        folder.Delete(recursive: true);
    }

    [Fact]
    public void An_assertion_is_signed_with_PS256_for_ten_minutes()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=chatruns", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(new(2026, 1, 1, 0, 0, 0, default), new(2036, 1, 1, 0, 0, 0, default));

        var parts = ClientAssertion.Make(certificate, TokenForge.AppId, new("https://login.example/t/token"), new(2026, 6, 1, 12, 0, 0, default)).Split('.');

        key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pss).ShouldBeTrue();
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        ((long)claims["exp"]! - (long)claims["nbf"]!).ShouldBe(600);
        ((string?)claims["aud"]).ShouldBe("https://login.example/t/token");
    }

    [Fact]
    public async Task No_token_and_no_secret_is_in_any_log_or_answer()
    {
        await using var bot = await TeamsBench.OpenAsync();
        var answers = new List<TeamsAnswer> { await SendAsync(bot) };
        bot.Teams.Fail("send", new TeamsTrouble.Status(400));
        answers.Add(await SendAsync(bot));
        bot.Teams.Fail("send", new TeamsTrouble.DropBefore());
        answers.Add(await SendAsync(bot));
        bot.Teams.RevokeTokens();
        answers.Add(await SendAsync(bot));
        var granted = (LoginAnswer.Granted)await bot.Get<TeamsLogin>().GetAsync(default);
        var token = granted.Token.Header().Parameter!;

        granted.ToString().ShouldNotContain(token);
        new Grant(token, 1, null).ToString().ShouldNotContain(token);
        string.Join('\n', bot.Log.Lines.Concat(answers.Select(a => a.ToString() + a.Words()))).ShouldSatisfyAllConditions(
            all => all.ShouldNotContain("standin-access-"), all => all.ShouldNotContain(bot.Teams.Options.AppSecret), all => all.ShouldNotContain("Bearer "));
    }

    private static Task<TeamsAnswer> SendAsync(TeamsBench bot) => bot.Api.SendAsync(bot.Place(Night), new() { ["type"] = "message", ["text"] = "hello" }, default);

    private static int Logins(TeamsBench bot) => bot.Teams.Calls.Count(c => c.What == "login");
}
