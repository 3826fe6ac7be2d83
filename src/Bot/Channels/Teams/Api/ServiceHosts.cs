using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace ChatRuns.Bot.Channels.Teams.Api;

/// <summary>
/// Which service addresses are called: hosts of the connector in our cloud, over https. A token goes with each call, so no activity may
/// make the bot call an address of somebody's choice. This machine is one of them with Teams:AllowUnauthenticatedLoopback only.
/// </summary>
internal sealed class ServiceHosts(IOptions<TeamsOptions> options)
{
    private readonly IReadOnlyList<string> _hosts = TeamsCloud.Of(options.Value.Cloud).Hosts;

    /// <summary>Whether this machine may be called.</summary>
    public bool AllowsLoopback { get; } = options.Value.AllowUnauthenticatedLoopback;

    /// <summary>A service address with exactly one slash at its end; null when it is none that may be called.</summary>
    public Uri? Read(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0) return null;
        var isTeams = address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && _hosts.Any(h => h[0] == '.' ? address.Host.EndsWith(h, StringComparison.Ordinal) : address.Host == h);
        var isStandIn = AllowsLoopback && address.IsLoopback && address.Scheme is "http" or "https";
        return isTeams || isStandIn ? new(address.AbsoluteUri.TrimEnd('/') + "/") : null;
    }
}

/// <summary>A name resolved to an address that is not on the public internet.</summary>
internal sealed class PrivateAddressException(string host) : Exception($"{host} is at a private address");

/// <summary>
/// Opens connections to the connector, and looks at where a name leads before a byte is sent: a host on the list may be made to resolve to a
/// machine inside. Where the operator set a proxy, that is connected to instead, and looks itself.
/// </summary>
internal class ServiceDialer(ServiceHosts hosts)
{
    /// <summary>Connects; throws <see cref="PrivateAddressException"/> where any address of the host is private.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (to, isProxy) = (context.DnsEndPoint, context.InitialRequestMessage.RequestUri?.IdnHost != context.DnsEndPoint.Host);
        var found = await ResolveAsync(to.Host, cancel);
        if (!isProxy && !found.All(a => IsAllowed(to.Host, a))) throw new PrivateAddressException(to.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, to.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a host.</summary>
    protected virtual Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) => Dns.GetHostAddressesAsync(host, cancel);

    private bool IsAllowed(string host, IPAddress address) =>
        PublicAddress.Is(address) || (hosts.AllowsLoopback && IPAddress.IsLoopback(address) && host is "localhost" or "127.0.0.1" or "::1");
}

/// <summary>Which addresses are on the public internet.</summary>
/// <remarks>Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.</remarks>
internal static class PublicAddress
{
    private static readonly IPNetwork[] s_special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    private static readonly IPNetwork s_global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork s_translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether it is; an IPv4 address within an IPv6 one counts as what it is.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (s_translated.Contains(address)) address = new(address.GetAddressBytes().AsSpan(12));
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !s_global.Contains(address)) return false;
        return !s_special.Any(n => n.Contains(address));
    }
}
