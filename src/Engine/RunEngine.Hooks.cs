using System.Text.Json;
using System.Text.Json.Nodes;
using ChatRuns.Agents;
using ChatRuns.Journal;
using ChatRuns.Runs;
using ChatRuns.Secrets;
using ChatRuns.Steps;
using ChatRuns.Store;

namespace ChatRuns;

/// <summary>
/// Runs that a request from outside starts (T3, T4, T5 by address). Whoever calls has let the request in by a secret of the trigger. What
/// comes twice starts one run: its id in the journal is made from the sender's, and stored in one transaction with the run.
/// </summary>
public sealed partial class RunEngine
{
    // Variables stand in the run's first event; what is long is read from the body.
    private const int MostOfVariable = 2_000;

    /// <summary>Starts a run by a webhook or an event. The body of the message is whole; a big one is kept as a blob from here on.</summary>
    public async Task<TakeResult> TakeAsync(Delivery delivery, CancellationToken cancel)
    {
        var (message, trigger) = (delivery.Message, delivery.Trigger);
        if (_agents.Find(delivery.Agent) is not { } agent || IntakeOf(agent, trigger) is not { } intake) return new TakeResult.Resting($"{delivery.Agent} takes nothing of that kind any more.");
        if ((HeldNow() ?? RestsNow(agent)) is { } rests) return new TakeResult.Resting(rests);
        var scope = RunScope.OfRequest(message);
        if (!Holds(intake.When, scope)) return new TakeResult.Passed($"{intake.When!.Text} does not hold.");
        var given = GivenBy(intake, scope);
        var (variables, errors) = VariableValues.For(agent, given);
        if (errors.Count == 0) errors = given.Where(v => v.Value.GetRawText().Length > MostOfVariable).ToDictionary(v => v.Key, _ => $"is longer than {MostOfVariable} characters.");
        if (errors.Count > 0) return new TakeResult.BadVariables(errors);

        var (small, blob) = await _values.KeepAsync(message.Body, cancel);
        var kept = new RunInputs(null, message with { Body = small, Blob = blob }, message.Body);
        // An event is the same whatever trigger takes it: two triggers of one agent start one run.
        var once = message.Kind == TriggerKind.Event
            ? string.Join('\0', "event", agent.Name, message.Attributes.GetValueOrDefault("source"), message.Id)
            : string.Join('\0', "webhook", agent.Name, trigger, message.Id);
        return await AddOnceAsync(agent, new(message.Kind, trigger, null, Principal.System), Append.IdOf(once), variables, [.. given.Keys], kept, cancel);
    }

    /// <summary>
    /// Starts a run by a file that was posted to the agent's address. With the same <paramref name="key"/> and file it starts once; null
    /// where the sender gave none.
    /// </summary>
    public async Task<TakeResult> TakeFileAsync(string name, string trigger, RunFile file, string? key, CancellationToken cancel)
    {
        if (_agents.Find(name) is not { } agent || agent.Triggers.OfType<UploadTrigger>().All(t => t.Name != trigger))
            return new TakeResult.Resting($"{name} takes no files any more.");
        if ((HeldNow() ?? RestsNow(agent)) is { } rests) return new TakeResult.Resting(rests);
        var (variables, errors) = VariableValues.For(agent, new Dictionary<string, JsonElement>());
        if (errors.Count > 0) return new TakeResult.BadVariables(errors);
        var id = key is null ? Guid.CreateVersion7(_time.GetUtcNow()) : Append.IdOf(string.Join('\0', "upload", agent.Name, trigger, key));
        return await AddOnceAsync(agent, new(TriggerKind.Upload, trigger, null, Principal.System), id, variables, [], new(File: file), cancel);
    }

    private string? HeldNow() => Held is { } hold ? $"All work is held. {hold.Why}" : null;

    /// <summary>Why a request to this agent would come to nothing now, as a sentence; null when it would not.</summary>
    public static string? RestsNow(Agent agent) => ScheduledStarts.RestOf(agent) switch
    {
        null => null,
        "draft" => $"{agent.Title} is a draft: its triggers do not fire yet.",
        var word => $"{agent.Title} is {word}, and so its triggers do not fire.",
    };

