using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;

namespace ChatRuns.Tools.Http;

/// <summary>
/// The addresses that this bot listens on. Steps and tools get no answer from them but <c>/health</c>, because whatever can
/// reach the bot's pages could try to press Approve. Set by the host once it listens. Not promised: an address behind which a
/// router or proxy leads back to the bot is known only when it is set too (PublicUrl).
/// </summary>
public sealed class OwnAddresses
{
    private ImmutableHashSet<(string Host, int Port)> _names = [];
    private ImmutableHashSet<int> _ports = [];

    /// <summary>Sets the addresses: what the server listens on ("http://127.0.0.1:5000", "http://+:5000"), and a public one.</summary>
    public void Set(IEnumerable<string> addresses)
    {
        var names = new HashSet<(string, int)>();
        var ports = new HashSet<int>();
        foreach (var address in addresses)
        {
            var isAny = address.Contains("://+", StringComparison.Ordinal) || address.Contains("://*", StringComparison.Ordinal);
            var plain = isAny ? address.Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal) : address;
            if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri)) continue;
            names.Add((Name(uri.IdnHost), uri.Port));
            if (isAny || IsLocalName(uri.IdnHost) || IPAddress.TryParse(uri.IdnHost, out _)) ports.Add(uri.Port);
        }

        _names = [.. names];
        _ports = [.. ports];
    }

    /// <summary>Whether a host name and port are the bot's own, as far as the name alone tells.</summary>
    public bool IsOwn(string host, int port)
    {
        if (_names.Contains((Name(host), port))) return true;
        return _ports.Contains(port) && (IsLocalName(host) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IsOwn(ip, port)));
    }

    /// <summary>Whether an address and port are the bot's own: one of its ports on any address of this machine.</summary>
    public bool IsOwn(IPAddress address, int port) => _ports.Contains(port) && IsLocal(address);

    /// <summary>Whether one of the bot's ports is this one, so that a name is worth resolving.</summary>
    public bool HasPort(int port) => _ports.Contains(port);

    private static bool IsLocal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any)
            || NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(i => i.GetIPProperties().UnicastAddresses)
                .Any(a => a.Address.GetAddressBytes().AsSpan().SequenceEqual(plain.GetAddressBytes()));
    }

    private static bool IsLocalName(string host) => Name(host) is var name
        && (name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal) || name == Name(Dns.GetHostName()));

    private static string Name(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}
