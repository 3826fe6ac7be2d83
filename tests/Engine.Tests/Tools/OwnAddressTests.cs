using System.Net;
using ChatRuns.Tools;
using ChatRuns.Tools.Http;
using Microsoft.AspNetCore.Http;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class OwnAddressTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("http://127.0.0.1:{port}/")]
    [InlineData("http://localhost:{port}/")]
    [InlineData("http://LOCALHOST.:{port}/")]
    [InlineData("http://anything.localhost:{port}/")]
    [InlineData("http://127.1:{port}/")]
    [InlineData("http://127.0.0.53:{port}/")]
    [InlineData("http://2130706433:{port}/")]
    [InlineData("http://0x7f.0.0.1:{port}/")]
    [InlineData("http://0177.0.0.1:{port}/")]
    [InlineData("http://0.0.0.0:{port}/")]
    [InlineData("http://0:{port}/")]
    [InlineData("http://[::1]:{port}/")]
    [InlineData("http://[::]:{port}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}/")]
    [InlineData("http://[0:0:0:0:0:ffff:7f00:1]:{port}/")]
    [InlineData("http://１２７.0.0.1:{port}/")]
    [InlineData("http://{host}:{port}/")]
    [InlineData("http://127.0.0.1:{port}/health/../approve")]
    [InlineData("http://127.0.0.1:{port}/health/")]
    [InlineData("http://127.0.0.1:{port}/Health")]
    [InlineData("http://127.0.0.1:{port}/health%2f..%2fapprove")]
    [InlineData("http://127.0.0.1:{port}//health")]
    public async Task However_it_is_spelled_the_bots_own_address_is_refused(string url)
    {
        await using var bot = await StartBotAsync();
        var spelled = url.Replace("{port}", $"{bot.Port}", StringComparison.Ordinal).Replace("{host}", Dns.GetHostName(), StringComparison.Ordinal);

        var refusal = await _bench.FailAsync("http.request", new { url = spelled });

        refusal.Fault.ShouldBe(ToolFault.Refused, refusal.Message);
        bot.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_to_the_bot_itself_is_refused_before_anybody_is_asked()
    {
        await using var bot = await StartBotAsync();

        foreach (var path in (string[])["/", "/health"])
        {
            var refusal = await Should.ThrowAsync<ToolException>(_bench.PreviewAsync("http.request", new { method = "POST", url = $"http://127.0.0.1:{bot.Port}{path}" }));
            refusal.Fault.ShouldBe(ToolFault.Refused);
            refusal.Message.ShouldContain("this bot's own address");
        }

        (await _bench.PreviewAsync("http.request", new { url = $"http://127.0.0.1:{bot.Port}/health" })).IsReadOnly.ShouldBe(true);
    }

    [Fact]
    public async Task Every_address_of_this_machine_is_its_own_when_the_port_is()
    {
        await using var bot = await StartBotAsync(IPAddress.Any);
        var own = Dns.GetHostAddresses(Dns.GetHostName()).Where(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);

        foreach (var address in own.Append(IPAddress.Loopback))
            (await _bench.FailAsync("http.request", new { url = $"http://{address}:{bot.Port}/" })).Fault.ShouldBe(ToolFault.Refused);
        bot.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Health_may_be_read_and_nothing_may_be_sent_to_it()
    {
        await using var bot = await StartBotAsync();

        (await _bench.ValueAsync("http.request", new { url = bot.Url + "/health" })).GetProperty("status").GetInt32().ShouldBe(200);
        (await _bench.FailAsync("http.request", new { url = bot.Url + "/health", method = "POST" })).Fault.ShouldBe(ToolFault.Refused);
        bot.Asked.ShouldBe(["GET /health"]);
    }

    [Fact]
    public async Task A_redirect_to_the_bot_is_not_followed()
    {
        await using var bot = await StartBotAsync();
        await using var lure = await HttpBench.StartAsync(context =>
        {
            context.Response.Redirect($"http://127.1:{bot.Port}/approve");
            return Task.CompletedTask;
        });

        (await _bench.FailAsync("http.request", new { url = lure.Url })).Fault.ShouldBe(ToolFault.Refused);
        bot.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_arrives_at_the_bot_is_closed_before_a_byte_is_sent()
    {
        await using var bot = await StartBotAsync();

        // What a name that resolves differently on its second look comes to: the check by name has passed already.
        await Should.ThrowAsync<OwnAddressException>(_bench.Get<Dialer>().ConnectAsync(new DnsEndPoint("127.0.0.1", bot.Port), CancellationToken.None));

        bot.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_port_of_this_machine_is_open()
    {
        await using var bot = await StartBotAsync();
        await using var practice = await HttpBench.StartAsync(context => context.Response.WriteAsync("practice"));

        (await _bench.ValueAsync("http.request", new { url = practice.Url })).GetProperty("body").GetString().ShouldBe("practice");
    }

    [Theory]
    [InlineData("http://+:5000", "http://127.0.0.1:5000/", true)]
    [InlineData("http://*:5000", "http://localhost:5000/", true)]
    [InlineData("http://0.0.0.0:5000", "http://[::1]:5000/", true)]
    [InlineData("http://[::]:5000", "http://127.0.0.1:5000/", true)]
    [InlineData("https://bot.example.com", "https://BOT.example.com./", true)]
    [InlineData("https://bot.example.com", "https://127.0.0.1/", false)]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5001/", false)]
    [InlineData("http://127.0.0.1:5000", "http://192.0.2.1:5000/", false)]
    public void Listening_addresses_are_understood_as_servers_write_them(string listens, string asked, bool expected)
    {
        var own = new OwnAddresses();
        own.Set([listens, "not an address"]);
        var uri = new Uri(asked);

        own.IsOwn(uri.IdnHost, uri.Port).ShouldBe(expected);
    }

    private async Task<HttpBench> StartBotAsync(IPAddress? address = null)
    {
        var bot = await HttpBench.StartAsync(context => context.Response.WriteAsync("ok"), address);
        _bench.Get<OwnAddresses>().Set([$"http://{address ?? IPAddress.Loopback}:{bot.Port}"]);
        return bot;
    }
}