    /// <summary>What keeps the triggers of an agent from letting anybody in: secrets that are not there, or cannot be keys.</summary>
    public IReadOnlyList<SecretTrouble> SecretTroubles(Agent agent) =>
    [
        .. from trigger in agent.Triggers.OfType<IGuardedTrigger>()
           from secret in trigger.Secrets
           where SigningKey.Read(_secrets.Find(secret)) is null
           select new SecretTrouble(trigger.Name, secret, _secrets.Find(secret) is null),
    ];

    private async Task<TakeResult> AddOnceAsync(
        Agent agent, StartedBy by, Guid id, JsonElement variables, IReadOnlyList<string> overridden, RunInputs inputs, CancellationToken cancel)
    {
        var runs = agent.TargetsOf(agent.Triggers.First(t => t.Name == by.Name)).Select(target => NewRuns.Of(agent, by, variables, overridden, target, isTest: false, inputs, _secrets.Mask));
        var added = await _store.AddRunsAsync(new(id, _time.GetUtcNow(), Principal.System, [.. runs.Select(queued => new Func<long, IReadOnlyList<JournalEvent>>(number => [queued(number)]))]), cancel);
        if (added.Numbers is not [var number, ..]) throw new InvalidOperationException($"A run of {agent.Name} was given no number.");
        if (added.Result is AppendResult.Duplicate && await LoadAsync(number, cancel) is { } earlier && IsOther(earlier.Queued, inputs)) return new TakeResult.Conflict(number);
        return new TakeResult.Started(number) { Others = added.Numbers.Count > 1 ? [.. added.Numbers.Skip(1)] : [] };
    }

    // Events with one source and id are one event, however they were written down.
    private static bool IsOther(RunQueued earlier, RunInputs inputs) => inputs.Message switch
    {
        { Kind: TriggerKind.Event } => false,
        { } message => earlier.Message?.Sha256 != message.Sha256,
        null => earlier.File?.Blob != inputs.File?.Blob,
    };

    private static Intake? IntakeOf(Agent agent, string name) => agent.Triggers.FirstOrDefault(t => t.Name == name) switch
    {
        WebhookTrigger trigger => trigger.Intake,
        EventTrigger trigger => trigger.Intake,
        _ => null,
    };

    // What the condition asks for and the request does not have makes it not hold: bodies are others' and vary.
    private static bool Holds(Condition? condition, RunScope scope)
    {
        try
        {
            return condition?.Holds(scope) != false;
        }
        catch (TemplateException)
        {
            return false;
        }
    }

    private static Dictionary<string, JsonElement> GivenBy(Intake intake, RunScope scope)
    {
        var given = new Dictionary<string, JsonElement>();
        foreach (var (name, template) in intake.Variables)
        {
            if (ValueOf(template, scope) is { } value) given[name] = JsonSerializer.SerializeToElement(value);
        }

        return given;
    }

    private static JsonNode? ValueOf(Template template, RunScope scope)
    {
        try
        {
            return template.Value(scope);
        }
        catch (TemplateException)
        {
            return null;
        }
    }
}

/// <summary>A request that was let in, for one trigger of one agent.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="Message">What came, its body whole.</param>
public sealed record Delivery(string Agent, string Trigger, RunMessage Message);

/// <summary>A secret of a trigger that lets nobody in.</summary>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="Secret">The secret's name.</param>
/// <param name="IsMissing">True: there is none; false: it is no key.</param>
public sealed record SecretTrouble(string Trigger, string Secret, bool IsMissing);

/// <summary>What the sender of a request is told: a closed family.</summary>
public abstract record TakeResult
{
    /// <summary>The run is durable and will execute; also when the same was sent before.</summary>
    /// <param name="Number">Its number; the first of several.</param>
    public sealed record Started(long Number) : TakeResult
    {
        /// <summary>Numbers of the others, where the trigger names several targets.</summary>
        public IReadOnlyList<long> Others { get; init; } = [];

        /// <summary>Numbers of all.</summary>
        public IReadOnlyList<long> All => [Number, .. Others];
    }

    /// <summary>This id came before with another content, which started this run.</summary>
    public sealed record Conflict(long Number) : TakeResult;

    /// <summary>The agent takes nothing now; it may later.</summary>
    public sealed record Resting(string Why) : TakeResult;

    /// <summary>The trigger does not want this one.</summary>
    public sealed record Passed(string Why) : TakeResult;

    /// <summary>What came does not fit the agent's variables, by variable.</summary>
    public sealed record BadVariables(IReadOnlyDictionary<string, string> Errors) : TakeResult;
}
