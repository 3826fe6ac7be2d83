using System.Text.Json;

namespace ChatRuns.Agents;

/// <summary>Whether an agent's triggers fire.</summary>
public enum AgentStatus
{
    /// <summary>Triggers fire.</summary>
    Active,

    /// <summary>Triggers rest; people can still start it by hand.</summary>
    Paused,

    /// <summary>Not ready: triggers rest, only test runs can be started.</summary>
    Draft,
}

/// <summary>What happens with a changing tool call that the agent makes.</summary>
public enum RunMode
{
    /// <summary>Each one becomes a proposal that people decide.</summary>
    Ask,

    /// <summary>Low-risk ones at or over the confidence threshold execute by themselves; the rest ask.</summary>
    Auto,
}

/// <summary>What to do when a run is due while one of the same agent is not over.</summary>
public enum OverlapPolicy
{
    /// <summary>The new turn is skipped, and on record as skipped.</summary>
    Skip,

    /// <summary>The new run waits in the queue.</summary>
    Queue,

    /// <summary>The older run is canceled.</summary>
    CancelOlder,

    /// <summary>Both run.</summary>
    Allow,
}

/// <summary>
/// A named list of steps with its triggers and rules, as read from one YAML file (AgentFile). Immutable; the
/// <see cref="Version"/> is the SHA-256 of the file's effective content (defaults folded in), in lower-case hex.
/// </summary>
public sealed record Agent
{
    /// <summary>Identifies it: lower-case letters, digits and dashes, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>What people read.</summary>
    public required string Title { get; init; }

    /// <summary>SHA-256 of the effective content, 64 hex digits.</summary>
    public required string Version { get; init; }

    /// <summary>One or two sentences; empty where the file has none.</summary>
    public string Description { get; init; } = "";

    /// <summary>As the file says; chat may overlay it.</summary>
    public AgentStatus Status { get; init; } = AgentStatus.Active;

    /// <summary>Ask first, or go ahead.</summary>
    public RunMode Mode { get; init; } = RunMode.Ask;

    /// <summary>Least confidence, 0 to 1, for going ahead.</summary>
    public double ConfidenceThreshold { get; init; } = 0.9;

    /// <summary>Most actions that one run may propose.</summary>
    public int MaxActions { get; init; } = 20;

    /// <summary>Who decides, how many of them, until when.</summary>
    public ApprovalSettings Approval { get; init; } = new();

    /// <summary>What starts it, by name; empty means by hand only.</summary>
    public IReadOnlyList<Trigger> Triggers { get; init; } = [];

    /// <summary>IANA id of the zone that its times are written in.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>Names of targets; empty means none.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The targets that a turn of a trigger gets a run on, one each; a null alone where the agent has none.</summary>
    public IReadOnlyList<string?> TargetsOf(Trigger trigger) => trigger.Targets.Count > 0 ? [.. trigger.Targets] : [Targets.Count > 0 ? Targets[0] : null];

    /// <summary>Values that a start can override.</summary>
    public IReadOnlyList<Variable> Variables { get; init; } = [];

    /// <summary>At least one.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>What a run may use.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>When runs would overlap.</summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Skip;

    /// <summary>Who may delete its runs; null: as the settings say.</summary>
    public DeleteRule? Delete { get; init; }

    /// <summary>How long its runs are kept after they were queued; null: as the settings say.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How many of its runs are kept; null: as the settings say.</summary>
    public int? Keep { get; init; }

    /// <summary>What a completed run leaves at least one of: "report", "files", "actions", "output"; empty: nothing is expected.</summary>
    public IReadOnlyList<string> Expect { get; init; } = [];

    /// <summary>Where its cards go, per outcome.</summary>
    public NotifyRoutes Notify { get; init; } = new();

    /// <summary>A person or team; null where none is named.</summary>
    public string? Owner { get; init; }

    /// <summary>Free words for filters and roles.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Title of a run, from its variables (L17); null: the agent's title.</summary>
    public Template? RunTitle { get; init; }

    /// <summary>One line about what the run did (L3), from its step outputs; null: written by rule.</summary>
    public Template? Summary { get; init; }

    /// <summary>Markdown report rendered when the run completes; null: what a program set, or none.</summary>
    public Template? Report { get; init; }

    /// <summary>Files rendered when the run completes, by name.</summary>
    public IReadOnlyDictionary<string, Template> Files { get; init; } = new Dictionary<string, Template>();

    /// <summary>Six hex digits, enough for people.</summary>
    public string ShortVersion => Version[..Math.Min(6, Version.Length)];
}

