namespace ChatRuns.Store;

/// <summary>How far one trigger is accounted for.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Trigger">The trigger's name.</param>
/// <param name="Plan">Its expression and zone as text, so that a change is noticed.</param>
/// <param name="AccountedTo">Every planned time up to here is a run, a skip or a miss.</param>
/// <param name="Seq">Seq of its stream.</param>
public sealed record ScheduleRow(string Agent, string Trigger, string Plan, DateTimeOffset AccountedTo, long Seq);

/// <summary>What the journal says of one agent, beside its file.</summary>
public sealed record AgentRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The version that was published last; null when none was.</summary>
    public string? Version { get; init; }

    /// <summary>The blob that holds that version.</summary>
    public string? Blob { get; init; }

    /// <summary>Whether its file is gone.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Who paused it in chat; null when it is not.</summary>
    public PauseRow? Paused { get; init; }

    /// <summary>Name of who resumed it in chat; null where nobody did.</summary>
    public string? ResumedByName { get; init; }

    /// <summary>Whether the last word from chat was "resume", which overlays a file that says paused.</summary>
    public bool IsResumedInChat { get; init; }

    /// <summary>Seq of its stream.</summary>
    public required long Seq { get; init; }
}

/// <summary>A value that somebody set in chat over an agent's file, or wants to set.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Field">See <see cref="Agents.Overrides"/>.</param>
/// <param name="IsPending">Whether it waits for an admin's word.</param>
/// <param name="Value">The value.</param>
/// <param name="By">Key of who said so.</param>
/// <param name="ByName">Their name then.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record OverrideRow(string Agent, string Field, bool IsPending, string Value, string By, string ByName, DateTimeOffset At, string? Reason);

/// <summary>Something that rests at present.</summary>
/// <param name="Scope"><see cref="Work"/> for a hold; "everything", "tag:NAME" or "agent:NAME" for a freeze.</param>
/// <param name="By">Key of who stopped it.</param>
/// <param name="ByName">Their name then.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">When it ends by itself, or null.</param>
public sealed record RestRow(string Scope, string By, string ByName, string? Reason, DateTimeOffset At, DateTimeOffset? Until)
{
    /// <summary>The scope of a store that waits for an admin's release.</summary>
    public const string Work = "work";
}

/// <summary>A pause set in chat.</summary>
/// <param name="By">Key of who set it.</param>
/// <param name="ByName">Name of who set it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record PauseRow(string By, string ByName, DateTimeOffset At, string? Reason);

/// <summary>Identical proposals that are not asked again.</summary>
/// <param name="Until">Until when; null means until the arguments change.</param>
/// <param name="By">Key of who said so.</param>
/// <param name="ByName">Name of who said so.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record MuteRow(DateTimeOffset? Until, string By, string ByName, DateTimeOffset At, string? Reason);
