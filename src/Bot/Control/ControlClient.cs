using System.Net.Sockets;

namespace ChatRuns.Bot.Control;

/// <summary>Speaks to the bot that runs on a data folder.</summary>
internal static class ControlClient
{
    /// <summary>A fresh one-time address ("open") or admin code ("admin-code").</summary>
    /// <exception cref="HttpRequestException">No bot runs there.</exception>
    /// <exception cref="IOException">No bot runs there.</exception>
    public static async Task<string> AskAsync(string dataFolder, string verb, CancellationToken cancel)
    {
        using var client = ClientAt(dataFolder);
        using var answer = await client.PostAsync(new Uri($"http://chatruns/{verb}"), null, cancel);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel);
    }

    /// <summary>Sends JSON to a path; whether the bot did it, and what it says for people.</summary>
    /// <exception cref="HttpRequestException">No bot runs there.</exception>
    /// <exception cref="IOException">No bot runs there.</exception>
    public static async Task<(bool IsGood, string Words)> SendAsync(string dataFolder, string path, string json, CancellationToken cancel)
    {
        using var client = ClientAt(dataFolder);
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri($"http://chatruns{path}"), body, cancel);
        if (answer.StatusCode is not (System.Net.HttpStatusCode.OK or System.Net.HttpStatusCode.BadRequest)) answer.EnsureSuccessStatusCode();
        return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancel));
    }

    /// <summary>What to say when no bot runs there.</summary>
    public static string NobodyThere(string dataFolder) =>
        $"No bot runs on the data folder {dataFolder}. Start it, or name the folder of the one that runs with --DataFolder.";

    /// <summary>Whether a bot runs on a data folder.</summary>
    public static async Task<bool> IsRunningAsync(string dataFolder, CancellationToken cancel)
    {
        var socket = ControlServer.SocketOf(dataFolder);
        if (!File.Exists(socket)) return false;
        try
        {
            using var client = ClientOf(socket);
            // Any answer is one of a bot's.
            using var answer = await client.GetAsync(new Uri("http://chatruns/"), cancel);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static HttpClient ClientAt(string dataFolder)
    {
        var socket = ControlServer.SocketOf(dataFolder);
        return File.Exists(socket) ? ClientOf(socket) : throw new IOException($"There is no socket {socket}.");
    }

    private static HttpClient ClientOf(string socket)
    {
        var handler = new SocketsHttpHandler
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
        return new HttpClient(handler);
    }
}
