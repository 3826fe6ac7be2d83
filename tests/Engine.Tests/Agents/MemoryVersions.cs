using System.Collections.Concurrent;
using ChatRuns.Agents;

namespace ChatRuns.Engine.Tests.Agents;

/// <summary>Versions kept in memory; can be told to be broken, and survives a shelf as a store survives a restart.</summary>
internal sealed class MemoryVersions : IAgentVersions
{
    private readonly ConcurrentDictionary<(string, string), byte[]> _all = new();
    private readonly ConcurrentDictionary<string, string> _latest = new();

    /// <summary>What was called, in order: "record tidy 1a2b3c", "remove tidy".</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public bool IsBroken { get; set; }

    public int Reads { get; private set; }

    public Task RecordAsync(AgentVersion version, CancellationToken cancel)
    {
        if (IsBroken) throw new IOException("No space left on device");
        Calls.Enqueue($"record {version.Agent}");
        _all[(version.Agent, version.Version)] = version.Content.ToArray();
        _latest[version.Agent] = version.Version;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string agent, CancellationToken cancel)
    {
        Calls.Enqueue($"remove {agent}");
        _latest.TryRemove(agent, out _);
        return Task.CompletedTask;
    }

    public Task<byte[]?> ReadAsync(string agent, string version, CancellationToken cancel)
    {
        Reads++;
        return Task.FromResult(_all.GetValueOrDefault((agent, version)));
    }

    public Task<IReadOnlyList<AgentVersion>> ReadLatestAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<AgentVersion>>([.. _latest.Select(l => new AgentVersion(l.Key, l.Value, _all[(l.Key, l.Value)]))]);
}
