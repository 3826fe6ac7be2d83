using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>What can be read, all of it: for cards that stand where routes put them. For a person ask <see cref="SeenBy"/>.</summary>
public sealed partial class RunEngine
{
    // Whoever is behind a thousand others need not know by how many.
    private const int MostBefore = 1000;

    /// <summary>Raised after a commit, from any thread; the position of the last event.</summary>
    public event Action<long>? Committed
    {
        add => _store.Committed += value;
        remove => _store.Committed -= value;
    }

    /// <summary>
    /// Null when the principal may see runs, if only those of some agents (<see cref="SeenBy"/>); otherwise one sentence that says who
    /// can help.
    /// </summary>
    public string? MaySee(Principal who) => _access.SightOf(who).IsNone ? "You may not see runs. An admin can give you the role viewer." : null;

    /// <summary>Events after a position, ascending, log chunks left out.</summary>
    public Task<IReadOnlyList<JournalEntry>> ReadAsync(long afterPosition, int most, CancellationToken cancel) =>
        _store.ReadAsync(afterPosition, most, cancel);

    /// <summary>The position of the last event.</summary>
    public Task<long> LastPositionAsync(CancellationToken cancel) => _store.LastPositionAsync(cancel);

    /// <summary>Runs by filter, newest first.</summary>
    public Task<RunPage> ListRunsAsync(RunFilter filter, RunPageRequest page, CancellationToken cancel) =>
        _store.ListRunsAsync(filter, page, cancel);

    /// <summary>One run's row; null when there is none.</summary>
    public Task<RunRow?> FindRowAsync(long number, CancellationToken cancel) => _store.FindRunAsync(number, cancel);

    /// <summary>One run with its actions and the version that ran; null when there is none.</summary>
    public async Task<RunDetail?> FindRunAsync(long number, CancellationToken cancel)
    {
        var run = await LoadAsync(number, cancel);
        if (run is null) return null;
        var row = await _store.FindRunAsync(number, cancel) ?? throw new InvalidOperationException($"Run {number} has no row; rebuild the projections.");
        var actions = new List<ProposedAction>();
        foreach (var text in run.Actions)
        {
            if (ActionId.TryParse(text, out var id) && await FindActionAsync(id, cancel) is { } action) actions.Add(action);
        }

        var ran = await _agents.FindVersionAsync(run.Queued.Agent, run.Queued.Version, cancel);
        var place = run.Status == RunStatus.Queued ? await _store.FindPlaceAsync(number, MostBefore, cancel) : null;
        var (parent, children) = await ReadKinAsync(run, cancel);
        return new(run, row, actions, ran, _agents.Find(run.Queued.Agent)) { Place = place, Parent = parent, Children = children };
    }

