using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatRuns.Actions;
using ChatRuns.Agents;
using ChatRuns.Runs;
using ChatRuns.Store;

namespace ChatRuns.Bot.Api;

/// <summary>A page of the run list.</summary>
/// <param name="Runs">Newest first.</param>
/// <param name="Total">How many runs the filter holds; counted to 1,000.</param>
/// <param name="TotalIsExact">False: there are more than the total.</param>
/// <param name="Next">For the parameter after: the page that follows; null on the last one.</param>
internal sealed record RunList(IReadOnlyList<RunLine> Runs, int Total, bool TotalIsExact, string? Next);

/// <summary>One run of a list.</summary>
internal record RunLine
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>Its address here.</summary>
    public required string Url { get; init; }

    /// <summary>Its page, for people.</summary>
    public required string Page { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The run's own title, or that of its agent when it ran.</summary>
    public required string Title { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
    public required RunStatus Status { get; init; }

    /// <summary>Whether it is a test run: nothing is changed.</summary>
    public required bool Test { get; init; }

    /// <summary>Whether it is archived.</summary>
    public required bool Archived { get; init; }

    /// <summary>How it was triggered.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<TriggerKind>))]
    public required TriggerKind Trigger { get; init; }

    /// <summary>The trigger's name; null for a start by hand.</summary>
    public required string? TriggerName { get; init; }

    /// <summary>Name of the person or token that started it, or of ChatRuns.</summary>
    public required string StartedBy { get; init; }

    /// <summary>The target; null for none.</summary>
    public required string? Target { get; init; }

    /// <summary>When it was queued.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it started; null while queued.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while it is not over.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Milliseconds from start to end; null while it is not over.</summary>
    public required long? TookMs { get; init; }

    /// <summary>The step that runs, waits or failed; null for none.</summary>
    public required string? Step { get; init; }

    /// <summary>Why it ended badly; null otherwise.</summary>
    public required RunError? Error { get; init; }

    /// <summary>One line; empty while it is not over.</summary>
    public required string Summary { get; init; }

    /// <summary>How many of its actions stand where.</summary>
    public required ActionCounts ActionCounts { get; init; }
}

/// <summary>Why a run or step ended badly.</summary>
/// <param name="Cause">Which kind.</param>
/// <param name="Message">One sentence, or the program's own words.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Step">The step that failed; null for none.</param>
internal sealed record RunError([property: JsonConverter(typeof(JsonStringEnumConverter<Cause>))] Cause Cause, string Message, string Remedy, string? Step);

/// <summary>One run with all that belongs to it.</summary>
internal sealed record RunWhole : RunLine
{
    /// <summary>The version of the agent that runs: SHA-256 of its content.</summary>
    [JsonPropertyOrder(1)]
    public required string Version { get; init; }

    /// <summary>Values of its variables; secrets stand as references.</summary>
    [JsonPropertyOrder(1)]
    public required JsonElement Variables { get; init; }

    /// <summary>Names of the variables that the start set.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<string> Overridden { get; init; }

    /// <summary>The run that it repeats; null for none.</summary>
    [JsonPropertyOrder(1)]
    public required long? RerunOf { get; init; }

    /// <summary>The run whose step started it; null for none.</summary>
    [JsonPropertyOrder(1)]
    public required long? Parent { get; init; }

    /// <summary>Numbers of the runs that its steps started, in that order: the last of many.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<long> Children { get; init; }

    /// <summary>Whether somebody asked for it to stop.</summary>
    [JsonPropertyOrder(1)]
    public required bool CancelRequested { get; init; }

    /// <summary>Its steps that have begun or were skipped, in that order.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<RunStep> Steps { get; init; }

    /// <summary>What it proposed, in that order.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<RunAction> Actions { get; init; }

    /// <summary>Address of its report, in Markdown; null for none.</summary>
    [JsonPropertyOrder(1)]
    public required string? Report { get; init; }

    /// <summary>Its files.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<FileLink> Files { get; init; }
}

/// <summary>One step of a run.</summary>
internal sealed record RunStep
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<StepStatus>))]
    public required StepStatus Status { get; init; }

    /// <summary>Attempts so far.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the last attempt began; null for none.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while it is not over.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Milliseconds of the last attempt.</summary>
    public required long? TookMs { get; init; }

    /// <summary>When it is tried again; null when it is not.</summary>
    public required DateTimeOffset? RetryAt { get; init; }

    /// <summary>What went wrong last; null for nothing.</summary>
    public required RunError? Error { get; init; }

    /// <summary>What came out; null for nothing, and for more than 8 KB.</summary>
    public required JsonElement? Output { get; init; }

    /// <summary>Why it was skipped, what a test run would have started, or the question that it waits with; null for nothing.</summary>
    public required string? Note { get; init; }
}