/// <summary>The approval rule of an agent.</summary>
public sealed record ApprovalSettings
{
    /// <summary>
    /// Who may decide: principal keys ("web/local/mia"), role names ("approver", "operator"), or groups ("@ops"). Empty means
    /// admins only.
    /// </summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>How many distinct people must approve one revision.</summary>
    public int Required { get; init; } = 1;

    /// <summary>How long a proposal stays open.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Whether the person who started the run may decide its actions.</summary>
    public bool SelfApproval { get; init; }

    /// <summary>Where it is asked as well when nobody has decided for a while; null: nowhere.</summary>
    public Escalation? Escalate { get; init; }
}

/// <summary>Where actions that nobody decides are asked as well.</summary>
/// <param name="After">How long they have waited.</param>
/// <param name="To">Routes ("slack:#ops") and principal keys of people ("web/local/mia"), at least one.</param>
public sealed record Escalation(TimeSpan After, IReadOnlyList<string> To);

/// <summary>What a run may use; null means no limit of its own.</summary>
public sealed record Limits
{
    /// <summary>Most time from start to end, waits excluded.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Most bytes of log lines.</summary>
    public long? LogBytes { get; init; }

    /// <summary>Most bytes of resident memory of a program's process tree.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Most runs of this agent at once.</summary>
    public int? ConcurrentRuns { get; init; }

    /// <summary>How much may be used in a run or in a period; empty for any amount.</summary>
    public IReadOnlyList<Quota> Quotas { get; init; } = [];

    /// <summary>With the stricter of both for time, log and memory.</summary>
    public Limits NoMoreThan(Limits other) => this with
    {
        Time = Least(Time, other.Time),
        LogBytes = Least(LogBytes, other.LogBytes),
        MemoryBytes = Least(MemoryBytes, other.MemoryBytes),
    };

    private static T? Least<T>(T? one, T? other) where T : struct, IComparable<T> =>
        one is not { } first ? other : other is not { } second || first.CompareTo(second) <= 0 ? first : second;
}

/// <summary>
/// Where cards of a run go, per outcome. Each entry is a route: "web", "slack:#ops", "teams:…". Null means the default:
/// failures, and completions with actions or a report, go to the default route; an empty list means nowhere.
/// </summary>
public sealed record NotifyRoutes
{
    /// <summary>Runs that ended badly.</summary>
    public IReadOnlyList<string>? Failed { get; init; }

    /// <summary>Runs that completed.</summary>
    public IReadOnlyList<string>? Completed { get; init; }

    /// <summary>Proposed actions.</summary>
    public IReadOnlyList<string>? Actions { get; init; }

    /// <summary>Runs while they go on: one message a run, redrawn. Nowhere unless named.</summary>
    public IReadOnlyList<string>? Progress { get; init; }

    /// <summary>Every route that is named, once.</summary>
    public IEnumerable<string> All => new[] { Failed, Completed, Actions, Progress, Digest.To }.SelectMany(routes => routes ?? []).Distinct(StringComparer.Ordinal);

    /// <summary>What is not posted run by run, once a day on one card.</summary>
    public DigestRule Digest { get; init; } = new();

    /// <summary>How many failures in a row before the first alert.</summary>
    public int AlertAfter { get; init; } = 1;
}

/// <summary>Where and when a digest tells of an agent's runs.</summary>
public sealed record DigestRule
{
    /// <summary>Routes; null: where its failures go. An empty list means nowhere.</summary>
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>The time of day; null: as the settings say.</summary>
    public TimeOnly? At { get; init; }

    /// <summary>IANA id of the zone that the time is written in; null: as the settings say.</summary>
    public string? Zone { get; init; }
}

/// <summary>The type of a variable's value.</summary>
public enum VariableType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>"7d", "90s".</summary>
    Duration,

    /// <summary>One of <see cref="Variable.Choices"/>.</summary>
    Choice,

    /// <summary>A list of texts.</summary>
    List,
}

/// <summary>A named, typed value that steps read as <c>{{name}}</c>.</summary>
/// <param name="Name">Letters, digits, underscores.</param>
/// <param name="Type">What values it takes.</param>
/// <param name="Default">Its value when a start gives none; null makes it required.</param>
/// <param name="Description">One sentence for the form; empty where there is none.</param>
/// <param name="Choices">The values of a choice; empty for other types.</param>
public sealed record Variable(
    string Name, VariableType Type, JsonElement? Default, string Description, IReadOnlyList<string> Choices);
