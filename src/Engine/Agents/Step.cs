namespace ChatRuns.Agents;

/// <summary>One step of an agent: a closed family, one record per kind.</summary>
public abstract record Step
{
    /// <summary>Unique within the agent; later steps read <c>{{steps.NAME.output}}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What people read; the name where the file has none.</summary>
    public string? Title { get; init; }

    /// <summary>Most time for one attempt; null means the run's limit only.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether and how it is tried again.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>When it runs.</summary>
    public StepCondition When { get; init; } = StepCondition.Success;

    /// <summary>Whether the run waits for the actions that this step proposes, and the next step reads their results.</summary>
    public bool WaitForActions { get; init; }

    /// <summary>Whether it may simply run again after an interruption.</summary>
    public abstract bool IsRepeatable { get; }
}

/// <summary>When a step runs: after success, after a failure, always, or when an expression holds.</summary>
/// <param name="Kind">Which of the four.</param>
/// <param name="Expression">The expression, for <see cref="StepConditionKind.Expression"/>.</param>
public sealed record StepCondition(StepConditionKind Kind, Condition? Expression = null)
{
    /// <summary>Only while no step has failed: the default.</summary>
    public static StepCondition Success { get; } = new(StepConditionKind.Success);
}

/// <summary>The four ways to say when a step runs.</summary>
public enum StepConditionKind
{
    /// <summary>While no step has failed.</summary>
    Success,

    /// <summary>Only after a step has failed.</summary>
    Failure,

    /// <summary>In both cases.</summary>
    Always,

    /// <summary>While no step has failed and the expression holds.</summary>
    Expression,
}

/// <summary>How often a failed step is tried, and how long between.</summary>
/// <param name="Attempts">Tries in all, 1 to 100.</param>
/// <param name="Backoff">Before the second try.</param>
/// <param name="Factor">What each further pause is multiplied by.</param>
/// <param name="Most">No pause is longer.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan Backoff, double Factor, TimeSpan Most)
{
    /// <summary>One try.</summary>
    public static RetryPolicy None { get; } = new(1, TimeSpan.Zero, 2, TimeSpan.FromMinutes(10));

    /// <summary>The pause after a failed attempt (1, 2, …); null when there is no further one.</summary>
    public TimeSpan? PauseAfter(int attempt)
    {
        if (attempt >= Attempts) return null;
        var ticks = Backoff.Ticks * Math.Pow(Factor, attempt - 1);
        return ticks >= Most.Ticks ? Most : TimeSpan.FromTicks((long)ticks);
    }
}

/// <summary>Starts a program of any language.</summary>
public sealed record ProgramStep : Step
{
    /// <summary>The program and its arguments, one by one; no shell reads them.</summary>
    public required IReadOnlyList<Template> Command { get; init; }

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();

    /// <summary>Text for its standard input; null closes it at once.</summary>
    public Template? Input { get; init; }

    /// <summary>Whether the owner says that it changes nothing (<c>effects: none</c>); then a test run starts it too.</summary>
    public bool HasNoEffects { get; init; }

    /// <summary>Whether it may run again after an interruption (<c>repeatable: true</c>).</summary>
    public bool Repeatable { get; init; }

    /// <inheritdoc/>
    public override bool IsRepeatable => Repeatable;
}

/// <summary>An HTTP request; other methods than GET and HEAD go through the gate.</summary>
public sealed record HttpStep : Step
{
    /// <summary>Upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Absolute, http or https.</summary>
    public required Template Url { get; init; }

    /// <summary>Request headers.</summary>
    public IReadOnlyDictionary<string, Template> Headers { get; init; } = new Dictionary<string, Template>();

    /// <summary>Request body: a text template, or a JSON tree of templates; null for none.</summary>
    public ValueTemplate? Body { get; init; }

    /// <summary>Accepted answers; empty means 200 to 299.</summary>
    public IReadOnlyList<int> Expect { get; init; } = [];

    /// <summary>Whether the owner says that the request changes nothing (<c>effects: none</c>).</summary>
    public bool HasNoEffects { get; init; }

    /// <summary>How sure the agent is, 0 to 1, where the request goes through the gate; without it people are asked.</summary>
    public Template? Confidence { get; init; }

    /// <summary>Why, for the card.</summary>
    public Template? Reason { get; init; }

    /// <inheritdoc/>
    public override bool IsRepeatable => Method is "GET" or "HEAD";
}

/// <summary>Calls a tool through the gate.</summary>
public sealed record ToolStep : Step
{
    /// <summary>Such as "file.move".</summary>
    public required string Tool { get; init; }

    /// <summary>An object of templates.</summary>
    public required ValueTemplate Arguments { get; init; }

    /// <summary>How sure the agent is, 0 to 1; without it people are asked, whatever the mode.</summary>
    public Template? Confidence { get; init; }

    /// <summary>Why, for the card.</summary>
    public Template? Reason { get; init; }

    /// <summary>Always: a changing call is only proposed by the step, never made.</summary>
    public override bool IsRepeatable => true;
}

/// <summary>Starts a run of another agent.</summary>
public sealed record AgentStep : Step
{
    /// <summary>The name of the agent.</summary>
    public required string Agent { get; init; }

    /// <summary>An object of templates: what it is given for its variables.</summary>
    public required ValueTemplate Variables { get; init; }

    /// <summary>Its target; null for the one of this run where it has that too, else for its first.</summary>
    public Template? Target { get; init; }

    /// <summary>Whether the step lasts until that run is over, and fails with it.</summary>
    public bool WaitsForEnd { get; init; } = true;

    /// <summary>Always: until the run is durable nothing has happened, and from then on this run waits for it.</summary>
    public override bool IsRepeatable => true;
}

/// <summary>Waits a duration, or until a time.</summary>
public sealed record WaitStep : Step
{
    /// <summary>How long; null when <see cref="Until"/> is given.</summary>
    public Template? For { get; init; }

    /// <summary>An ISO 8601 time, or "HH:mm" in the agent's zone; null when <see cref="For"/> is given.</summary>
    public Template? Until { get; init; }

    /// <inheritdoc/>
    public override bool IsRepeatable => true;
}

/// <summary>Asks people; the run waits, and the answer becomes the output.</summary>
public sealed record QuestionStep : Step
{
    /// <summary>What is asked.</summary>
    public required Template Question { get; init; }

    /// <summary>Answers to choose from; empty for free text.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>How long the question stays open; then the step fails as not answered.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromHours(72);

    /// <inheritdoc/>
    public override bool IsRepeatable => true;
}
