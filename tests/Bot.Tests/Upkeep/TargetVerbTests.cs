using System.Net;
using System.Net.Sockets;
using ChatRuns.Agents;
using ChatRuns.Bot.Control;
using Microsoft.Extensions.Configuration;

namespace ChatRuns.Bot.Tests.Upkeep;

/// <summary>What "doctor targets" and "check" say of targets.</summary>
public sealed class TargetVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_doctor_asks_each_target_and_names_those_that_nobody_set()
    {
        using var there = new TcpListener(IPAddress.Loopback, 0);
        there.Start();
        using var gone = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        gone.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await File.WriteAllTextAsync(Path.Combine(_folder, "look.yaml"), "targets: [eu, su]\nsteps: [{ pause: 1s }]");
        var (open, shut) = (((IPEndPoint)there.LocalEndpoint).Port, ((IPEndPoint)gone.LocalEndPoint!).Port);

        var found = await FindAsync(("Targets:eu:Check", $"tcp://127.0.0.1:{open}"), ("Targets:us:Check", $"tcp://127.0.0.1:{shut}"), ("Targets:lab:Title", "Laboratory"));

        found.ShouldBe(
        [
            $"✓ eu was reached at tcp://127.0.0.1:{open}.",
            "– lab has no check.",
            $"✕ us was not reached: 127.0.0.1:{shut} cannot be reached: Connection refused.\n  Look at tcp://127.0.0.1:{shut} and the network between, or correct Targets:us:Check.",
            "✕ look.yaml:1:15: The settings have no target 'su', so it has no variables and is not checked.\n  Did you mean 'eu'?",
        ]);
    }

    [Fact]
    public async Task Without_targets_it_says_how_they_are_set() =>
        (await FindAsync()).ShouldBe(["– The settings have no targets.\n  Name them as Targets:eu-prod:Check; docs/agents.md tells how."]);

    [Fact]
    public async Task Check_names_an_agent_that_is_not_there_and_a_circle_by_line_and_column()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "top.yaml"), "steps:\n  - agent: loww\n  - agent: low\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "low.yaml"), "steps: [{ agent: top }]");
        using var said = new StringWriter();

        (await AgentVerbs.CheckAsync(_folder, said, TargetShelf.Empty)).ShouldBe(1);

        said.ToString().ReplaceLineEndings("\n").ShouldBe(
            $"{_folder}/low.yaml:1:18: The agent would start itself: low → top → low. Take one of these steps away, or no run gets past it.\n"
            + $"{_folder}/top.yaml:2:12: There is no agent 'loww'. Did you mean 'low'?\n"
            + $"{_folder}/top.yaml:3:12: The agent would start itself: top → low → top. Take one of these steps away, or no run gets past it.\n"
            + "2 good agents, 3 mistakes.\n");
    }

    private async Task<List<string>> FindAsync(params (string Name, string Value)[] settings)
    {
        var given = settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)).Append(new("AgentsFolder", _folder));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(given).Build();
        return await TargetVerbs.FindAsync(Control.Settings.From(configuration), TimeProvider.System, CancellationToken.None).Select(f => f.ToString()).ToListAsync();
    }
}
