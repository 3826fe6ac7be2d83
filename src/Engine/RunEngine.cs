using System.Text.Json;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Loops;
using ChatRuns.Planning;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store;
using ChatRuns.Tools;

namespace ChatRuns;

/// <summary>
/// The front door: the only service that the bot calls. Whoever asks is named, and what they may do is resolved here, against
/// roles as they are at that moment. What a person can be told is a result; an exception is for an operator to mend.
/// </summary>
public sealed partial class RunEngine
{
    private readonly IRunStore _store;
    private readonly BlobShelf _blobs;
    private readonly AgentDesk _agents;
    private readonly ToolShelf _tools;
    private readonly ToolGate _gate;
    private readonly RunDriver _driver;
    private readonly AccessDesk _access;
    private readonly DeletionDesk _deletions;
    private readonly HoldDesk _hold;
    private readonly QuotaDesk _quotas;
    private readonly FreezeDesk _freezes;
    private readonly KeptValues _values;
    private readonly SecretShelf _secrets;
    private readonly IReadOnlyList<IObstacles> _obstacles;
    private readonly PlannerOptions _planning;
    private readonly TimeProvider _time;

    internal RunEngine(
        IRunStore store, BlobShelf blobs, AgentDesk agents, ToolShelf tools, ToolGate gate, RunDriver driver, AccessDesk access, DeletionDesk deletions, HoldDesk hold,
        FreezeDesk freezes, QuotaDesk quotas, KeptValues values, SecretShelf secrets, IEnumerable<IObstacles> obstacles, PlannerOptions planning, TimeProvider time)
    {
        (_store, _blobs, _agents, _tools, _gate, _driver, _access, _deletions) = (store, blobs, agents, tools, gate, driver, access, deletions);
        (_hold, _freezes, _quotas, _values, _secrets, _obstacles, _planning, _time) = (hold, freezes, quotas, values, secrets, [.. obstacles], planning, time);
    }

    /// <summary>What holds all work; null while it goes on.</summary>
    public Hold? Held => _hold.Now;

    /// <summary>Raised when held work goes on, from any thread.</summary>
    public event Action? Released
    {
        add => _hold.Released += value;
        remove => _hold.Released -= value;
    }

    /// <summary>Lets held work go on; returns what was held, null when nothing was. The host has looked that this is an admin.</summary>
    public Task<Hold?> ReleaseAsync(Principal by, CancellationToken cancel) => _hold.ReleaseAsync(by, cancel);

    /// <summary>Starts a run of an agent by hand.</summary>
    public async Task<StartResult> StartAsync(StartRequest request, Principal by, CancellationToken cancel)
    {
        var (begin, refused) = await PrepareAsync(request, by, cancel);
        if (begin is null) return refused!;
        var at = _time.GetUtcNow();
        var added = await _store.AddRunsAsync(new(request.Id ?? Guid.CreateVersion7(at), at, by, [begin]), cancel);
        if (added.Numbers is not [var started]) return new StartResult.NotReady("This was started before.");
        var isOther = request.Sha256 is not null && added.Result is AppendResult.Duplicate && (await LoadAsync(started, cancel))?.Queued.RequestSha256 != request.Sha256;
        return isOther ? new StartResult.Conflict(started) : new StartResult.Started(started);
    }

    /// <summary>The first events of a run, from its number; or why it cannot be started.</summary>
    internal async Task<(Func<long, IReadOnlyList<JournalEvent>>? Begin, StartResult? Refused)> PrepareAsync(StartRequest request, Principal by, CancellationToken cancel)
    {
        var seen = SeenBy(by);
        var agent = seen.FindAgent(request.Agent);
        // Who sees only some agents is not told which others there are.
        if (agent is not null || seen.Sight.IsAll || seen.Sight.IsNone)
            if (Refusal(by, "start agents", request.Agent, Role.Operator) is { } refusal) return (null, new StartResult.NotAllowed(refusal));
        if (agent is null) return (null, new StartResult.UnknownAgent(request.Agent, seen.NearestAgent(request.Agent)));
        if (Held is { } hold) return (null, new StartResult.NotReady($"Nothing can be started: all work is held. {hold.Why} {Hold.Remedy}"));
        if (agent.Status == AgentStatus.Draft && !request.IsTest)
            return (null, new StartResult.NotReady($"{agent.Title} is a draft: only test runs can be started. Set status: active in its file."));
        var (variables, errors) = VariableValues.For(agent, request.Variables);
        if (errors.Count > 0) return (null, new StartResult.BadVariables(errors));
        if (request.Target is { } target && !agent.Targets.Contains(target))
            return (null, new StartResult.BadVariables(new Dictionary<string, string> { ["target"] = TargetProblem(agent, target) }));
        var trigger = new StartedBy(
            request.Upload is null ? TriggerKind.Manual : TriggerKind.Upload, request.Upload, null, by, request.RerunOf, DuplicateOf: request.DuplicateOf);
        var queued = NewRuns.Of(agent, trigger, variables, [.. request.Variables.Keys], request.Target ?? (agent.Targets is [var first, ..] ? first : null), request.IsTest,
            new RunInputs(request.File, request.Message, await _values.ReadAsync(request.Message?.Body, request.Message?.Blob, cancel)), _secrets.Mask);
        return (number => [queued(number) with { FromStep = request.FromStep, RequestSha256 = request.Sha256 }, .. request.Reused], null);
    }

