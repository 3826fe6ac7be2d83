using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Control;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>Settings that cannot work are refused at the start, with the setting's name and the remedy.</summary>
public sealed class TeamsSettingsTests : IDisposable
{
    private const string App = TokenForge.AppId;
    private const string Tenant = TokenForge.Tenant;
    private readonly string _folder = Directory.CreateTempSubdirectory("chatruns-teams-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void No_settings_at_all_are_good() => Problems(new()).ShouldBeEmpty();

    [Fact]
    public void An_app_id_with_a_secret_and_a_tenant_are_good() => Problems(new() { AppId = App, AppSecret = "s", TenantId = Tenant }).ShouldBeEmpty();

    [Fact]
    public void A_multi_tenant_bot_names_its_tenants_instead() => Problems(new() { AppId = App, AppSecret = "s", AllowedTenants = [Tenant] }).ShouldBeEmpty();

    [Fact]
    public void On_this_machine_no_secret_is_needed() =>
        Problems(new() { AppId = App, TenantId = Tenant, AllowUnauthenticatedLoopback = true }, "Development").ShouldBeEmpty();

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void The_switch_for_this_machine_refuses_to_start_outside_development(string environment) =>
        Problem(new() { AppId = App, AppSecret = "s", TenantId = Tenant, AllowUnauthenticatedLoopback = true }, environment)
            .ShouldBe($"The setting Teams:AllowUnauthenticatedLoopback lets requests in without a token, and this is the environment {environment}. Leave it out, or start with --environment Development to try the bot on this machine.");

    [Fact]
    public void The_switch_is_refused_though_the_channel_is_off() => Problem(new() { AllowUnauthenticatedLoopback = true }).ShouldContain("Teams:AllowUnauthenticatedLoopback");

    [Fact]
    public void A_secret_without_an_app_id_is_a_mistake() => Problem(new() { AppSecret = "s" }).ShouldStartWith("The setting Teams:AppSecret is given without Teams:AppId. Set Teams:AppId");

    [Theory]
    [InlineData("chatruns")]
    [InlineData("00001111-AAAA-2222-BBBB-3333CCCC4444")]
    [InlineData("28:00001111-aaaa-2222-bbbb-3333cccc4444")]
    public void An_app_id_is_a_guid_in_small_letters(string id) => Problem(new() { AppId = id, AppSecret = "s", TenantId = Tenant }).ShouldStartWith($"The setting Teams:AppId cannot be \"{id}\".");

    [Fact]
    public void No_secret_is_refused() => Problem(new() { AppId = App, TenantId = Tenant }).ShouldContain("Set Teams:AppSecret to a client secret");

    [Fact]
    public void A_secret_and_a_certificate_are_one_too_many()
    {
        var path = Pem(RSA.Create(2048));

        Problem(new() { AppId = App, AppSecret = "s", CertificatePath = path, TenantId = Tenant }).ShouldStartWith("Both Teams:AppSecret and Teams:CertificatePath are set.");
    }

    [Fact]
    public void No_tenant_is_refused() => Problem(new() { AppId = App, AppSecret = "s" }).ShouldStartWith("No tenant may talk to the bot. Set Teams:TenantId");

    [Fact]
    public void A_tenant_is_a_guid()
    {
        Problem(new() { AppId = App, AppSecret = "s", TenantId = "contoso" }).ShouldStartWith("The setting Teams:TenantId cannot be \"contoso\".");
        Problem(new() { AppId = App, AppSecret = "s", AllowedTenants = ["*"] }).ShouldBe("The setting Teams:AllowedTenants cannot hold \"*\". It takes directory (tenant) ids.");
    }

    [Theory]
    [InlineData("http://login.example.org")]
    [InlineData("login.microsoftonline.com")]
    [InlineData("https://user:word@login.example.org")]
    public void Addresses_are_https(string address)
    {
        Problem(new() { AppId = App, AppSecret = "s", TenantId = Tenant, LoginUrl = address }).ShouldStartWith($"The setting Teams:LoginUrl cannot be \"{address}\".");
        Problem(new() { AppId = App, AppSecret = "s", TenantId = Tenant, OpenIdMetadata = address }).ShouldStartWith($"The setting Teams:OpenIdMetadata cannot be \"{address}\".");
    }

    [Fact]
    public void A_certificate_is_a_pem_file_with_its_key_or_a_pfx_file()
    {
        var pfx = Path.Combine(_folder, "bot.pfx");
        File.WriteAllBytes(pfx, Certificate(RSA.Create(2048)).Export(X509ContentType.Pfx));

        Problems(new() { AppId = App, CertificatePath = Pem(RSA.Create(2048)), TenantId = Tenant }).ShouldBeEmpty();
        Problems(new() { AppId = App, CertificatePath = pfx, TenantId = Tenant }).ShouldBeEmpty();
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_is_named()
    {
        var empty = Path.Combine(_folder, "empty.pem");
        File.WriteAllText(empty, "");

        foreach (var path in new[] { Path.Combine(_folder, "missing.pem"), empty })
            Problem(new() { AppId = App, CertificatePath = path, TenantId = Tenant }).ShouldStartWith($"The certificate {path} of the setting Teams:CertificatePath cannot be used:");
    }

    [Theory]
    [InlineData("Teams:Cloud", "mars", "The setting Teams:Cloud cannot be \"mars\". It takes one of public, government, china.")]
    [InlineData("Teams:AppKey", "x", "There is no setting Teams:AppKey.")]
    public void A_mistyped_setting_is_refused_before_anything_starts(string name, string value, string words) =>
        SettingsCheck.Problems(new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build(), []).ShouldHaveSingleItem().ShouldStartWith(words);

    [Theory]
    [InlineData("Public", "https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token", "login.botframework.com")]
    [InlineData("Government", "https://login.microsoftonline.us/MicrosoftServices.onmicrosoft.us/oauth2/v2.0/token", "login.botframework.azure.us")]
    [InlineData("China", "https://login.partner.microsoftonline.cn/microsoftservices.partner.onmschina.cn/oauth2/v2.0/token", "login.botframework.azure.cn")]
    public void A_cloud_is_one_record(string name, string token, string metadata)
    {
        var cloud = Enum.Parse<CloudName>(name);
        var options = new TeamsOptions { AppId = App, Cloud = cloud };

        options.TokenAddress().AbsoluteUri.ShouldBe(token);
        options.MetadataAddress().Host.ShouldBe(metadata);
        new TeamsOptions { AppId = App, Cloud = cloud, TenantId = Tenant }.TokenAddress().AbsolutePath.ShouldBe($"/{Tenant}/oauth2/v2.0/token");
    }

    private static string Problem(TeamsOptions options, string environment = "Production") => Problems(options, environment).ShouldHaveSingleItem();

    private static IReadOnlyList<string> Problems(TeamsOptions options, string environment = "Production") =>
        [.. new TeamsSettings(new Surroundings { EnvironmentName = environment }).Validate(null, options).Failures ?? []];

    private static X509Certificate2 Certificate(RSA key) =>
        new CertificateRequest("CN=chatruns", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, default), new DateTimeOffset(2036, 1, 1, 0, 0, 0, default));

    private string Pem(RSA key)
    {
        var path = Path.Combine(_folder, "bot.pem");
        File.WriteAllText(path, Certificate(key).ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return path;
    }

    private sealed class Surroundings : IHostEnvironment
    {
        public required string EnvironmentName { get; set; }

        public string ApplicationName { get; set; } = "ChatRuns";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
