using System.Collections.Concurrent;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>
/// The agents as they are now: the files, with what people said in chat laid over them. Pausing and resuming in chat are events;
/// they survive edits of the file and restarts.
/// </summary>
internal sealed class AgentDesk(IRunStore store, AgentShelf shelf, TimeProvider time) : IAgentCatalog
{
    private readonly ConcurrentDictionary<string, Overlay> _overlays = new();

    /// <summary>Raised when files changed or somebody paused or resumed.</summary>
    public event Action? Changed;

    /// <summary>The current agents, by name.</summary>
    public IReadOnlyList<Agent> All => [.. shelf.Now.Agents.Values.Select(WithOverlay).OrderBy(a => a.Name, StringComparer.Ordinal)];

    /// <summary>What is wrong with files.</summary>
    public IReadOnlyList<ShelfProblem> Problems => shelf.Now.Problems;

    /// <summary>Reads what chat said, and begins to watch the files.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        foreach (var row in await store.ReadAgentsAsync(cancel)) _overlays[row.Name] = OverlayOf(row);
        shelf.Changed += OnChanged;
        await shelf.StartAsync(cancel);
    }

    /// <summary>Stops watching.</summary>
    public Task StopAsync(CancellationToken cancel) => shelf.StopAsync(cancel);

    /// <inheritdoc/>
    public Agent? Find(string name) => shelf.Find(name) is { } agent ? WithOverlay(agent) : null;

    /// <inheritdoc/>
    public Task<Agent?> FindVersionAsync(string name, string version, CancellationToken cancel) => shelf.FindVersionAsync(name, version, cancel);

    /// <summary>The effective content of a version.</summary>
    public Task<byte[]?> ReadContentAsync(string name, string version, CancellationToken cancel) => shelf.ReadContentAsync(name, version, cancel);

    /// <summary>The agent that was perhaps meant.</summary>
    public string? Nearest(string name) => shelf.Nearest(name);

    /// <summary>Who paused the agent in chat.</summary>
    public ChatPause? FindPause(string name) => _overlays.TryGetValue(name, out var overlay) && overlay.PausedBy is { } by ? new(by, overlay.Reason) : null;

    /// <summary>Pauses an agent.</summary>
    public Task<PauseResult> PauseAsync(string name, string? reason, Principal by, CancellationToken cancel) =>
        OverlayAsync(name, AgentStatus.Paused, new AgentPaused(by, reason), new(by.Name, reason, false), by, cancel);

    /// <summary>Resumes an agent.</summary>
    public Task<PauseResult> ResumeAsync(string name, Principal by, CancellationToken cancel) =>
        OverlayAsync(name, AgentStatus.Active, new AgentResumed(by), new(null, null, true), by, cancel);

    private async Task<PauseResult> OverlayAsync(
        string name, AgentStatus wanted, AgentEvent happened, Overlay overlay, Principal by, CancellationToken cancel)
    {
        var agent = Find(name);
        if (agent is null) return new PauseResult.UnknownAgent(name, Nearest(name));
        // A draft stays one: only its file can say that it is ready.
        if (agent.Status == wanted || agent.Status == AgentStatus.Draft) return new PauseResult.Already(agent);
        var at = time.GetUtcNow();
        await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(StreamName.Agent(agent.Name), by, [happened])]), cancel);
        _overlays[agent.Name] = overlay;
        OnChanged();
        return new PauseResult.Done(WithOverlay(agent));
    }

    private Agent WithOverlay(Agent agent) => _overlays.TryGetValue(agent.Name, out var overlay) && agent.Status != AgentStatus.Draft
        ? agent with { Status = overlay.PausedBy is not null ? AgentStatus.Paused : overlay.Resumed ? AgentStatus.Active : agent.Status }
        : agent;

    private void OnChanged() => Changed?.Invoke();

    private static Overlay OverlayOf(AgentRow row) => new(row.Paused?.ByName, row.Paused?.Reason, row.IsResumedInChat);

    private sealed record Overlay(string? PausedBy, string? Reason, bool Resumed);
}
