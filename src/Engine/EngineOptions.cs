using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace ChatRuns;

/// <summary>Settings of the engine, in the section "Runs".</summary>
public sealed class EngineOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Runs";

    /// <summary>Most runs that execute at once; further ones wait in the queue.</summary>
    [Range(1, 10_000)]
    public int MostAtOnce { get; set; } = 16;

    /// <summary>Most actions that execute at once.</summary>
    [Range(1, 1_000)]
    public int MostActionsAtOnce { get; set; } = 8;

    /// <summary>How many agents deep a run's steps may start other agents; the run itself is not counted.</summary>
    [Range(1, 50)]
    public int MostDepth { get; set; } = 5;

    /// <summary>Who may delete runs, where an agent's file does not say: "admins", "allowed" (operators too), "after 30d" or "never".</summary>
    [RegularExpression("^(admins|allowed|never|after .+)$")]
    public string Delete { get; set; } = "admins";

    /// <summary>How long runs are kept, such as "90d", where an agent's file does not say; empty for ever.</summary>
    [RegularExpression(@"^\s*([0-9]{1,9}\s*(h|d|w)\s*)*$")]
    public string Retention { get; set; } = "";

    /// <summary>How many runs of an agent are kept, where its file does not say; 0 for all.</summary>
    [Range(0, 1_000_000)]
    public int Keep { get; set; }

    /// <summary>What all runs keep to, whatever their agents say.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Limits.Problems().Select(problem => new ValidationResult(problem));
}

/// <summary>Where things are on disk.</summary>
/// <param name="Data">The data folder: database, blobs, keys, secrets, working folders.</param>
/// <param name="Agents">The folder of agent files.</param>
public sealed record EngineFolders(string Data, string Agents)
{
    /// <summary>The working folder of one run.</summary>
    public string RunFolder(long run) => Path.Combine(Data, "runs", run.ToString(CultureInfo.InvariantCulture));

    /// <summary>The folder of blobs.</summary>
    public string Blobs => Path.Combine(Data, "blobs");
}

/// <summary>Values that the host offers to templates, such as "practice.url"; set while it starts.</summary>
public sealed class HostValues
{
    private readonly ConcurrentDictionary<string, string> _values = new();

    /// <summary>What the names of values can begin with, so that agent files are checked against it.</summary>
    public static IReadOnlyCollection<string> Roots { get; } = ["practice", "files", "chatruns"];

    /// <summary>All of them, by dotted name.</summary>
    public IReadOnlyDictionary<string, string> All => _values;

    /// <summary>Sets one.</summary>
    public void Set(string name, string value) => _values[name] = value;
}
