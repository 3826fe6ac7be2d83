using System.Net.Sockets;

namespace ChatRuns.Bot.Control;

/// <summary>Speaks to the bot that runs on a data folder.</summary>
internal static class ControlClient
{
    /// <summary>A fresh one-time address. Throws <see cref="HttpRequestException"/> or <see cref="IOException"/> when no bot runs there.</summary>
    public static async Task<string> OpenAsync(string dataFolder, CancellationToken cancel)
    {
        var socket = ControlServer.SocketOf(dataFolder);
        if (!File.Exists(socket)) throw new IOException($"There is no socket {socket}.");
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        };
        using var client = new HttpClient(handler);
        using var answer = await client.PostAsync(new Uri("http://chatruns/open"), null, cancel);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel);
    }
}
