using System.Net;
using System.Net.Sockets;
using ChatRuns.Agents;
using ChatRuns.Bot.Channels;

namespace ChatRuns.Bot.Control;

/// <summary>What the doctors of all chat systems have in common.</summary>
internal static class Examination
{
    /// <summary>Writes a line for each finding; 1 when something must be mended.</summary>
    public static async Task<int> TellAsync(IAsyncEnumerable<Finding> findings, TextWriter to, CancellationToken cancel)
    {
        var isWell = true;
        await foreach (var finding in findings.WithCancellation(cancel))
        {
            isWell &= finding.Verdict != Verdict.Bad;
            await to.WriteLineAsync(finding.ToString());
        }

        return isWell ? 0 : 1;
    }

    /// <summary>Routes that agents name, and the agent, of the files as they are now; what is wrong with one the running bot tells.</summary>
    public static IReadOnlyList<(string Agent, string Route)> RoutesIn(string folder) =>
        [.. new AgentFile(HostValues.Roots).ReadFolder(folder).SelectMany(agent => agent.Notify.All.Select(route => (agent.Name, route)))];

    /// <summary>Whether our own bot listens, or somebody else where it would.</summary>
    /// <param name="settings">Where things are.</param>
    /// <param name="system">The chat system: "Slack".</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<Finding> ListeningAsync(Settings settings, string system, CancellationToken cancel)
    {
        if (await ControlClient.IsRunningAsync(settings.Folders.Data, cancel)) return new(Verdict.Good, $"The bot runs on the data folder {settings.Folders.Data}.");
        var urls = settings.Configuration["urls"] is { Length: > 0 } named ? named : Server.DefaultUrl;
        var taken = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(url => IsTaken(BindingAddress.Parse(url)));
        return taken is null
            ? new(Verdict.Aside, "The bot does not run on this data folder, and its address is free.")
            : new(Verdict.Bad, $"Another program, or a bot with another data folder, listens at {taken}.", $"Stop it, or choose another address with --urls. Two bots with one {system} app take each other's requests.");
    }

    private static bool IsTaken(BindingAddress address)
    {
        if (address.Port == 0) return false;
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.TryParse(address.Host, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork ? ip : IPAddress.Loopback, address.Port));
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
