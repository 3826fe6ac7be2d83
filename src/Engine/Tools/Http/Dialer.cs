using System.Net;
using System.Net.Sockets;

namespace ChatRuns.Tools.Http;

/// <summary>A connection would have gone to the bot itself.</summary>
internal sealed class OwnAddressException(string message) : Exception(message);

/// <summary>
/// Opens every connection of steps and tools, and looks at where it really arrived before a byte is sent: a name may resolve to
/// one address when it is checked and to another when it is used.
/// </summary>
internal sealed class Dialer(OwnAddresses own)
{
    /// <summary>Connects; throws <see cref="OwnAddressException"/> for the bot's own addresses.</summary>
    public async Task<NetworkStream> ConnectAsync(DnsEndPoint to, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, cancel);
            var there = (IPEndPoint)socket.RemoteEndPoint!;
            // A connection of this machine to itself often has one address at both ends, whatever the address is.
            var isHere = ((IPEndPoint)socket.LocalEndPoint!).Address.Equals(there.Address) && own.HasPort(there.Port);
            if (isHere || own.IsOwn(there.Address, there.Port)) throw new OwnAddressException(Refusal(to.Host, to.Port));
            return new(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Throws when the name, or what it resolves to, is the bot's own; for requests that a proxy would make for us.</summary>
    public async Task<bool> IsOwnAsync(Uri address, CancellationToken cancel)
    {
        if (own.IsOwn(address.IdnHost, address.Port)) return true;
        if (!own.HasPort(address.Port)) return false;
        try
        {
            var found = await Dns.GetHostAddressesAsync(address.IdnHost, cancel);
            return found.Any(ip => own.IsOwn(ip, address.Port));
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>What people are told.</summary>
    public static string Refusal(string host, int port) =>
        $"{OutsideText.Visible(host)}:{port} is this bot's own address. Steps and tools may read /health there, and nothing else.";
}
