namespace ChatRuns.Agents;

/// <summary>What to do with planned times that passed while the bot was down.</summary>
public enum CatchUpPolicy
{
    /// <summary>None is made up for; all are on record as skipped.</summary>
    Skip,

    /// <summary>The last one runs, the others are on record as skipped.</summary>
    Last,

    /// <summary>All run, in order.</summary>
    All,
}

/// <summary>What starts an agent: a closed family.</summary>
/// <param name="Name">Unique within the agent.</param>
public abstract record Trigger(string Name)
{
    /// <summary>Targets of which each gets a run; empty for the agent's first, or none.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
}

/// <summary>A five-field cron expression in a time zone.</summary>
/// <param name="Name">Unique within the agent.</param>
/// <param name="Cron">As the owner wrote it.</param>
/// <param name="Zone">IANA id, such as "Europe/Berlin".</param>
/// <param name="CatchUp">For planned times during downtime.</param>
public sealed record CronTrigger(string Name, string Cron, string Zone, CatchUpPolicy CatchUp) : Trigger(Name);

/// <summary>Every so often, counted from the Unix epoch so that restarts do not shift it.</summary>
/// <param name="Name">Unique within the agent.</param>
/// <param name="Every">At least one second.</param>
/// <param name="CatchUp">For planned times during downtime.</param>
/// <param name="AtStart">Whether it also fires once when the agent is first seen.</param>
public sealed record IntervalTrigger(string Name, TimeSpan Every, CatchUpPolicy CatchUp, bool AtStart = false) : Trigger(Name);

/// <summary>By hand only; named so that a list of triggers can say so.</summary>
/// <param name="Name">Unique within the agent.</param>
public sealed record ManualTrigger(string Name) : Trigger(Name);