    /// <summary>
    /// Starts a run with the inputs of an earlier one, on today's version of its agent; <paramref name="id"/> as in <see cref="StartRequest"/>.
    /// </summary>
    public async Task<StartResult> RerunAsync(long number, Principal by, Guid? id, CancellationToken cancel)
    {
        var run = await LoadForAsync(number, by, cancel);
        if (run is null) return new StartResult.NotReady($"There is no run #{number}.");
        if (!run.Status.IsOver()) return new StartResult.NotReady($"Run #{number} is not over yet. Cancel it first, or wait.");
        return await StartAsync(AsBefore(run, id), by, cancel);
    }

    /// <summary>A start with the inputs of an earlier run.</summary>
    internal static StartRequest AsBefore(Run run, Guid? id)
    {
        var overridden = run.Queued.Variables.EnumerateObject()
            .Where(v => run.Queued.Overridden.Contains(v.Name)).ToDictionary(v => v.Name, v => v.Value);
        return new(run.Queued.Agent, overridden, run.Queued.Target, run.Queued.IsTest, run.Number, id) { File = run.Queued.File, Message = run.Queued.Message };
    }

    /// <summary>Stops a run; its record stays.</summary>
    public async Task<CancelResult> CancelAsync(long number, Principal by, string? reason, CancellationToken cancel)
    {
        var run = await LoadForAsync(number, by, cancel);
        if (run is null && !SightOf(by).IsNone) return new CancelResult.NotFound();
        if (Refusal(by, "cancel runs", run?.Queued.Agent, Role.Operator) is { } refusal) return new CancelResult.NotAllowed(refusal);
        return await RequestCancelAsync(number, by, reason, cancel);
    }

    /// <summary>Answers the question that a run waits with; the first answer counts.</summary>
    public async Task<AnswerResult> AnswerAsync(long number, string step, string answer, Principal by, CancellationToken cancel)
    {
        var asked = await LoadForAsync(number, by, cancel);
        if (asked is null && !SightOf(by).IsNone) return new AnswerResult.NotAsked();
        if (MayAnswer(by, asked?.Queued.Agent) is { } refusal) return new AnswerResult.NotAllowed(refusal);
        answer = answer.Trim();
        while (true)
        {
            var run = await LoadAsync(number, cancel);
            var state = run?.Find(step);
            if (run is null || state?.Waiting is not { Reason: WaitReason.Answer } waiting) return new AnswerResult.NotAsked();
            if (state.Answer is { } given) return new AnswerResult.AlreadyAnswered(given.By, given.Answer);
            if (state.Status != StepStatus.Waiting || run.Status.IsOver()) return new AnswerResult.NotAsked();
            if (waiting.Choices.Count > 0 && !waiting.Choices.Contains(answer)) return new AnswerResult.NotAChoice(waiting.Choices);
            var happened = new QuestionAnswered(step, answer, by);
            if (await AppendAsync(StreamName.Run(number), by, run.Seq, cancel, happened)) return new AnswerResult.Answered(run.Apply(happened, _time.GetUtcNow()));
        }
    }

    /// <summary>Why somebody may not answer questions of an agent's runs, as a sentence; null when they may.</summary>
    public string? MayAnswer(Principal by, string? agent) => Refusal(by, "answer questions", agent, Role.Operator, Role.Approver);

    internal async Task<CancelResult> RequestCancelAsync(long number, Principal by, string? reason, CancellationToken cancel)
    {
        while (true)
        {
            var run = await LoadAsync(number, cancel);
            if (run is null) return new CancelResult.NotFound();
            if (run.Status.IsOver()) return new CancelResult.AlreadyOver(run.Status);
            if (run.CancelRequest is null && !await AppendAsync(StreamName.Run(number), by, run.Seq, cancel, new CancelRequested(by, reason))) continue;
            _driver.Interrupt(number);
            return new CancelResult.Requested();
        }
    }