    /// <summary>What one agent, or each one when null, used from a full hour to another (UTC): runs, tokens, credits.</summary>
    public Task<IReadOnlyList<UsageSum>> ReadUsageAsync(string? agent, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        _store.ReadUsageAsync(agent, from, to, cancel);

    /// <summary>What is used of the quotas of one agent, or of all agents when null, in their current periods; quotas of a single run left out.</summary>
    public Task<IReadOnlyList<QuotaUse>> ReadQuotasAsync(string? agent, CancellationToken cancel) =>
        _quotas.ReadAsync(agent is null ? _agents.All : [.. _agents.All.Where(a => a.Name == agent)], cancel);

    /// <summary>One action; null when there is none.</summary>
    public async Task<ProposedAction?> FindActionAsync(ActionId id, CancellationToken cancel) =>
        ProposedAction.From(await _store.ReadStreamAsync(id.Stream, 0, int.MaxValue, cancel));

    /// <summary>Many actions in one read; those that there are.</summary>
    public async Task<IReadOnlyDictionary<ActionId, ProposedAction>> FindActionsAsync(IEnumerable<ActionId> ids, CancellationToken cancel) =>
        (await ReadStreamsAsync(ids.Select(id => id.Stream), cancel)).Select(ProposedAction.From).OfType<ProposedAction>().ToDictionary(action => action.Id);

    /// <summary>Many runs in one read, without their actions; those that there are.</summary>
    public async Task<IReadOnlyList<Run>> FindRunsAsync(IEnumerable<long> numbers, CancellationToken cancel) =>
        [.. (await ReadStreamsAsync(numbers.Select(StreamName.Run), cancel)).Select(Run.From).OfType<Run>()];

    private async Task<IEnumerable<IReadOnlyList<JournalEntry>>> ReadStreamsAsync(IEnumerable<string> streams, CancellationToken cancel) =>
        (await _store.ReadStreamsAsync([.. streams], cancel)).GroupBy(entry => entry.Stream).Select(events => events.ToList());

    /// <summary>Actions by filter.</summary>
    public Task<ActionPage> ListActionsAsync(ActionFilter filter, CancellationToken cancel) => _store.ListActionsAsync(filter, cancel);

    /// <summary>Whether the principal may decide the action; null when they may, else why not.</summary>
    public string? MayDecide(ProposedAction action, Principal who) => Judge(action, who).Refusal;

    /// <summary>Everything that happened to a run and its actions, in order, log lines left out (D8).</summary>
    public Task<IReadOnlyList<JournalEntry>> ReadActivityAsync(long number, CancellationToken cancel) => _store.ReadActivityAsync(number, cancel);

    /// <summary>Chunks of a run's log after a seq of the log stream.</summary>
    public Task<IReadOnlyList<JournalEntry>> ReadLogAsync(long number, long afterSeq, int mostChunks, CancellationToken cancel) =>
        _store.ReadStreamAsync(StreamName.Log(number), afterSeq, mostChunks, cancel);

    /// <summary>The last chunks of a run's log.</summary>
    public Task<IReadOnlyList<JournalEntry>> ReadLogTailAsync(long number, int mostChunks, CancellationToken cancel) =>
        _store.ReadTailAsync(StreamName.Log(number), mostChunks, cancel);

    /// <summary>The output of a step, from the journal or a blob; null for none.</summary>
    public async Task<JsonElement?> ReadOutputAsync(StepState step, CancellationToken cancel)
    {
        if (step.OutputBlob is not { } blob) return step.Output;
        return await _blobs.ReadAsync(blob, cancel) is { } bytes ? JsonSerializer.Deserialize<JsonElement>(bytes) : null;
    }

    /// <summary>What an agent's file said in a version, defaults folded in; null when that version is not kept (D6). Secrets are references there.</summary>
    public async Task<JsonElement?> ReadVersionAsync(string agent, string version, CancellationToken cancel) =>
        await _agents.ReadContentAsync(agent, version, cancel) is { } content ? JsonSerializer.Deserialize<JsonElement>(content) : null;

    /// <summary>What the templates of a run's steps read as it is now, for people: secrets stay references.</summary>
    public Task<ITemplateScope> ReadScopeAsync(Run run, CancellationToken cancel) => _driver.ShowScopeAsync(run, cancel);

    /// <summary>A blob that belongs to a run (its report or a file of it); null when it does not.</summary>
    public async Task<Stream?> OpenFileAsync(long number, string blob, CancellationToken cancel)
    {
        var run = await LoadAsync(number, cancel);
        var belongs = run is not null && (run.Report?.Blob == blob || run.Files.Any(f => f.Blob == blob));
        return belongs ? _blobs.Open(blob) : null;
    }

    /// <summary>The current agents, by name, with what chat laid over their files.</summary>
    public IReadOnlyList<Agent> ListAgents() => _agents.All;

    /// <summary>What is wrong with agent files.</summary>
    public IReadOnlyList<ShelfProblem> AgentProblems => _agents.Problems;

    /// <summary>The current agent; null when there is none.</summary>
    public Agent? FindAgent(string name) => _agents.Find(name);

    /// <summary>The agent that was perhaps meant; null when none is near.</summary>
    public string? NearestAgent(string name) => _agents.Nearest(name);

    /// <summary>Who paused the agent in chat, and why; null when nobody did.</summary>
    public ChatPause? FindPause(string name) => _agents.FindPause(name);

    /// <summary>Pauses an agent in chat: its triggers rest until it is resumed there, whatever its file says.</summary>
    public async Task<PauseResult> PauseAsync(string name, string? reason, Principal by, CancellationToken cancel)
    {
        if (Hidden(name, by) is { } unknown) return unknown;
        if (Refusal(by, "pause agents", name, Role.Operator) is { } refusal) return new PauseResult.NotAllowed(refusal);
        return await _agents.PauseAsync(name, reason, by, cancel);
    }

    /// <summary>Resumes an agent in chat.</summary>
    public async Task<PauseResult> ResumeAsync(string name, Principal by, CancellationToken cancel)
    {
        if (Hidden(name, by) is { } unknown) return unknown;
        if (Refusal(by, "resume agents", name, Role.Operator) is { } refusal) return new PauseResult.NotAllowed(refusal);
        return await _agents.ResumeAsync(name, by, cancel);
    }

    private PauseResult.UnknownAgent? Hidden(string name, Principal by) =>
        SightOf(by) is { IsNone: false } sight && !sight.Covers(name) ? new(name, SeenBy(by).NearestAgent(name)) : null;

    /// <summary>The failures in a row that a run ends or belongs to; null when there are none.</summary>
    public Task<Streak?> ReadStreakAsync(string agent, long upTo, CancellationToken cancel) => _store.ReadStreakAsync(agent, upTo, cancel);

    /// <summary>The streak that began with this failed run, up to today; null when that run did not fail.</summary>
    public Task<Streak?> FindStreakAsync(string agent, long first, CancellationToken cancel) => _store.FindStreakAsync(agent, first, cancel);

    /// <summary>The last run of each agent that ever ran.</summary>
    public Task<IReadOnlyList<LastRun>> ReadLastRunsAsync(CancellationToken cancel) => _store.ReadLastRunsAsync(cancel);

    /// <summary>Numbers of runs and actions (K1–K3) of one agent, or of all when null.</summary>
    public Task<MetricsView> ReadMetricsAsync(string? agent, CancellationToken cancel) =>
        MetricsView.ReadAsync(_store, agent, Sight.All, _time.GetUtcNow(), cancel);

    /// <summary>The definition of a tool, for the edit form; null when there is none.</summary>
    public Tools.ToolDefinition? FindTool(string name) => _tools.Find(name)?.Definition;
}

/// <summary>One run with all that a card of it shows.</summary>
/// <param name="Run">Folded from its events.</param>
/// <param name="Row">Its row in the list.</param>
/// <param name="Actions">Its actions, in order.</param>
/// <param name="Ran">The version of the agent that ran; null when it is lost.</param>
/// <param name="Today">The agent as it is now; null when it was removed.</param>
public sealed record RunDetail(Run Run, RunRow Row, IReadOnlyList<ProposedAction> Actions, Agent? Ran, Agent? Today)
{
    /// <summary>Where it stands in the queue; null when it does not wait there.</summary>
    public QueuePlace? Place { get; init; }

    /// <summary>The run whose step started it; null for none.</summary>
    public RunRow? Parent { get; init; }

    /// <summary>Runs that its steps started, in order: the last of many.</summary>
    public IReadOnlyList<RunRow> Children { get; init; } = [];
}

/// <summary>A pause that somebody made in chat.</summary>
/// <param name="By">Name of the person.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record ChatPause(string By, string? Reason);

/// <summary>What a person who pauses or resumes an agent is told: a closed family.</summary>
public abstract record PauseResult
{
    /// <summary>It is so now.</summary>
    public sealed record Done(Agent Now) : PauseResult;

    /// <summary>It was so before.</summary>
    public sealed record Already(Agent Now) : PauseResult;

    /// <summary>There is no such agent; perhaps another was meant.</summary>
    public sealed record UnknownAgent(string Name, string? Nearest) : PauseResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : PauseResult;
}
