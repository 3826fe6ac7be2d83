using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Actions;

namespace ChatRuns.Tools.Http;

/// <summary>What one host's certificate says; an error instead where it could not be read.</summary>
internal sealed record Certificate(string Host, DateTimeOffset? Expires, int? DaysLeft, bool IsTrusted, string? Error);

/// <summary>Asks hosts for their certificates and says when those expire. A host that cannot be reached is an entry, not a failure.</summary>
internal sealed class TlsExpiry(Dialer dialer, TimeProvider time) : ITool
{
    private const int MostHosts = 100;
    private const int AtOnce = 8;
    private static readonly TimeSpan PerHost = TimeSpan.FromSeconds(10);

    public ToolDefinition Definition { get; } = new(
        "tls.expiry", "Check certificates", "Says in how many days the TLS certificates of hosts expire.",
        """
        {
          "type": "object",
          "properties": {
            "hosts": { "type": "array", "title": "Hosts", "description": "Names with or without a port: example.com, example.com:8443.", "items": { "type": "string", "minLength": 1 }, "maxItems": 100 }
          },
          "required": ["hosts"],
          "additionalProperties": false
        }
        """,
        IsReadOnly: true);

    public Task<ToolPreview> PreviewAsync(JsonElement arguments, CancellationToken cancel)
    {
        var hosts = new Arguments(arguments).Texts("hosts", MostHosts);
        return Task.FromResult(new ToolPreview(Risk.Low, $"Check the certificates of {hosts.Count} hosts", CanUndo: false, State: null));
    }

    public async Task<ToolResult> CallAsync(JsonElement arguments, ToolContext context, CancellationToken cancel)
    {
        var found = await LookAsync(new Arguments(arguments).Texts("hosts", MostHosts), cancel);
        var hosts = found.Select(JsonNode (c) => new JsonObject
        {
            ["host"] = c.Host, ["expires"] = c.Expires?.ToString("O", CultureInfo.InvariantCulture), ["daysLeft"] = c.DaysLeft,
            ["isTrusted"] = c.IsTrusted, ["error"] = c.Error,
        });
        return new(Arguments.Json(new JsonObject
        {
            ["hosts"] = new JsonArray([.. hosts]), ["soonest"] = found.Min(c => c.DaysLeft), ["unreachable"] = found.Count(c => c.Error is not null),
        }));
    }

    /// <summary>Looks at all hosts, some at once; the answers are in the hosts' order.</summary>
    public async Task<IReadOnlyList<Certificate>> LookAsync(IReadOnlyList<string> hosts, CancellationToken cancel)
    {
        var found = new Certificate[hosts.Count];
        await Parallel.ForAsync(0, hosts.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, stop) =>
            found[i] = await LookAsync(hosts[i], stop));
        return found;
    }

    private async Task<Certificate> LookAsync(string host, CancellationToken cancel)
    {
        if (!Uri.TryCreate($"https://{host}", UriKind.Absolute, out var address) || address.Host.Length == 0 || address.PathAndQuery != "/")
            return Failed(host, "is not a host's name");
        using var limit = new CancellationTokenSource(PerHost, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await HandshakeAsync(host, address, both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(host, $"did not answer within {PerHost.TotalSeconds:0} seconds");
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OwnAddressException)
        {
            return Failed(host, e is SocketException { SocketErrorCode: SocketError.HostNotFound } ? "no such host" : OutsideText.Visible(e.Message));
        }
    }

    private async Task<Certificate> HandshakeAsync(string host, Uri address, CancellationToken cancel)
    {
        await using var stream = await dialer.ConnectAsync(new DnsEndPoint(address.IdnHost, address.Port), cancel);
        var isTrusted = false;
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = address.IdnHost,
                // Nothing is sent over it: an expired or foreign certificate is what we came to read.
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    isTrusted = errors == SslPolicyErrors.None;
                    return certificate is not null;
                },
            },
            cancel);
        using var certificate = new X509Certificate2(tls.RemoteCertificate!);
        var expires = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        return new(host, expires, (int)Math.Floor((expires - time.GetUtcNow()).TotalDays), isTrusted, null);
    }

    private static Certificate Failed(string host, string why) => new(host, null, null, false, why);
}
