using System.Collections.Concurrent;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>
/// The agents as they are now: the files, with what people said in chat laid over them. What is set in chat is an event; it survives edits
/// of the file and restarts, and ends when it is reset.
/// </summary>
internal sealed class AgentDesk(IRunStore store, AgentShelf shelf, TimeProvider time) : IAgentCatalog
{
    private readonly ConcurrentDictionary<string, Overlay> _overlays = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<OverrideRow>> _overrides = new();

    /// <summary>Raised when files changed or somebody set something in chat.</summary>
    public event Action? Changed;

    /// <summary>The current agents, by name.</summary>
    public IReadOnlyList<Agent> All => [.. shelf.Now.Agents.Values.Select(WithOverlay).OrderBy(a => a.Name, StringComparer.Ordinal)];

    /// <summary>What is wrong with files.</summary>
    public IReadOnlyList<ShelfProblem> Problems => shelf.Now.Problems;

    /// <summary>Reads what chat said, and begins to watch the files.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        foreach (var row in await store.ReadAgentsAsync(cancel)) _overlays[row.Name] = OverlayOf(row);
        foreach (var one in (await store.ReadOverridesAsync(cancel)).GroupBy(row => row.Agent)) _overrides[one.Key] = [.. one];
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

    /// <inheritdoc/>
    public Agent WithRules(Agent version) => Set(version.Name).Where(row => Overrides.TriggerOf(row.Field) is null).Aggregate(version, Laid);

    /// <summary>The agent as its file has it; null when there is none.</summary>
    public Agent? FindFile(string name) => shelf.Find(name);

    /// <summary>What chat set over the file, and what waits for an admin's word.</summary>
    public IReadOnlyList<OverrideRow> OverridesOf(string name) => _overrides.GetValueOrDefault(name) ?? [];

    /// <summary>The agent as it would be with a value laid over it; with <see cref="Overrides.OfFile"/>, as the file has it there.</summary>
    public Agent With(Agent now, string field, string value) =>
        (value == Overrides.OfFile ? shelf.Find(now.Name) is { } file ? Overrides.ValueOf(file, field) : null : value) is { } then ? Overrides.Apply(now, field, then) : now;

    /// <summary>Puts on record what somebody set, and lays it over the file from now on.</summary>
    public async Task AppendAsync(string name, Principal by, AgentEvent happened, CancellationToken cancel)
    {
        var at = time.GetUtcNow();
        await store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(StreamName.Agent(name), by, [happened])]), cancel);
        if (happened is AgentReset reset && reset.Fields.Contains(Overrides.Pause)) _overlays.TryRemove(name, out _);
        _overrides[name] = [.. (await store.ReadOverridesAsync(cancel)).Where(row => row.Agent == name)];
        OnChanged();
    }

    /// <summary>The agent that was perhaps meant.</summary>
    public string? Nearest(string name) => shelf.Nearest(name);

    /// <summary>Who paused the agent in chat.</summary>
    public ChatPause? FindPause(string name) => _overlays.TryGetValue(name, out var overlay) && overlay.PausedBy is { } by ? new(by, overlay.Reason) : null;

    /// <summary>Who resumed, in chat, an agent whose file says paused; null when nobody did.</summary>
    public string? FindResumedBy(string name) =>
        _overlays.TryGetValue(name, out var overlay) && overlay.Resumed && shelf.Find(name)?.Status == AgentStatus.Paused ? overlay.ResumedBy ?? "somebody" : null;

    /// <summary>Pauses an agent.</summary>
    public Task<PauseResult> PauseAsync(string name, string? reason, Principal by, CancellationToken cancel) =>
        OverlayAsync(name, AgentStatus.Paused, new AgentPaused(by, reason), new(by.Name, reason, false, null), by, cancel);

    /// <summary>Resumes an agent.</summary>
    public Task<PauseResult> ResumeAsync(string name, Principal by, CancellationToken cancel) =>
        OverlayAsync(name, AgentStatus.Active, new AgentResumed(by), new(null, null, true, by.Name), by, cancel);

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

    private Agent WithOverlay(Agent agent)
    {
        var laid = Set(agent.Name).Aggregate(agent, Laid);
        return _overlays.TryGetValue(agent.Name, out var overlay) && agent.Status != AgentStatus.Draft
            ? laid with { Status = overlay.PausedBy is not null ? AgentStatus.Paused : overlay.Resumed ? AgentStatus.Active : agent.Status }
            : laid;
    }

    private IEnumerable<OverrideRow> Set(string name) => OverridesOf(name).Where(row => !row.IsPending);

    private static Agent Laid(Agent agent, OverrideRow row) => Overrides.Apply(agent, row.Field, row.Value);

    private void OnChanged() => Changed?.Invoke();

    private static Overlay OverlayOf(AgentRow row) => new(row.Paused?.ByName, row.Paused?.Reason, row.IsResumedInChat, row.ResumedByName);

    private sealed record Overlay(string? PausedBy, string? Reason, bool Resumed, string? ResumedBy);
}
