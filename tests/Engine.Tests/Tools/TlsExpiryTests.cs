using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatRuns.Engine.Tests.Tools;

public sealed class TlsExpiryTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_certificates_last_day_is_told_though_nobody_trusts_it()
    {
        using var server = new TlsServer(TimeProvider.System.GetUtcNow().AddDays(12.5));

        var answer = await _bench.ValueAsync("tls.expiry", new { hosts = (string[])[server.Host] });

        var host = answer.GetProperty("hosts")[0];
        host.GetProperty("daysLeft").GetInt32().ShouldBe(12);
        host.GetProperty("isTrusted").GetBoolean().ShouldBeFalse();
        answer.GetProperty("soonest").GetInt32().ShouldBe(12);
    }

    [Fact]
    public async Task An_expired_certificate_has_a_negative_number_of_days()
    {
        using var server = new TlsServer(TimeProvider.System.GetUtcNow().AddDays(-2.5));

        var answer = await _bench.ValueAsync("tls.expiry", new { hosts = (string[])[server.Host] });

        answer.GetProperty("hosts")[0].GetProperty("daysLeft").GetInt32().ShouldBe(-3);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_or_is_none_is_an_entry_and_no_failure()
    {
        using var server = new TlsServer(TimeProvider.System.GetUtcNow().AddDays(90));
        await using var plain = await HttpBench.StartAsync(_ => Task.CompletedTask);
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var nobody = closed.LocalEndpoint.ToString()!;
        closed.Stop();

        var answer = await _bench.ValueAsync("tls.expiry", new { hosts = (string[])[nobody, server.Host, "not a host/x", $"127.0.0.1:{plain.Port}"] });

        answer.GetProperty("unreachable").GetInt32().ShouldBe(3);
        answer.GetProperty("hosts").EnumerateArray().Select(h => h.GetProperty("host").GetString()).ElementAt(1).ShouldBe(server.Host);
        answer.GetProperty("hosts")[2].GetProperty("error").GetString()!.ShouldContain("not a host");
    }

    [Fact]
    public async Task No_hosts_have_no_certificates()
    {
        (await _bench.ValueAsync("tls.expiry", new { hosts = Array.Empty<string>() })).GetProperty("hosts").GetArrayLength().ShouldBe(0);
    }

    internal sealed class TlsServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;

        public TlsServer(DateTimeOffset expires)
        {
            using var key = ECDsa.Create();
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
            using var made = request.CreateSelfSigned(expires.AddDays(-100), expires);
            _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
            _listener.Start();
            _ = ServeAsync();
        }

        public string Host => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        public void Dispose()
        {
            _listener.Dispose();
            _certificate.Dispose();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(_certificate);
                    _ = await tls.ReadAsync(new byte[1]);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}