    private async Task<Run?> LoadAsync(long number, CancellationToken cancel) =>
        Run.From(await _store.ReadStreamAsync(StreamName.Run(number), 0, int.MaxValue, cancel));

    // What somebody may not see is not there.
    private async Task<Run?> LoadForAsync(long number, Principal by, CancellationToken cancel) =>
        await LoadAsync(number, cancel) is { } run && SightOf(by).Covers(run.Queued.Agent) ? run : null;

    private async Task<bool> AppendAsync(string stream, Principal by, long seq, CancellationToken cancel, params JournalEvent[] events)
    {
        var at = _time.GetUtcNow();
        return await _store.AppendAsync(new(Guid.CreateVersion7(at), at, [new(stream, by, events, seq)]), cancel) is AppendResult.Appended;
    }

    private static string TargetProblem(Agent agent, string target) => agent.Targets.Count == 0
        ? $"{agent.Title} has no targets, so {target} cannot be one."
        : $"There is no target {target}. Targets: {string.Join(", ", agent.Targets)}.";
}

/// <summary>A start by hand.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Variables">Overrides, by name.</param>
/// <param name="Target">The target; null for the agent's first.</param>
/// <param name="IsTest">Whether nothing may be changed.</param>
/// <param name="RerunOf">The run that it repeats.</param>
/// <param name="Id">The same for every try of the same start, so that it starts once; null to make one.</param>
public sealed record StartRequest(
    string Agent, IReadOnlyDictionary<string, JsonElement> Variables, string? Target = null, bool IsTest = false, long? RerunOf = null, Guid? Id = null)
{
    /// <summary>The file that it begins with; null for none.</summary>
    public RunFile? File { get; init; }

    /// <summary>What came with the request that started the run which it repeats; null for none.</summary>
    public RunMessage? Message { get; init; }

    /// <summary>The run whose variables were adjusted for this one; null for none.</summary>
    public long? DuplicateOf { get; init; }

    /// <summary>The step that a rerun begins with; null for the first.</summary>
    internal string? FromStep { get; init; }

    /// <summary>What a rerun takes over of the steps before that one.</summary>
    internal IReadOnlyList<RunEvent> Reused { get; init; } = [];

    /// <summary>Name of the upload trigger that the file fired; null for a start by hand.</summary>
    public string? Upload { get; init; }

    /// <summary>SHA-256 of a script's request: with the same <see cref="Id"/> and another one it is a conflict. Null: not compared.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>What a person who starts an agent is told: a closed family.</summary>
public abstract record StartResult
{
    /// <summary>The run is durable and will execute.</summary>
    public sealed record Started(long Number) : StartResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : StartResult;

    /// <summary>There is no such agent; perhaps another was meant.</summary>
    public sealed record UnknownAgent(string Name, string? Nearest) : StartResult;

    /// <summary>Values that do not fit, by variable.</summary>
    public sealed record BadVariables(IReadOnlyDictionary<string, string> Errors) : StartResult;

    /// <summary>It cannot be started now.</summary>
    public sealed record NotReady(string Why) : StartResult;

    /// <summary>This id came before with another request, which started this run; only where <see cref="StartRequest.Sha256"/> was given.</summary>
    public sealed record Conflict(long Number) : StartResult;
}

/// <summary>What a person who cancels a run is told: a closed family.</summary>
public abstract record CancelResult
{
    /// <summary>It stops as soon as its step lets it.</summary>
    public sealed record Requested : CancelResult;

    /// <summary>It was over.</summary>
    public sealed record AlreadyOver(RunStatus Status) : CancelResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : CancelResult;

    /// <summary>There is no such run.</summary>
    public sealed record NotFound : CancelResult;
}

/// <summary>What a person who answers a question is told: a closed family.</summary>
public abstract record AnswerResult
{
    /// <summary>The run goes on with it.</summary>
    public sealed record Answered(Run Now) : AnswerResult;

    /// <summary>Somebody was first.</summary>
    public sealed record AlreadyAnswered(Principal By, string Answer) : AnswerResult;

    /// <summary>Only these are answers.</summary>
    public sealed record NotAChoice(IReadOnlyList<string> Choices) : AnswerResult;

    /// <summary>Nothing is asked there, or not any more.</summary>
    public sealed record NotAsked : AnswerResult;

    /// <summary>This person may not.</summary>
    public sealed record NotAllowed(string Why) : AnswerResult;
}
