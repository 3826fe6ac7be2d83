using System.Net;
using ChatRuns.Bot.Channels.Teams;
using ChatRuns.Bot.Channels.Teams.Api;
using ChatRuns.Bot.Tests.Slack;
using ChatRuns.Engine.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Tests.Teams;

/// <summary>Where the bot's token goes: hosts of Teams in its own cloud, on the public internet, and nowhere else.</summary>
public sealed class ServiceHostsTests
{
    [Theory]
    [InlineData("https://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net/emea", "https://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net/emea//", "https://smba.trafficmanager.net/emea/")]
    [InlineData("https://SMBA.TrafficManager.net/emea/", "https://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.infra.gcc.teams.microsoft.com/gcc", "https://smba.infra.gcc.teams.microsoft.com/gcc/")]
    [InlineData("https://europe.botframework.com", "https://europe.botframework.com/")]
    [InlineData("https://smba.trafficmanager.net:443/emea/", "https://smba.trafficmanager.net/emea/")]
    public void Hosts_of_teams_are_called_with_one_slash_at_the_end(string address, string expected) => Hosts(new()).Read(address)!.AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/emea/")]
    [InlineData("http://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net:8443/emea/")]
    [InlineData("https://user@smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net/emea/?to=evil")]
    [InlineData("https://smba.trafficmanager.net/emea/#evil")]
    [InlineData("https://smba.trafficmanager.net.evil.example/")]
    [InlineData("https://evil.example/smba.trafficmanager.net/")]
    [InlineData("https://evil-smba.trafficmanager.net/")]
    [InlineData("https://other.trafficmanager.net/")]
    [InlineData("https://evilbotframework.com/")]
    [InlineData("https://botframework.com.evil.example/")]
    [InlineData("https://smba.trafficmanager.net@evil.example/")]
    [InlineData("https://smba.infra.gov.teams.microsoft.us/gcch/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("http://localhost:5080/")]
    [InlineData("https://169.254.169.254/metadata/")]
    [InlineData("ftp://smba.trafficmanager.net/")]
    public void Nothing_else_is(string? address) => Hosts(new()).Read(address).ShouldBeNull();

    [Theory]
    [InlineData("Government", "https://smba.infra.gov.teams.microsoft.us/gcch/")]
    [InlineData("Government", "https://smba.infra.dod.teams.microsoft.us/dod/")]
    [InlineData("China", "https://frontend.botapi.msg.infra.teams.microsoftonline.cn/")]
    public void Each_cloud_has_its_own(string cloud, string address)
    {
        Hosts(new() { Cloud = Enum.Parse<CloudName>(cloud) }).Read(address).ShouldNotBeNull();
        Hosts(new() { Cloud = Enum.Parse<CloudName>(cloud) }).Read("https://smba.trafficmanager.net/emea/").ShouldBeNull();
    }

    [Fact]
    public void With_the_switch_this_machine_may_be_called_and_nothing_else_besides()
    {
        var hosts = Hosts(new() { AllowUnauthenticatedLoopback = true });

        hosts.Read("http://127.0.0.1:5091/emea/").ShouldNotBeNull();
        hosts.Read("http://localhost:56150/_connector").ShouldNotBeNull();
        hosts.Read("http://[::1]:56150/").ShouldNotBeNull();
        hosts.Read("http://192.168.0.7/").ShouldBeNull();
        hosts.Read("http://127.0.0.1.evil.example/").ShouldBeNull();
    }

    [Theory]
    [InlineData("52.112.0.14", true)]
    [InlineData("2603:1027::1", true)]
    [InlineData("64:ff9b::3470:e", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:52.112.0.14", true)]
    [InlineData("64:ff9b::a00:1", false)]
    public void Addresses_are_public_or_not(string address, bool isPublic) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("52.112.0.14", "169.254.169.254")]
    [InlineData("::1")]
    public async Task A_host_of_teams_that_leads_inside_is_not_connected_to(params string[] addresses)
    {
        var options = Options.Create(new TeamsOptions { AppId = TokenForge.AppId, TenantId = TokenForge.Tenant, AllowUnauthenticatedLoopback = true });
        var hosts = new ServiceHosts(options);
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = new Directory(hosts, addresses).ConnectAsync, UseProxy = false });
        var time = new ManualTime();
        var log = new CapturingLog();
        using var logs = LoggerFactory.Create(l => l.AddProvider(log));
        await using var bot = await TeamsBench.OpenAsync();
        var caller = new TeamsCaller(http, bot.Get<TeamsLogin>(), hosts, new(time), new(time), time, () => 0, logs.CreateLogger<TeamsCaller>());

        var answer = await new TeamsApi(caller, options).SendAsync(new("https://smba.trafficmanager.net/emea/", "a:1", TokenForge.Tenant), new() { ["type"] = "message" }, default);

        answer.ShouldBe(new TeamsAnswer.Barred("smba.trafficmanager.net"));
        log.Lines.ShouldContain(l => l.Contains("Refused to call smba.trafficmanager.net"));
    }

    private static ServiceHosts Hosts(TeamsOptions options) => new(Options.Create(options));

    /// <summary>A name service that says what a test wants.</summary>
    private sealed class Directory(ServiceHosts hosts, string[] addresses) : ServiceDialer(hosts)
    {
        protected override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
    }
}