/// <summary>One proposed action of a run.</summary>
internal sealed record RunAction
{
    /// <summary>Number of the run and place in it: "1042.1".</summary>
    public required string Id { get; init; }

    /// <summary>The step that proposed it.</summary>
    public required string Step { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>One line for people; null where the tool has none.</summary>
    public required string? Headline { get; init; }

    /// <summary>The complete arguments as they stand; secrets are references.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<ActionStatus>))]
    public required ActionStatus Status { get; init; }

    /// <summary>Of the tool for these arguments.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<Risk>))]
    public required Risk Risk { get; init; }

    /// <summary>0 to 1; null where the agent gave none.</summary>
    public required double? Confidence { get; init; }

    /// <summary>What the agent claims; null for nothing.</summary>
    public required string? Reason { get; init; }

    /// <summary>When it was proposed.</summary>
    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>Name of the person whose decision was final; null when nobody's.</summary>
    public required string? DecidedBy { get; init; }

    /// <summary>When it stopped being open; null while it is.</summary>
    public required DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The reason of a rejection, or what the tool said when it failed; null for nothing.</summary>
    public required string? Note { get; init; }
}

/// <summary>A file of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MediaType">Such as "text/csv".</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Url">Its address here.</param>
internal sealed record FileLink(string Name, string MediaType, long Bytes, string Url);

/// <summary>What a start is given; every member may be left out.</summary>
internal sealed record StartBody
{
    /// <summary>Values of variables, by name; others have their defaults.</summary>
    public Dictionary<string, JsonElement>? Variables { get; init; }

    /// <summary>The target; the agent's first where none is given.</summary>
    public string? Target { get; init; }

    /// <summary>Whether nothing may be changed.</summary>
    public bool? Test { get; init; }
}

/// <summary>What a cancel is given; it may be left out.</summary>
internal sealed record CancelBody
{
    /// <summary>Why, for the record; at most 300 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>A run that was started, or asked to stop.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Url">Its address here.</param>
/// <param name="Page">Its page, for people.</param>
internal sealed record RunLink(long Number, string Url, string Page);

/// <summary>The agents that the token sees.</summary>
/// <param name="Agents">By name.</param>
internal sealed record AgentList(IReadOnlyList<AgentLine> Agents);

/// <summary>One agent.</summary>
internal sealed record AgentLine
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What people read.</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences; empty for none.</summary>
    public required string Description { get; init; }

    /// <summary>Whether its triggers fire.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<AgentStatus>))]
    public required AgentStatus Status { get; init; }

    /// <summary>The version that would run.</summary>
    public required string Version { get; init; }

    /// <summary>Names of its triggers.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }

    /// <summary>Names of its targets.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Values that a start can set.</summary>
    public required IReadOnlyList<AgentVariable> Variables { get; init; }
}

/// <summary>A variable of an agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What values it takes.</param>
/// <param name="Default">Its value when a start gives none; null makes it required.</param>
/// <param name="Description">One sentence; empty for none.</param>
/// <param name="Choices">The values of a choice; empty for other types.</param>
internal sealed record AgentVariable(
    string Name, [property: JsonConverter(typeof(JsonStringEnumConverter<VariableType>))] VariableType Type, JsonElement? Default, string Description, IReadOnlyList<string> Choices);

/// <summary>The wire types, as JSON writes them.</summary>
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(RunWhole))]
[JsonSerializable(typeof(RunLink))]
[JsonSerializable(typeof(AgentList))]
[JsonSerializable(typeof(StartBody))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(ApiProblem))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Writes quotation marks and letters as they are: an answer is never part of a page.</summary>
    public static ApiJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        // Of what is written: outputs of steps go deep. Bodies are read to 32 levels before.
        MaxDepth = 128,
    });
}
