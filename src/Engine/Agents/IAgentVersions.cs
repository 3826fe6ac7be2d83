namespace ChatRuns.Agents;

/// <summary>One stored version of an agent.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Version">SHA-256 of the content, hex.</param>
/// <param name="Content">Its effective content.</param>
public sealed record AgentVersion(string Agent, string Version, ReadOnlyMemory<byte> Content);

/// <summary>Where versions of agents are kept for ever.</summary>
public interface IAgentVersions
{
    /// <summary>
    /// Makes this the agent's latest version; durable when the call returns. Called when the version or the agent is new, and
    /// when an older version comes back; the same call twice in a row is one.
    /// </summary>
    Task RecordAsync(AgentVersion version, CancellationToken cancel);

    /// <summary>The agent's file is gone; its versions stay.</summary>
    Task RemoveAsync(string agent, CancellationToken cancel);

    /// <summary>The effective content of a version; null when it is unknown.</summary>
    Task<byte[]?> ReadAsync(string agent, string version, CancellationToken cancel);

    /// <summary>The latest version of each agent that is not removed.</summary>
    Task<IReadOnlyList<AgentVersion>> ReadLatestAsync(CancellationToken cancel);
}
