namespace ChatRuns.Agents;

/// <summary>One target in the settings, <c>Targets:{Name}</c>.</summary>
public sealed class TargetOptions
{
    /// <summary>Name of the section; below it stands one for each target, by its name.</summary>
    public const string Section = "Targets";

    /// <summary>What people read; empty for the name.</summary>
    public string Title { get; set; } = "";

    /// <summary>What steps read as <c>{{target.NAME}}</c>. Shown to people, so no place for secrets.</summary>
    public Dictionary<string, string> Variables { get; set; } = [];

    /// <summary>An http or https address, or tcp://host:port, that is asked before the first step of a run; empty for no check.</summary>
    public string Check { get; set; } = "";

    /// <summary>Seconds to wait for its answer, 1 to 120.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Tries in all before the run fails, 1 to 100.</summary>
    public int Attempts { get; set; } = 6;

    /// <summary>Seconds before the second try, 1 to 3600; each further pause is twice as long, up to ten minutes.</summary>
    public int BackoffSeconds { get; set; } = 10;
}
