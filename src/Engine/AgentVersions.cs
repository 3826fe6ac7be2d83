using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>Every version of every agent, kept for ever: an event on the agent's stream, its content as a blob.</summary>
internal sealed class AgentVersions(IRunStore store, BlobShelf blobs, TimeProvider time) : IAgentVersions
{
    public async Task RecordAsync(AgentVersion version, CancellationToken cancel)
    {
        var blob = await blobs.PutAsync(version.Content, cancel);
        var known = (await store.ReadAgentsAsync(cancel)).FirstOrDefault(row => row.Name == version.Agent);
        if (known is { IsRemoved: false } && known.Version == version.Version) return;
        await AppendAsync(version.Agent, new AgentPublished(version.Agent, version.Version, blob), cancel);
    }

    public Task RemoveAsync(string agent, CancellationToken cancel) => AppendAsync(agent, new AgentRemoved(agent), cancel);

    public async Task<byte[]?> ReadAsync(string agent, string version, CancellationToken cancel)
    {
        foreach (var entry in await store.ReadStreamAsync(StreamName.Agent(agent), 0, int.MaxValue, cancel))
            if (entry.Event is AgentPublished published && published.Version == version) return await blobs.ReadAsync(published.Blob, cancel);
        return null;
    }

    public async Task<IReadOnlyList<AgentVersion>> ReadLatestAsync(CancellationToken cancel)
    {
        var latest = new List<AgentVersion>();
        foreach (var row in await store.ReadAgentsAsync(cancel))
        {
            if (row is { IsRemoved: false, Version: { } version, Blob: { } blob } && await blobs.ReadAsync(blob, cancel) is { } content)
                latest.Add(new(row.Name, version, content));
        }

        return latest;
    }

    private async Task AppendAsync(string agent, AgentEvent happened, CancellationToken cancel)
    {
        var at = time.GetUtcNow();
        await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(StreamName.Agent(agent), Principal.System, [happened])]), cancel);
    }
}
